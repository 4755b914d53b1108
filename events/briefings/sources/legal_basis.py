"""By measure, what is in force between the country and how many Member States. Public facts, the rule of
``liaison.legal_basis``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.briefings.compiled import Compiled
from events.briefings.compiling import Source, register_source
from events.briefings.enums import Form, SectionKind
from events.briefings.models import Briefing
from events.briefings.sources.words import day_text
from liaison.agreements.models import Agreement
from liaison.assessments.bodies import MEMBER_STATES
from liaison.legal_basis.facts import Facts, InstrumentFacts
from liaison.legal_basis.ordering import parents_of
from liaison.legal_basis.queries import instrument_facts, party_facts
from liaison.legal_basis.rules import BODIES, UNION, resolve
from liaison.treaties.models import TreatyProvision, TreatyStatus
from liaison.treaties.queries import SENTENCE
from portal.pages.instrument_names import distinct_name
from portal.reference.cldr import territory_name
from portal.reference.models import Country, Instrument, Topic
from portal.visibility import PUBLIC

NAMED = 3
"""Up to so many Member States are named; more are counted."""


def legal_basis(briefing: Briefing) -> Iterable[Compiled]:
    """One table, a row for each measure of cooperation. Seven queries."""
    country = briefing.country
    measures = list(Topic.objects.measures())
    instruments = {one.pk: one for one in Instrument.objects.prefetch_related("topics")}
    facts, oldest = _facts(country, instruments)
    if not facts.instruments:
        return
    yield Compiled(
        kind=SectionKind.LEGAL_BASIS,
        source_type="legal_basis",
        source_id="measures",
        heading=_("In force with Member States"),
        value={
            "columns": [_("Measure"), _("Instruments in force, and with how many Member States")],
            "rows": [
                [topic.name(), _row(facts, country.pk, topic.pk, instruments) or _("Nothing on file")]
                for topic in measures
            ],
            "caption": _(
                "Only international agreements count. “Nothing on file” is no proof that there is nothing: "
                "bilateral treaties may be missing."
            ),
        },
        item_key=PUBLIC,
        source_label=_source(oldest),
        source_url=f"/countries/{country.pk.lower()}/#legal-basis",
        source_date=oldest,
        form=Form.TABLE,
    )


def _source(oldest: str) -> str:
    """Without a treaty, agreements alone are spoken of, each of which has its own date in its own table."""
    return (
        (str(SENTENCE) % {"as_of": day_text(oldest)}).rstrip(".")
        if oldest
        else _("Agreements as recorded in the portal")
    )


def _row(facts: Facts, country: str, measure: str, instruments: Mapping[str, Instrument]) -> str:
    """The instruments in force for a measure, the most specific first, with their Member States."""
    day = timezone.localdate()
    states: dict[str, list[str]] = defaultdict(list)
    for state in MEMBER_STATES:
        for found in resolve(facts, state, country, measure, day).instruments:
            states[found.code].append(state)
    lines = []
    for code, bound in states.items():
        if len(bound) == len(MEMBER_STATES):
            with_whom = _("all Member States")
        elif len(bound) <= NAMED:
            with_whom = ", ".join(sorted(map(territory_name, bound)))
        else:
            text = ngettext("%(number)d Member State", "%(number)d Member States", len(bound))
            with_whom = text % {"number": len(bound)}
        lines.append(f"{distinct_name(instruments[code])}: {with_whom}")
    return "; ".join(lines)


def _facts(country: Country, instruments: Mapping[str, Instrument]) -> tuple[Facts, str]:
    """What the rule reads of this country and all Member States, and the day of the oldest source.

    Only instruments that can bind the country are looked at, with the treaties they cannot do without.
    """
    agreements = {one.pk: one for one in Agreement.objects.all()}
    articles: dict[str, set[str]] = defaultdict(set)
    for code, topic in TreatyProvision.objects.order_by().values_list("instrument_id", "topic_id"):
        articles[code].add(topic)
    every = {
        code: replace(
            instrument_facts(one, agreements.get(code), False, ""), articles=frozenset(articles[code])
        )
        for code, one in instruments.items()
    }
    extended = TreatyStatus.objects.filter(party=country.pk, responsible__isnull=False).values("responsible")
    own = TreatyStatus.objects.filter(party=country.pk) | TreatyStatus.objects.filter(party__in=extended)
    mine = list(own)
    codes = {row.instrument_id for row in mine} | {
        code for code, one in every.items() if country.pk in one.parties
    }
    wanted: dict[str, InstrumentFacts] = {}
    for code in codes:
        for each in (code, *parents_of(every[code], Facts(every, {}))):
            wanted[each] = every[each]
    others = TreatyStatus.objects.filter(party__in=[*MEMBER_STATES, UNION, *BODIES], instrument__in=wanted)
    rows = {(row.instrument_id, row.party): row for row in [*mine, *others]}
    oldest = min((row.as_of for row in mine), default=None)
    facts = Facts(
        wanted,
        {key: party_facts(row) for key, row in rows.items()},
        {country.pk: country.responsible} if country.responsible else {},
    )
    return facts, oldest.isoformat() if oldest else ""


def register() -> None:
    """Called when the app is ready."""
    register_source(
        Source("legal-basis", ("legal_basis",), (SectionKind.LEGAL_BASIS,), 40, legal_basis, is_public=True)
    )
