"""Treaty status as a matrix, country × instrument, on one day. Public: nothing here depends on the viewer.

What has no row in the data is "no data", never "not a party" (data/SOURCES.md).
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from liaison.treaties.enums import PartyStatus, Standing
from liaison.treaties.matrix_form import EU, Choices, Chosen
from liaison.treaties.models import TreatyStatus
from liaison.treaties.standing import standing_on
from portal.reference.cldr import territory_name
from portal.reference.models import Instrument


class Fact(NamedTuple):
    """The columns of ``TreatyStatus`` that a cell needs, read without making a model of each row."""

    instrument_id: str
    party: str
    status: str
    signed: datetime.date | None
    consent_date: datetime.date | None
    in_force: datetime.date | None
    denounced: datetime.date | None
    denunciation_effective: datetime.date | None
    as_of: datetime.date


class Cell(NamedTuple):
    """Where a party stands, in words and with the day these words are about."""

    standing: Standing
    words: str
    day: datetime.date | None


class Party(NamedTuple):
    """A row's head. The Union has no region."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Heads and cells. ``cells`` has an entry for every party, with those of its cells that have data."""

    day: datetime.date
    parties: list[Party]
    instruments: list[Instrument]
    cells: dict[str, dict[str, Cell]]
    counts: dict[Standing, int]
    left_out: int
    """Countries without any data in these columns that are not listed."""
    as_of: tuple[datetime.date, datetime.date] | None
    """Oldest and newest as-of date of what is shown."""


def matrix_for(chosen: Chosen, choices: Choices) -> Matrix:
    """The matrix of what was chosen. One query, whatever its size."""
    instruments = chosen.instruments(choices)
    parties = [Party(country.pk, country.name()) for country in chosen.countries(choices)]
    if chosen.has_union:
        parties.insert(0, Party(EU, territory_name(EU)))
    facts = read_facts([instrument.pk for instrument in instruments])
    cells, as_of = _placed(facts, {party.code for party in parties}, chosen.on)
    listed = [p for p in parties if chosen.all or chosen.country or chosen.status or cells[p.code]]
    if chosen.status:
        columns = len(instruments)
        listed = [p for p in listed if _has(cells[p.code], Standing(chosen.status), columns)]
    shown = {party.code: cells[party.code] for party in listed}
    left_out = 0 if chosen.status else len(parties) - len(listed)
    return Matrix(
        chosen.on, listed, instruments, shown, _counted(shown, len(instruments)), left_out, _span(as_of)
    )


def read_facts(instruments: Sequence[str]) -> Iterable[Fact]:
    """All rows of some instruments. One query."""
    rows = TreatyStatus.objects.filter(instrument__in=instruments).order_by()
    return map(Fact._make, rows.values_list(*Fact._fields))


def _placed(
    facts: Iterable[Fact], parties: set[str], day: datetime.date
) -> tuple[dict[str, dict[str, Cell]], set[datetime.date]]:
    """Cells by party and instrument, and the as-of dates of what became a cell."""
    cells: dict[str, dict[str, Cell]] = {party: {} for party in parties}
    as_of = set()
    said = words()
    for fact in facts:
        row = cells.get(fact.party)
        if row is not None:
            row[fact.instrument_id] = cell_of(fact, day, said)
            as_of.add(fact.as_of)
    return cells, as_of


def words() -> dict[str, str]:
    """The words of cells in the reader's language, so that each is translated once and not once a cell."""
    return {
        **{f"status {value}": str(label) for value, label in PartyStatus.choices},
        "bound": _("In force since"),
        "bound undated": _("In force, date not recorded"),
        "later": _("In force only from"),
        "consented": _("Consented, not yet in force"),
        "consents later": _("Consented only on"),
        "signed": _("Signed only"),
        "signs later": _("Signed only on"),
        "denounced": _("Denounced with effect from"),
        "undated": _("In force at some time, date not recorded"),
        "denounced undated": _("Denounced, date of effect not recorded"),
        "no data": _("no data"),
    }


def cell_of(fact: Fact | TreatyStatus, day: datetime.date, said: dict[str, str]) -> Cell:
    """Where a party stands on a day (``liaison.treaties.standing`` has the rule), in the words of ``words()``."""
    standing = standing_on(fact, day)
    if standing is Standing.BOUND:
        return Cell(standing, said["bound" if fact.in_force else "bound undated"], fact.in_force)
    if standing is Standing.NOT_YET:
        if fact.in_force:
            return Cell(standing, said["later"], fact.in_force)
        late = fact.consent_date is not None and fact.consent_date > day
        return Cell(standing, said["consents later" if late else "consented"], fact.consent_date)
    if standing is Standing.SIGNED_ONLY:
        late = fact.signed is not None and fact.signed > day
        return Cell(standing, said["signs later" if late else "signed"], fact.signed)
    if standing is Standing.DENOUNCED:
        return Cell(standing, said["denounced"], fact.denunciation_effective)
    if fact.status == PartyStatus.IN_FORCE:
        return Cell(standing, said["undated"], None)
    if fact.status == PartyStatus.DENOUNCED:
        return Cell(standing, said["denounced undated"], None)
    return Cell(standing, said.get(f"status {fact.status}", fact.status), fact.signed)


def _has(row: dict[str, Cell], standing: Standing, columns: int) -> bool:
    if standing is Standing.NO_DATA:
        return len(row) < columns
    return any(cell.standing is standing for cell in row.values())


def _counted(cells: dict[str, dict[str, Cell]], columns: int) -> dict[Standing, int]:
    """How many cells there are of each standing, in the order of the legend."""
    found = Counter(cell.standing for row in cells.values() for cell in row.values())
    found[Standing.NO_DATA] = len(cells) * columns - sum(found.values())
    return {standing: found[standing] for standing in Standing}


def _span(days: set[datetime.date]) -> tuple[datetime.date, datetime.date] | None:
    return (min(days), max(days)) if days else None
