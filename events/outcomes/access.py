"""The one rule for who may read and write the outcome of an event. Default deny.

* **Reading** minutes that are shared, conclusions and action points: whoever sees the event and is of the circle each
  of them names ("everyone who may see the event" being the widest). Minutes that are not shared: the organisers.
* **Writing** all of them: the organisers, while the event is neither a draft nor cancelled.
* **The owner of an action point** reads it as long as they see the event, and says how it stands. Their name is told
  to members who see the list of people: what everybody may read of an action does not say who came.
* **Evaluating**: confirmed participants and speakers of an event that is over, once each, while the form is open.
  Organisers do not evaluate their own event; they, and nobody else, read the results.
"""

from __future__ import annotations

from typing import Any

from events.exchanges.access import may_organise, may_see
from events.exchanges.enums import Status
from events.exchanges.models import Event
from events.exchanges.tokens import ORGANISER, PARTICIPANT, SPEAKER, event_token
from events.outcomes.models import ActionPoint, Conclusion, Evaluation, Minutes
from events.registration.rules import may_see_participants
from portal.visibility import can_view, viewer_for

Text = Minutes | Conclusion | ActionPoint


def may_read(user: Any, text: Text) -> bool:
    """Object form: whether a viewer may read minutes, a conclusion or an action point."""
    viewer = viewer_for(user)
    return may_see(viewer, text.event) and can_view(viewer, text)


def may_write(user: Any, event: Event) -> bool:
    """Whether a user may write the outcome of an event."""
    return event.status not in (Status.DRAFT, Status.CANCELLED) and may_organise(user, event)


def may_report(user: Any, point: ActionPoint) -> bool:
    """Whether a user may say how an action point stands: whoever does it, and the organisers."""
    if may_write(user, point.event):
        return True
    viewer = viewer_for(user)
    return bool(
        viewer.user_id is not None and point.owner_id == viewer.user_id and may_see(viewer, point.event)
    )


def may_see_owner(user: Any, point: ActionPoint) -> bool:
    """Whether a viewer is told the name of whoever has taken on an action point."""
    viewer = viewer_for(user)
    if viewer.user_id is not None and point.owner_id == viewer.user_id:
        return True
    return viewer.is_member and may_see_participants(viewer, point.event)


def took_part(user: Any, event: Event) -> bool:
    """Whether a user is a confirmed participant or a speaker, and no organiser."""
    viewer = viewer_for(user)
    if viewer.user_id is None or event_token(event.pk, ORGANISER) in viewer.tokens:
        return False
    return not viewer.tokens.isdisjoint({event_token(event.pk, PARTICIPANT), event_token(event.pk, SPEAKER)})


def may_evaluate(user: Any, evaluation: Evaluation) -> bool:
    """Whether a user may still answer, their not having answered yet left aside."""
    event = evaluation.event
    return not evaluation.is_closed and event.is_over and took_part(user, event) and may_see(user, event)


def may_open_evaluation(user: Any, event: Event) -> bool:
    """Whether a user may open the evaluation of an event: once it is over."""
    return event.is_over and may_write(user, event)
