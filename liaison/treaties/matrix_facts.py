"""One country or one instrument of the matrix in full: every fact with its source, as-of date and reservations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from liaison.treaties.enums import Standing, StatementKind
from liaison.treaties.matrix import Cell, cell_of, words
from liaison.treaties.matrix_form import EU, Choices, Chosen
from liaison.treaties.matrix_table import LETTERS, fact_url
from liaison.treaties.models import TreatyStatus
from portal.pages.countries import plain
from portal.reference.cldr import territory_name
from portal.reference.models import Instrument, Source

STANDING_RESERVATIONS = Count(
    "statements",
    filter=Q(statements__kind=StatementKind.RESERVATION, statements__withdrawn__isnull=True),
)
"""Reservations on file that are not withdrawn. None on file does not mean that there are none."""


@dataclass(frozen=True, slots=True)
class FactEntry:
    """One party to one instrument."""

    status: TreatyStatus
    cell: Cell
    instrument: Instrument
    party_name: str
    reservations: int
    sources: list[tuple[str, str, str]]
    """Code, description and address of each source."""

    @property
    def letter(self) -> str:
        """The class of its symbol."""
        return LETTERS[self.cell.standing]

    @property
    def url(self) -> str:
        """Its place on the instrument's page."""
        return fact_url(self.status.instrument_id, self.status.party)

    @property
    def responsible_name(self) -> str:
        """The State that extended the treaty to a territory."""
        return territory_name(self.status.responsible_id) if self.status.responsible_id else ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on file about what was chosen, and what nothing is on file about."""

    entries: list[FactEntry]
    instruments_without: list[Instrument]
    parties_without: list[tuple[str, str]]

    @property
    def legend(self) -> list[tuple[Standing, str, int]]:
        """Each standing with its letter and how many of the facts, or of what nothing is known about, have it."""
        found = Counter(entry.cell.standing for entry in self.entries)
        found[Standing.NO_DATA] = len(self.instruments_without) + len(self.parties_without)
        return [(standing, LETTERS[standing], found[standing]) for standing in Standing]


def facts_for(chosen: Chosen, choices: Choices) -> Facts:
    """All facts about one country or one instrument. Two queries."""
    instruments = {instrument.pk: instrument for instrument in chosen.instruments(choices)}
    parties = {country.pk: country.name() for country in chosen.countries(choices)}
    if chosen.has_union:
        parties[EU] = territory_name(EU)
    rows = status_rows(list(instruments), None if len(parties) > 1 else list(parties))
    entries = [entry for entry in _entries(rows, chosen, instruments, parties) if _wanted(entry, chosen)]
    order = {code: rank for rank, code in enumerate(instruments)}
    entries.sort(key=lambda e: (order[e.instrument.pk], plain(e.party_name)))
    if chosen.status:
        return Facts(entries, [], [])
    known = {(e.instrument.pk, e.status.party) for e in entries}
    return Facts(
        entries,
        [i for i in instruments.values() if chosen.country and (i.pk, chosen.country) not in known],
        [
            (code, name)
            for code, name in parties.items()
            if chosen.instrument and not chosen.country and (chosen.instrument, code) not in known
        ],
    )


def status_rows(instruments: list[str] | None, parties: list[str] | None) -> QuerySet[TreatyStatus]:
    """Rows of some instruments and parties (``None``: all), each with ``reservations``. One query."""
    rows = TreatyStatus.objects.annotate(reservations=STANDING_RESERVATIONS).order_by("instrument", "party")
    if instruments is not None:
        rows = rows.filter(instrument__in=instruments)
    return rows if parties is None else rows.filter(party__in=parties)


def _wanted(entry: FactEntry, chosen: Chosen) -> bool:
    return not chosen.status or entry.cell.standing is Standing(chosen.status)


def _entries(
    rows: QuerySet[TreatyStatus], chosen: Chosen, instruments: dict[str, Instrument], parties: dict[str, str]
) -> list[FactEntry]:
    known = Source.objects.in_bulk()
    said = words()

    def sources(status: TreatyStatus) -> list[tuple[str, str, str]]:
        found = [(code, known.get(code)) for code in status.source_codes]
        return [
            (code, source.description if source else "", source.url if source else "")
            for code, source in found
        ]

    return [
        FactEntry(
            status=status,
            cell=cell_of(status, chosen.on, said),
            instrument=instruments[status.instrument_id],
            party_name=parties[status.party],
            reservations=status.reservations,  # type: ignore[attr-defined]
            sources=sources(status),
        )
        for status in rows
        if status.party in parties
    ]
