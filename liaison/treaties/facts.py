"""Facts of treaty status for readers: each with where it stands today, its source and the day of the source.

Public: nothing here depends on the viewer, but for links to dossiers that they may open.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from liaison.treaties.enums import Standing
from liaison.treaties.matrix_form import MULTILATERAL
from liaison.treaties.matrix_table import LETTERS
from liaison.treaties.models import TreatyStatement, TreatyStatus
from liaison.treaties.queries import parties_to
from liaison.treaties.standing import standing_on
from portal.folding import fold
from portal.pages.countries import dossier_url, visible_dossiers
from portal.reference.cldr import KOSOVO, territory_name
from portal.reference.models import Country, Instrument, Source
from portal.visibility import Viewer

OPEN_KINDS = frozenset(MULTILATERAL)
"""Kinds that many States can join. An agreement between two has its parties in its own record."""
WHICH = ("all", "third", "eu")


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A source by its code, with what it is and where it stands."""

    code: str
    description: str
    url: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One party to one instrument."""

    status: TreatyStatus
    name: str
    standing: Standing
    sources: list[SourceLink]
    statements: list[TreatyStatement]
    url: str = ""
    """The dossier of the country, where there is one for the viewer."""

    @property
    def responsible_name(self) -> str:
        """The State that extended the treaty to a territory."""
        return territory_name(self.status.responsible_id) if self.status.responsible_id else ""

    @property
    def letter(self) -> str:
        """Which symbol stands for the standing (comity/treaties.css)."""
        return LETTERS[self.standing]

    @property
    def history_url(self) -> str:
        """What was said earlier."""
        return f"/treaties/history/{self.status.instrument_id.lower()}/{self.status.party.lower()}/"


def status_of(instrument: Instrument, party: str) -> TreatyStatus | None:
    """What is on file about a party to an instrument, with its statements."""
    return parties_to(instrument.pk).filter(party=party).first()


def facts_of(
    rows: Iterable[TreatyStatus], *, day: datetime.date | None = None, urls: dict[str, str] | None = None
) -> list[Fact]:
    """Facts in the order given, as they stand on a day (today). Rows come with their statements; one query more."""
    on = day or timezone.localdate()
    rows = list(rows)
    known = Source.objects.in_bulk() if rows else {}

    def link(code: str) -> SourceLink:
        source = known.get(code)
        return SourceLink(code, source.description if source else "", source.url if source else "")

    return [
        Fact(
            status=row,
            name=territory_name(row.party),
            standing=standing_on(row, on),
            sources=[link(code) for code in row.source_codes],
            statements=list(row.statements.all()),
            url=(urls or {}).get(row.party, ""),
        )
        for row in rows
    ]


def parties_context(
    viewer: Viewer, instrument: Instrument, which: str, *, may_edit: bool = False
) -> dict[str, Any] | None:
    """Context of ``treaties/facts_parties.html``: who is a party. None for what many States cannot join.

    ``which`` is one of ``WHICH``; anything else counts as all. A constant number of queries.
    """
    if instrument.kind not in OPEN_KINDS:
        return None
    which = which if which in WHICH else "all"
    rows = list(parties_to(instrument.pk))
    shown = [row for row in rows if which == "all" or (which == "eu") == _is_of_the_union(row)]
    pages = visible_dossiers(viewer).filter(country__in=[row.country_id for row in shown if row.country_id])
    urls = {page.country_id: dossier_url(page) for page in pages} if shown else {}
    facts = sorted(facts_of(shown, urls=urls), key=lambda fact: fold(fact.name))
    days = sorted({row.as_of for row in shown})
    return {
        "facts": facts,
        "which": which,
        "counts": {
            "all": len(rows),
            "eu": sum(map(_is_of_the_union, rows)),
            "third": sum(not _is_of_the_union(row) for row in rows),
        },
        "bound": sum(fact.standing == Standing.BOUND for fact in facts),
        "oldest": days[0] if days else None,
        "newest": days[-1] if days else None,
        "footnote": kosovo_footnote(row.party for row in shown),
        "instrument": instrument,
        "may_edit": may_edit,
    }


def _is_of_the_union(row: TreatyStatus) -> bool:
    """The European Union itself and its Member States; their territories are third countries to it or not by their
    own record."""
    return row.party == "EU" or (row.country is not None and not row.country.is_third)


def kosovo_footnote(parties: Iterable[str]) -> str:
    """The footnote that belongs to Kosovo* where it is among the parties."""
    if KOSOVO not in parties:
        return ""
    country = Country.objects.filter(pk=KOSOVO).first()
    return country.footnote_in() if country else ""
