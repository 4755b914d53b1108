"""Agreements and arrangements with the country, by family: families are never mixed (¶6). Public facts."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from events.briefings.compiled import Compiled
from events.briefings.compiling import Source, register_source
from events.briefings.enums import Form, SectionKind
from events.briefings.models import Briefing
from events.briefings.sources.words import DASH, day_text
from liaison.agreements.enums import DATED
from liaison.agreements.models import Agreement
from portal.pages.instrument_names import distinct_name
from portal.reference.enums import InstrumentFamily
from portal.visibility import PUBLIC


def agreements(briefing: Briefing) -> Iterable[Compiled]:
    """A table for each family of which something is held. Two queries."""
    found = Agreement.objects.filter(parties__country=briefing.country_id).select_related("instrument")
    rows = list(found.prefetch_related("steps").distinct().order_by("instrument"))
    for family in InstrumentFamily:
        if mine := [one for one in rows if one.family == family]:
            yield _table(briefing, family, mine)


def _table(briefing: Briefing, family: InstrumentFamily, rows: list[Agreement]) -> Compiled:
    unverified = any(not one.is_verified for one in rows)
    dates = sorted(one.source_date for one in rows if one.source_date)
    caption = _("Where no source was read that supports the stage, it says so.") if unverified else ""
    return Compiled(
        kind=SectionKind.AGREEMENTS,
        source_type="agreements",
        source_id=str(family),
        heading=str(family.label),
        value={
            "columns": [_("Title"), _("With"), _("Stage"), _("Since"), _("Reference"), _("Source")],
            "rows": [_row(one) for one in rows],
            "caption": caption,
        },
        item_key=PUBLIC,
        source_label=_("Agreements tracker; the source of each stands in the table"),
        source_url=f"/countries/{briefing.country_id.lower()}/#agreements",
        source_date=dates[0] if dates else "",
        form=Form.TABLE,
    )


def _row(one: Agreement) -> list[str]:
    stage = str(one.get_stage_display())
    if not one.is_verified:
        stage = f"{stage} ({one.get_confidence_display()})"
    steps = {step.stage: step for step in one.steps.all()}
    step = steps.get(one.stage) if one.stage in DATED else None
    source = one.source if not one.source_date else f"{one.source} ({day_text(one.source_date)})"
    return [
        distinct_name(one.instrument),
        str(one.get_body_display()),
        stage,
        day_text(step.on_text) or DASH if step else DASH,
        one.reference or DASH,
        source,
    ]


def register() -> None:
    """Called when the app is ready."""
    register_source(
        Source("agreements", ("agreements",), (SectionKind.AGREEMENTS,), 70, agreements, is_public=True)
    )
