"""Dialogues that were held, and what either side has promised and not yet done (¶8b)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from events.briefings.compiled import Compiled
from events.briefings.compiling import Source, register_source
from events.briefings.enums import SectionKind
from events.briefings.models import Briefing
from events.briefings.sources.words import DASH, day_text, paragraphs, shortened
from events.dialogues.bodies import name_of_body
from events.dialogues.models import Commitment, Dialogue


def dialogues(briefing: Briefing) -> Iterable[Compiled]:
    """Dialogues that were held, the last first, under their own audience. The joint line and the agenda, which are for
    circles of their own, stay in the dialogue. One query."""
    for one in Dialogue.objects.filter(country=briefing.country_id).held().order_by("-starts", "-pk"):
        days = [day_text(one.first_day)]
        if one.last_day != one.first_day:
            days.append(day_text(one.last_day))
        hosts = ", ".join(sorted(map(name_of_body, one.hosts)))
        yield Compiled(
            kind=SectionKind.DIALOGUES,
            source_type="dialogue",
            source_id=str(one.pk),
            heading=one.title[:300],
            value={
                "text": paragraphs(
                    ". ".join(filter(None, (f" {DASH} ".join(days), one.place, one.get_level_display())))
                    + ".",
                    _("Hosts: %(hosts)s.") % {"hosts": hosts} if hosts else "",
                    shortened(one.mandate),
                    _("Example: nothing in it is true.") if one.is_example else "",
                )
            },
            item_key=one.audience_key,
            source_label=_("Dialogue in the portal"),
            source_url=one.get_absolute_url(),
            source_date=one.first_day.isoformat(),
            owner_id=one.owner_id,
        )


def commitments(briefing: Briefing) -> Iterable[Compiled]:
    """Open commitments, the first that is due first, under their own audience: the dialogue, which may be for fewer
    people, is not named. One query."""
    rows = Commitment.objects.filter(country=briefing.country_id).open()
    for one in rows:
        due = ""
        if one.due:
            due = _("Due on %(day)s.") % {"day": day_text(one.due)}
        yield Compiled(
            kind=SectionKind.COMMITMENTS,
            source_type="commitment",
            source_id=str(one.pk),
            heading=_("%(side)s: %(body)s")
            % {"side": one.get_side_display(), "body": name_of_body(one.owner_body)},
            value={
                "text": paragraphs(
                    one.text, due, _("Example: nothing in it is true.") if one.is_example else ""
                )
            },
            item_key=one.audience_key,
            source_label=_("Commitment in the portal"),
            source_url=one.get_absolute_url(),
            source_date=one.updated_at.date().isoformat(),
            owner_id=one.owner_user_id,
        )


def register() -> None:
    """Called when the app is ready."""
    register_source(Source("dialogues", ("dialogue",), (SectionKind.DIALOGUES,), 100, dialogues))
    register_source(Source("commitments", ("commitment",), (SectionKind.COMMITMENTS,), 110, commitments))
