"""What freshness adds to the pages of briefings: a box on each, a note in the list, links for the editors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.briefings.access import may_edit
from events.briefings.hooks import (
    EditorLink,
    Note,
    Panel,
    register_annotator,
    register_editor_link,
    register_header,
    register_stale_filter,
)
from events.briefings.models import Briefing
from events.freshness.causes import number_of_causes, stale_briefings
from events.freshness.enums import ConsultationState
from events.freshness.models import BriefingCheck, Confirmation
from events.freshness.reminders import next_look


def freshness_box(user: Any, briefing: Briefing) -> dict[str, Any] | None:
    """Whether the briefing is stale as far as the user may know; for its editors when a look is due, and what
    consulted bodies have said. Nothing before it was compiled, and for readers nothing while it is up to date."""
    if briefing.archived or briefing.compiled_at is None:
        return None
    edits = may_edit(user, briefing)
    number = number_of_causes(user, [briefing]).get(briefing.pk, 0)
    if not number and not edits:
        return None
    today = timezone.localdate()
    look = next_look(briefing, today)
    checked = BriefingCheck.objects.filter(briefing=briefing).values_list("checked_at", flat=True).first()
    return {
        "number": number,
        "checked_at": checked,
        "url": reverse("freshness:freshness", args=[briefing.slug]),
        "may_edit": edits,
        "look": look,
        "look_is_due": look <= today,
        "answers": _answers(briefing) if edits else [],
    }


def _answers(briefing: Briefing) -> list[Confirmation]:
    """The last question to each body that was not taken back."""
    found: dict[str, Confirmation] = {}
    asked = Confirmation.objects.filter(briefing=briefing).exclude(state=ConsultationState.WITHDRAWN)
    for one in asked.order_by("asked_at", "pk"):
        one.briefing = briefing
        found[one.body] = one
    return [found[body] for body in sorted(found)]


def notes(user: Any, briefings: Sequence[Briefing]) -> dict[int, list[Note]]:
    """What the list of briefings says of each. One query."""
    compared = [one for one in briefings if one.compiled_at is not None and not one.archived]
    numbers = number_of_causes(user, compared)
    found = {}
    for briefing in compared:
        number = numbers.get(briefing.pk, 0)
        if number:
            text = ngettext("Stale: %(number)d source", "Stale: %(number)d sources", number)
            found[briefing.pk] = [Note(text % {"number": number}, "stale")]
        else:
            found[briefing.pk] = [Note(gettext("Up to date with its sources"), "fresh")]
    return found


def stale(user: Any) -> Iterable[int]:
    """For the filter of the list."""
    return stale_briefings(user)


def freshness_link(user: Any, briefing: Briefing) -> str | None:
    """The page of causes and consultation, for editors."""
    return reverse("freshness:freshness", args=[briefing.slug])


def register() -> None:
    """Called when the app is ready."""
    register_header(Panel("freshness", _("Is it up to date?"), "freshness/box.html", 20, freshness_box))
    register_annotator(notes)
    register_stale_filter(stale)
    title = _("What has changed in its sources, and consultation")
    register_editor_link(EditorLink("freshness", title, 30, freshness_link))
