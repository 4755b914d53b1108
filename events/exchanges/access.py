"""The one rule for who may see, make and run an event. Default deny.

* **Seeing** is the audience rule (``portal.visibility``): the event's audience and the people of the event; a draft is
  seen by its organisers only.
* **Making** an event: members with a role that runs exchanges (``CREATORS``), and superusers. Officials of third
  countries never.
* **Organising** (changing the event, its programme, invitations, registrations): the lead organiser, organisers and
  assistants named on the event, who are members; and superusers.
* **Leading** (cancelling, deleting a draft, naming organisers): the lead organisers; and superusers. Where no lead
  organiser can sign in any more, the other organisers lead, so that an event is never stuck.

Whoever may not see an event is told what is told of one that does not exist: 404.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from events.exchanges.enums import OrganiserKind
from events.exchanges.models import Event, EventOrganiser
from events.exchanges.tokens import ORGANISER, event_token
from portal.people.enums import Role
from portal.visibility import can_view, viewer_for

CREATORS = frozenset(
    {
        Role.ORGANISER,
        Role.EUROJUST_DESK,
        Role.COMMISSION,
        Role.EJN_CONTACT_POINT,
        Role.CENTRAL_AUTHORITY,
        Role.LIAISON_MAGISTRATE,
        Role.LIAISON_OFFICER,
        Role.EUROJUST_LIAISON_MAGISTRATE,
    }
)
"""Roles that run exchanges: Member States, Commission, Eurojust and EJN (¶4); liaison magistrates and officers their
informal calls (¶5)."""


def may_see(viewer: Any, event: Event) -> bool:
    """Object form: whether the event is there for a viewer (a user, ``None`` or a ``Viewer``)."""
    return can_view(viewer, event)


def may_create(user: Any) -> bool:
    """Whether a user may make events."""
    if user is None or not user.is_authenticated or not user.is_active or user.is_guest:
        return False
    return bool(user.is_superuser or user.role in CREATORS)


def may_organise(user: Any, event: Event) -> bool:
    """Whether a user runs this event: may change it and decide on its registrations. Makes no query of its own."""
    viewer = viewer_for(user)
    if viewer.user_id is None:
        return False
    return viewer.sees_all or event_token(event.pk, ORGANISER) in viewer.tokens


def may_lead(user: Any, event: Event) -> bool:
    """Whether a user may cancel the event, delete its draft and name its organisers."""
    if not may_organise(user, event):
        return False
    viewer = viewer_for(user)
    leads = EventOrganiser.objects.filter(event=event, kind=OrganiserKind.LEAD, user__is_active=True)
    ids = set(leads.values_list("user_id", flat=True))
    return viewer.sees_all or viewer.user_id in ids or not ids


def organised_by(user: Any) -> QuerySet[Event]:
    """Queryset form of ``may_organise``, superusers' events being those that they organise themselves."""
    viewer = viewer_for(user)
    if viewer.user_id is None or not (viewer.is_member or viewer.sees_all):
        return Event.objects.none()
    return Event.objects.filter(pk__in=EventOrganiser.objects.filter(user=viewer.user_id).values("event"))


def visible_event(user: Any, slug: str) -> Event:
    """The event at an address. Raises 404 where there is none for this user."""
    event = Event.objects.visible_to(user).filter(slug=slug).select_related("series").first()
    if event is None:
        raise Http404
    return event


def organised_event(user: Any, slug: str) -> Event:
    """The event at an address, for those who run it. Raises 404 for everybody else, its readers included."""
    event = visible_event(user, slug)
    if not may_organise(user, event):
        raise Http404
    return event
