"""From the database to the facts of the rule, and the answer with all that is needed to show it.

Public facts: nothing here depends on the viewer. The number of queries does not grow with what is on file.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from liaison.agreements.enums import Stage
from liaison.agreements.models import Agreement
from liaison.legal_basis.facts import Facts, InstrumentFacts, Level, PartyFacts, Reason, Resolution
from liaison.legal_basis.rules import resolve
from liaison.treaties.models import TreatyProvision, TreatyStatement, TreatyStatus
from liaison.treaties.queries import statements_on
from portal.reference.enums import InstrumentFamily, InstrumentKind, InstrumentStatus, Organisation
from portal.reference.models import Country, Instrument, Source, Topic

Key = tuple[str, str]

STANDS_ALONE = frozenset({"UN1961A"})
"""Filed under another treaty, but open to States that are not party to it: the Single Convention as amended is a text
of its own (Protocol of 1972, Art. 19: who becomes a party after it is a party to the Convention as amended)."""

_NO_BASIS = {
    InstrumentFamily.ARRANGEMENT: Reason.ARRANGEMENT,
    InstrumentFamily.MANDATE: Reason.MANDATE,
    InstrumentFamily.CONTACT_POINT: Reason.CONTACT_POINT,
    InstrumentFamily.ADEQUACY: Reason.ADEQUACY,
}
_UNDER_WAY = frozenset({Stage.MANDATE, Stage.NEGOTIATION, Stage.INITIALLED})
_LEVELS = {
    InstrumentKind.BILATERAL: Level.BILATERAL,
    InstrumentKind.ASSET_RETURN: Level.BILATERAL,
    InstrumentKind.EU_AGREEMENT: Level.UNION,
    InstrumentKind.EUROJUST_AGREEMENT: Level.UNION,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The resolution with the records it speaks of."""

    state: Country
    country: Country
    measure: Topic
    day: datetime.date
    resolution: Resolution
    instruments: dict[str, Instrument]
    agreements: dict[str, Agreement] = field(default_factory=dict)
    statuses: dict[Key, TreatyStatus] = field(default_factory=dict)
    provisions: dict[str, TreatyProvision] = field(default_factory=dict)
    statements: dict[Key, list[TreatyStatement]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    responsible: str = ""
    """For a territory: the State responsible for it."""


def answer(state: Country, country: Country, measure: Topic, day: datetime.date) -> Answer:
    """What is in force between a Member State and a third country on a day, for a measure."""
    instruments = {each.pk: each for each in Instrument.objects.prefetch_related("topics")}
    agreements = {each.pk: each for each in Agreement.objects.all()}
    statuses = statuses_of(state.pk, country.pk)
    provisions = {each.instrument_id: each for each in TreatyProvision.objects.filter(topic=measure)}
    facts = Facts(
        {code: instrument_facts(each, agreements.get(code), code in provisions, measure.pk)
         for code, each in instruments.items()},
        {key: party_facts(row) for key, row in statuses.items()},
        {country.pk: country.responsible} if country.responsible else {},
    )  # fmt: skip
    territory = [row.responsible_id for row in statuses.values() if row.party == country.pk]
    return Answer(
        state,
        country,
        measure,
        day,
        resolve(facts, state.pk, country.pk, measure.pk, day),
        instruments,
        agreements,
        statuses,
        provisions,
        statements_between(statuses, measure, day),
        {source.pk: source for source in Source.objects.all()},
        country.responsible or next((code for code in territory if code), ""),
    )


def statuses_of(state: str, country: str) -> dict[Key, TreatyStatus]:
    """The rows of both, and for a territory those of the States that extended treaties to it; one query."""
    extended = TreatyStatus.objects.filter(party=country, responsible__isnull=False).values("responsible")
    wanted = TreatyStatus.objects.filter(party__in=[state, country]) | TreatyStatus.objects.filter(
        party__in=extended
    )
    return {(row.instrument_id, row.party): row for row in wanted.select_related("responsible")}


def statements_between(
    statuses: dict[Key, TreatyStatus], measure: Topic, day: datetime.date
) -> dict[Key, list[TreatyStatement]]:
    """Reservations and declarations of either side that stand on the day and concern the measure; two queries."""
    found: dict[Key, list[TreatyStatement]] = defaultdict(list)
    keys = {row.pk: key for key, row in statuses.items()}
    for statement in statements_on(day).filter(status__in=list(keys)).prefetch_related("topics"):
        topics = {topic.pk for topic in statement.topics.all()}
        if not topics or measure.pk in topics:
            found[keys[statement.status_id]].append(statement)
    return dict(found)


def party_facts(row: TreatyStatus) -> PartyFacts:
    """What the rule reads of a row of treaty status."""
    return PartyFacts(
        instrument=row.instrument_id,
        party=row.party,
        status=row.status,
        as_of=row.as_of,
        signed=row.signed,
        consent_date=row.consent_date,
        in_force=row.in_force,
        denounced=row.denounced,
        denunciation_effective=row.denunciation_effective,
        responsible=row.responsible_id or "",
    )


def instrument_facts(
    instrument: Instrument, agreement: Agreement | None, has_articles: bool, measure: str
) -> InstrumentFacts:
    """What the rule reads of an instrument; of an agreement its stage, where it has one, rather than the copy."""
    in_force, ended = instrument.in_force, None
    stage = "signed" if instrument.status == InstrumentStatus.SIGNED else ""
    no_basis = _NO_BASIS.get(instrument.family)
    if agreement is not None:
        in_force, ended = agreement.in_force_on, agreement.ended_on
        stage = "signed" if agreement.stage == Stage.SIGNED else ""
        if agreement.stage in _UNDER_WAY:
            no_basis = no_basis or Reason.MANDATE
    return InstrumentFacts(
        code=instrument.pk,
        level=level_of(instrument),
        topics=frozenset(topic.pk for topic in instrument.topics.all()),
        articles=frozenset({measure} if has_articles else ()),
        parent="" if instrument.pk in STANDS_ALONE else instrument.parent_id or "",
        parties=frozenset(instrument.parties),
        stage=stage,
        signed=instrument.opened,
        in_force=in_force if instrument.parties else None,
        ended=ended,
        no_basis=no_basis,
    )


def level_of(instrument: Instrument) -> Level:
    """How specific an instrument is: by its kind, for open treaties by the organisation they were made in."""
    level = _LEVELS.get(InstrumentKind(instrument.kind))
    if level is not None:
        return level
    if instrument.parties:
        return Level.UNION if {"EU", "EUROJUST"} & set(instrument.parties) else Level.BILATERAL
    return Level.REGIONAL if instrument.organisation == Organisation.COE else Level.UNIVERSAL
