"""The one rule for who may open, add and change the papers of an event. Default deny.

* **Opening**: whoever sees the event and is of the circle that the paper names; whoever added it, while they see the
  event. Officials of third countries like everybody else: a paper for participants is theirs if they take part.
* **Adding**: the organisers, for any circle; the speakers of the event, for the circles they are of.
* **Changing, replacing, removing**: the organisers; a speaker what they added themselves, while they speak.
* **The joining link** has a rule of its own, which calendars ask too: ``events.exchanges.joining``.
"""

from __future__ import annotations

from typing import Any

from events.exchanges.access import may_organise, may_see
from events.exchanges.enums import Circle
from events.exchanges.models import Event
from events.exchanges.people import circle_key
from events.exchanges.tokens import SPEAKER, event_token
from events.papers.models import Paper
from portal.visibility import can_view, viewer_for


def circles_of(user: Any, event: Event) -> list[str]:
    """The circles of an event that a viewer is of, widest first; none where the event is not there for them."""
    viewer = viewer_for(user)
    if not may_see(viewer, event):
        return []
    return [circle for circle in Circle.values if viewer.holds(circle_key(event, circle))]


def may_open(user: Any, paper: Paper) -> bool:
    """Object form: whether a viewer may open a paper."""
    viewer = viewer_for(user)
    return may_see(viewer, paper.event) and can_view(viewer, paper)


def papers_for(user: Any, event: Event) -> list[Paper]:
    """The papers of an event that a viewer may open, those of the event as a whole first, then by session."""
    viewer = viewer_for(user)
    if not may_see(viewer, event):
        return []
    found = []
    for paper in event.papers.select_related("session", "added_by"):
        paper.event = event
        if can_view(viewer, paper):
            found.append(paper)
    first = event.starts
    return sorted(
        found,
        key=lambda one: (one.session is not None, one.session.starts if one.session else first, one.title),
    )


def circles_to_add(user: Any, event: Event) -> list[str]:
    """For which circles a user may add papers; none for those who may not."""
    if may_organise(user, event):
        return list(Circle.values)
    viewer = viewer_for(user)
    if event_token(event.pk, SPEAKER) in viewer.tokens and may_see(viewer, event):
        return [Circle.PARTICIPANTS, Circle.SPEAKERS]
    return []


def may_change(user: Any, paper: Paper) -> bool:
    """Whether a user may change, replace or remove a paper."""
    if may_organise(user, paper.event):
        return True
    user_id = viewer_for(user).user_id
    return bool(user_id is not None and paper.added_by_id == user_id and circles_to_add(user, paper.event))
