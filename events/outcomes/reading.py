"""The outcome of an event as one viewer reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from events.exchanges.access import may_see
from events.exchanges.models import Event
from events.outcomes.access import may_read
from events.outcomes.models import ActionPoint, Conclusion, Minutes
from portal.visibility import viewer_for


@dataclass
class Outcome:
    """Everything of an outcome that one viewer may read."""

    minutes: Minutes | None = None
    conclusions: list[Conclusion] = field(default_factory=list)
    points: list[ActionPoint] = field(default_factory=list)

    def source_of(self, point: ActionPoint) -> Conclusion | None:
        """The conclusion that an action follows from, where the viewer may read that too: an action often reaches
        further than what was concluded."""
        return next((one for one in self.conclusions if one.pk == point.conclusion_id), None)

    def __bool__(self) -> bool:
        return bool(self.minutes or self.conclusions or self.points)


def outcome_for(user: Any, event: Event) -> Outcome:
    """The outcome as a viewer may read it, in three queries. Nothing where the event is not there for them."""
    viewer = viewer_for(user)
    if not may_see(viewer, event):
        return Outcome()
    minutes = Minutes.objects.filter(event=event).first()
    if minutes is not None:
        minutes.event = event
    conclusions = list(event.conclusions.all())
    points = list(event.points.select_related("owner"))
    for conclusion in conclusions:
        conclusion.event = event
    for point in points:
        point.event = event
    return Outcome(
        minutes if minutes is not None and may_read(viewer, minutes) else None,
        [one for one in conclusions if may_read(viewer, one)],
        [one for one in points if may_read(viewer, one)],
    )
