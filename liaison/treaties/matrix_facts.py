"""One country or one instrument of the matrix in full: every fact with its source, as-of date and reservations."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from liaison.treaties.enums import Standing, StatementKind
from liaison.treaties.facts import Fact, facts_of
from liaison.treaties.matrix import Cell, cell_of, words
from liaison.treaties.matrix_form import EU, Choices, Chosen
from liaison.treaties.matrix_table import LETTERS, fact_url
from liaison.treaties.models import TreatyStatus
from portal.folding import fold
from portal.reference.cldr import territory_name
from portal.reference.models import Instrument

STANDING_RESERVATIONS = Count(
    "statements",
    filter=Q(statements__kind=StatementKind.RESERVATION, statements__withdrawn__isnull=True),
)
"""Reservations on file that are not withdrawn. None on file does not mean that there are none."""


@dataclass(frozen=True, slots=True)
class FactEntry:
    """One party to one instrument on the day chosen."""

    fact: Fact
    cell: Cell
    instrument: Instrument
    reservations: int

    @property
    def url(self) -> str:
        """Its place on the instrument's page."""
        return fact_url(self.fact.status.instrument_id, self.fact.status.party)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on file about what was chosen, and what nothing is on file about."""

    entries: list[FactEntry]
    instruments_without: list[Instrument]
    parties_without: list[tuple[str, str]]

    @property
    def legend(self) -> list[tuple[Standing, str, int]]:
        """Each standing with its letter and how many of the facts, or of what nothing is known about, have it."""
        found = Counter(entry.fact.standing for entry in self.entries)
        found[Standing.NO_DATA] = len(self.instruments_without) + len(self.parties_without)
        return [(standing, LETTERS[standing], found[standing]) for standing in Standing]

    @property
    def as_of(self) -> tuple[datetime.date, datetime.date] | None:
        """Oldest and newest as-of date of the facts."""
        days = [entry.fact.status.as_of for entry in self.entries]
        return (min(days), max(days)) if days else None


def facts_for(chosen: Chosen, choices: Choices) -> Facts:
    """All facts about one country or one instrument. Three queries."""
    instruments = {instrument.pk: instrument for instrument in chosen.instruments(choices)}
    parties = {country.pk: country.name() for country in chosen.countries(choices)}
    if chosen.has_union:
        parties[EU] = territory_name(EU)
    rows = status_rows(list(instruments), None if len(parties) > 1 else list(parties))
    entries = _entries(
        [row for row in rows.prefetch_related("statements") if row.party in parties], chosen, instruments
    )
    order = {code: rank for rank, code in enumerate(instruments)}
    entries.sort(key=lambda e: (order[e.instrument.pk], fold(e.fact.name)))
    if chosen.status:
        wanted = Standing(chosen.status)
        return Facts([entry for entry in entries if entry.fact.standing is wanted], [], [])
    known = {(e.instrument.pk, e.fact.status.party) for e in entries}
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


def _entries(rows: list[TreatyStatus], chosen: Chosen, instruments: dict[str, Instrument]) -> list[FactEntry]:
    said = words()
    return [
        FactEntry(
            fact=fact,
            cell=cell_of(fact.status, chosen.on, said),
            instrument=instruments[fact.status.instrument_id],
            reservations=fact.status.reservations,  # type: ignore[attr-defined]
        )
        for fact in facts_of(rows, day=chosen.on)
    ]
