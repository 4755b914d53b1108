"""Promoting accession to conventions: where each stands and what comes next (¶7)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from events.briefings.compiled import Compiled
from events.briefings.compiling import Source, register_source
from events.briefings.enums import SectionKind
from events.briefings.models import Briefing
from events.briefings.sources.words import day_text, paragraphs
from liaison.accession.models import Accession


def accession(briefing: Briefing) -> Iterable[Compiled]:
    """Each item of the tracker under its own audience. Who looks after it is not said. One query."""
    items = Accession.objects.filter(country=briefing.country_id).select_related("instrument")
    for item in items.order_by("instrument", "pk"):
        step = ""
        if item.next_step and not item.is_closed:
            step = _("Next step: %(step)s") % {"step": item.next_step}
            if item.next_step_due:
                step = _("%(step)s (due by %(day)s)") % {"step": step, "day": day_text(item.next_step_due)}
        yield Compiled(
            kind=SectionKind.LEGAL_BASIS,
            source_type="accession",
            source_id=item.key,
            heading=_("Accession: %(convention)s") % {"convention": item.instrument.label()},
            value={
                "text": paragraphs(
                    _("%(status)s, since %(day)s.")
                    % {"status": item.get_status_display(), "day": day_text(item.status_since)},
                    _("Obstacles: %(obstacles)s") % {"obstacles": item.obstacles} if item.obstacles else "",
                    step,
                )
            },
            item_key=item.audience_key,
            source_label=_("Accession tracker"),
            source_url=item.get_absolute_url(),
            source_date=item.updated_at.date().isoformat(),
            owner_id=item.owner_id,
        )


def register() -> None:
    """Called when the app is ready."""
    register_source(Source("accession", ("accession",), (SectionKind.LEGAL_BASIS,), 60, accession))
