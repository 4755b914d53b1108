"""Treaty status of the country: conventions it is bound by, with dates, and its reservations. Public facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from events.briefings.compiled import Compiled
from events.briefings.compiling import Source, register_source
from events.briefings.enums import Form, SectionKind
from events.briefings.models import Briefing
from events.briefings.sources.words import DASH, day_text
from liaison.treaties.facts import OPEN_KINDS, Fact, facts_of
from liaison.treaties.models import TreatyStatement
from liaison.treaties.queries import SENTENCE, treaties_of
from portal.visibility import PUBLIC


def treaties(briefing: Briefing) -> Iterable[Compiled]:
    """A table of what is on file about the country, and one of its standing statements. Five queries."""
    rows = treaties_of(briefing.country_id).filter(instrument__kind__in=OPEN_KINDS)
    facts = facts_of(rows)
    if not facts:
        return
    yield _status_table(briefing, facts)
    told = [(fact, one) for fact in facts for one in fact.statements if one.withdrawn is None]
    if told:
        yield _statements_table(briefing, told)


def _status_table(briefing: Briefing, facts: Sequence[Fact]) -> Compiled:
    return Compiled(
        kind=SectionKind.LEGAL_BASIS,
        source_type="treaties",
        source_id="status",
        heading=_("Conventions"),
        value={
            "columns": [_("Convention"), _("Where the country stands"), _("Signed"), _("In force since")],
            "rows": [
                [
                    fact.status.instrument.label(),
                    str(fact.standing.label),
                    day_text(fact.status.signed) or DASH,
                    day_text(fact.status.in_force) or DASH,
                ]
                for fact in facts
            ],
            "caption": _(
                "Conventions about which something is on file. What is not listed is not known: it is no proof that "
                "the country is not a party."
            ),
        },
        item_key=PUBLIC,
        source_label=_source(facts),
        source_url=f"/countries/{briefing.country_id.lower()}/#treaties",
        source_date=_oldest(facts),
        form=Form.TABLE,
    )


def _statements_table(briefing: Briefing, told: Sequence[tuple[Fact, TreatyStatement]]) -> Compiled:
    return Compiled(
        kind=SectionKind.LEGAL_BASIS,
        source_type="treaties",
        source_id="statements",
        heading=_("Reservations and declarations"),
        value={
            "columns": [_("Convention"), _("Kind"), _("Article"), _("Text")],
            "rows": [
                [
                    fact.status.instrument.label(),
                    str(one.get_kind_display()),
                    one.article or DASH,
                    one.text,
                ]
                for fact, one in told
            ],
            "caption": _("As made by the country; those that were withdrawn are left out."),
        },
        item_key=PUBLIC,
        source_label=_source([fact for fact, _one in told]),
        source_url=f"/countries/{briefing.country_id.lower()}/#treaties",
        source_date=_oldest([fact for fact, _one in told]),
        form=Form.TABLE,
    )


def _source(facts: Sequence[Fact]) -> str:
    codes = sorted({link.code for fact in facts for link in fact.sources})
    words = str(SENTENCE) % {"as_of": day_text(_oldest(facts))}
    return f"{words} {', '.join(codes)}"[:500]


def _oldest(facts: Sequence[Fact]) -> str:
    """The day of the oldest source: what is said is not newer than that."""
    days = [fact.status.as_of for fact in facts]
    return min(days).isoformat() if days else ""


def register() -> None:
    """Called when the app is ready."""
    register_source(
        Source("treaties", ("treaties",), (SectionKind.LEGAL_BASIS,), 50, treaties, is_public=True)
    )
