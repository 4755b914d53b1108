"""What outcomes put on an event's page and into "my work"."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.exchanges.enums import Status
from events.exchanges.models import Event
from events.exchanges.panels import (
    OrganiserEntry,
    OrganiserLink,
    Panel,
    register_organiser_link,
    register_panel,
)
from events.exchanges.tokens import ORGANISER, PARTICIPANT, SPEAKER
from events.outcomes.access import may_evaluate, may_write
from events.outcomes.enums import UNFINISHED
from events.outcomes.models import ActionPoint, Evaluation, Minutes
from events.outcomes.reading import outcome_for
from portal.pages.my_sections import MySection, register_my_section
from portal.visibility import viewer_for, visible_q

SHOWN = 5
"""Conclusions on the event's own page; the rest is on the page of the outcome."""
MINE = 50


def outcome_panel(user: Any, event: Event) -> dict[str, Any] | None:
    """What came out of the event, in short; nothing where the viewer may read nothing of it."""
    if event.status in (Status.DRAFT, Status.CANCELLED):
        return None
    found = outcome_for(user, event)
    evaluation = Evaluation.objects.filter(event=event).first() if event.is_over else None
    asks = evaluation is not None and _is_asked(user, event, evaluation)
    if not found and not asks:
        return None
    return {
        "outcome": found,
        "conclusions": found.conclusions[:SHOWN],
        "open_points": sum(point.is_unfinished for point in found.points),
        "asks": asks,
    }


def _is_asked(user: Any, event: Event, evaluation: Evaluation) -> bool:
    evaluation.event = event
    if not may_evaluate(user, evaluation):
        return False
    return not evaluation.people.filter(user=viewer_for(user).user_id).exists()


def outcome_entry(user: Any, event: Event) -> OrganiserEntry | None:
    """The organisers' way to the outcome; it waits for them once the event is over."""
    if not may_write(user, event):
        return None
    minutes = Minutes.objects.filter(event=event).first()
    waits = event.is_over and (minutes is None or not minutes.is_shared)
    note = gettext("the minutes are not shared yet") if waits else ""
    return OrganiserEntry(reverse("outcomes:outcome", args=[event.slug]), note, waits)


def evaluation_entry(user: Any, event: Event) -> OrganiserEntry | None:
    """The organisers' way to the evaluation, once there can be one."""
    if not may_write(user, event) or not event.is_over:
        return None
    return OrganiserEntry(reverse("outcomes:evaluation", args=[event.slug]))


def my_follow_up(user: Any) -> dict[str, Any] | None:
    """What the user has taken on at events, and the evaluations that wait for them. Two queries."""
    viewer = viewer_for(user)
    if viewer.user_id is None:
        return None
    visible = visible_q(viewer, prefix="event__", owner_field="owner")
    points = list(
        ActionPoint.objects.filter(visible, owner=viewer.user_id, state__in=UNFINISHED)
        .exclude(event__status__in=[Status.DRAFT, Status.CANCELLED])
        .select_related("event")[:MINE]
    )
    evaluations = list(
        Evaluation.objects.filter(
            visible,
            event__in=_took_part_in(viewer.tokens),
            event__ends__lt=timezone.now(),
            closed_at=None,
            closes__gte=timezone.localdate(),
        )
        .exclude(event__status__in=[Status.DRAFT, Status.CANCELLED])
        .exclude(people__user=viewer.user_id)
        .select_related("event")
        .order_by("closes")[:MINE]
    )
    return {"points": points, "evaluations": evaluations} if points or evaluations else None


def _took_part_in(tokens: frozenset[str]) -> list[int]:
    """The events whose tokens say: participant or speaker, and no organiser."""
    held: dict[str, set[int]] = {ORGANISER: set(), SPEAKER: set(), PARTICIPANT: set()}
    for token in tokens:
        number, kind = token[2:-1], token[-1:]
        if token.startswith("ev") and kind in held and number.isdecimal():
            held[kind].add(int(number))
    return sorted((held[SPEAKER] | held[PARTICIPANT]) - held[ORGANISER])


def register() -> None:
    """Put them where they are shown. Called when the app is ready."""
    register_panel(Panel("outcome", _("What came out of it"), "outcomes/panel.html", 30, outcome_panel))
    register_organiser_link(
        OrganiserLink("outcome", _("Minutes, conclusions and actions"), 60, outcome_entry)
    )
    register_organiser_link(OrganiserLink("evaluation", _("Evaluation"), 70, evaluation_entry))
    register_my_section(MySection("follow-up", _("After events"), "outcomes/my.html", 30, my_follow_up))
