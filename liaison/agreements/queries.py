"""What the pages of the agreements show. All of it is public: nothing here depends on the viewer, but for links to
dossiers, which may be narrower."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from liaison.agreements.enums import DATED, Body, Stage
from liaison.agreements.models import Agreement, AgreementStep
from portal.folding import fold
from portal.pages.countries import dossier_url, visible_dossiers
from portal.pages.instrument_names import distinct_name, name_language
from portal.reference.cldr import territory_name
from portal.reference.enums import InstrumentFamily, InstrumentStatus
from portal.visibility import viewer_for

BODY_NAMES = {"EU": "", "EUROJUST": "Eurojust", "EUROPOL": "Europol", "EPPO": "EPPO"}
"""Names of parties that are no country; empty where CLDR has one in every language."""

CAUTIOUS = frozenset(
    {InstrumentStatus.CONCLUDED, InstrumentStatus.CONCLUDED_UNVERIFIED, InstrumentStatus.MANDATE_2021}
)
"""Statuses that say what a source leaves open; shown beside the stage."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One stage on the way of an agreement. ``state`` is reached, passed (no date held), open or unverified."""

    stage: str
    label: str
    state: str
    is_current: bool
    step: AgreementStep | None


@dataclass(frozen=True, slots=True)
class Row:
    """An agreement as a list shows it."""

    agreement: Agreement
    name: str
    language: str
    url: str
    parties: list[tuple[str, str]]
    marks: list[Mark]

    @property
    def short_marks(self) -> list[Mark]:
        """The stages something is known of: what a list has room for."""
        return [mark for mark in self.marks if mark.step or mark.is_current or mark.state == "unverified"]

    @property
    def caution(self) -> str:
        """What the source leaves open, in words; empty where the stage says it all."""
        instrument = self.agreement.instrument
        return str(instrument.get_status_display()) if instrument.status in CAUTIOUS else ""

    @property
    def unverified(self) -> str:
        """What is to be said where no source was read that supports the record."""
        agreement = self.agreement
        return "" if agreement.is_verified else str(agreement.get_confidence_display())


@dataclass(frozen=True, slots=True)
class Group:
    """The agreements of one family: families are never mixed."""

    family: InstrumentFamily
    rows: list[Row]


def agreement_url(agreement: Agreement) -> str:
    """The address of an agreement's page; the code in lower case, as on the pages of instruments."""
    return f"/agreements/{agreement.pk.lower()}/"


def with_parts(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Agreements with all that a list shows, in three queries."""
    return agreements.select_related("instrument").prefetch_related("steps", "parties")


def filtered(*, body: str = "", country: str = "", kind: str = "", stage: str = "") -> QuerySet[Agreement]:
    """The agreements that fit every filter that is set."""
    found = with_parts(Agreement.objects.all())
    wanted = {"body": body, "instrument__kind": kind, "stage": stage, "parties__code": country}
    return found.filter(**{name: value for name, value in wanted.items() if value}).distinct()


def rows_of(user: Any, agreements: Iterable[Agreement]) -> list[Row]:
    """Rows by the names of the third countries. Two queries for all dossiers the viewer may open."""
    agreements = list(agreements)
    codes = {party.code for agreement in agreements for party in agreement.parties.all()}
    pages = visible_dossiers(viewer_for(user)).filter(country__in=codes)
    urls = {page.country_id: dossier_url(page) for page in pages}
    rows = [
        Row(
            agreement=agreement,
            name=distinct_name(agreement.instrument),
            language=name_language(agreement.instrument),
            url=agreement_url(agreement),
            parties=[(party_name(p.code), urls.get(p.code, "")) for p in in_order(agreement)],
            marks=marks_of(agreement),
        )
        for agreement in agreements
    ]
    return sorted(rows, key=lambda row: [fold(name) for name, _url in reversed(row.parties)])


def in_order(agreement: Agreement) -> list[Any]:
    """The parties: the first side, then the other, each by name."""
    return sorted(agreement.parties.all(), key=lambda party: (party.side, fold(party_name(party.code))))


def party_name(code: str) -> str:
    """The name of a party in the reader's language."""
    return BODY_NAMES.get(code) or territory_name(code, get_language())


def marks_of(agreement: Agreement) -> list[Mark]:
    """The stages on the way of an agreement, those not reached included.

    A stage before the present one of which no source tells is "passed", not "not reached". "Ended" stands there
    where it is. Makes no query where the steps were prefetched.
    """
    steps = {step.stage: step for step in agreement.steps.all()}
    order = list(Stage.values)
    here = order.index(agreement.stage)
    marks = []
    for stage in DATED:
        step, place = steps.get(stage), order.index(stage)
        if stage == Stage.ENDED and step is None:
            continue
        if step is not None:
            state = "reached"
        elif agreement.stage == Stage.CONCLUDED and stage == Stage.IN_FORCE:
            state = "unverified"
        else:
            state = "passed" if place < here else "open"
        is_current = stage == agreement.stage
        marks.append(Mark(str(stage), str(Stage(stage).label), state, is_current, step))
    return marks


def by_family(rows: list[Row]) -> list[Group]:
    """Every family in its order, also those of which nothing is held."""
    return [
        Group(family, [row for row in rows if row.agreement.family == family]) for family in InstrumentFamily
    ]


def held_by_body() -> list[tuple[str, str, int]]:
    """How many agreements are held for each body, none included: value, name, number."""
    held = list(Agreement.objects.values_list("body", flat=True))
    return [(body.value, str(body.label), held.count(body.value)) for body in Body]
