"""Who may register, approve, and see who comes. Default deny; who sees and who organises is the event's own rule.

* **Registering**: members who see the event, while registration is open; guests (officials of third countries) and
  whoever is outside the members only when they are invited.
* **Approving** (``approval``): the organisers always. Where the national contact decides, for those of a Member State
  also the contacts that the organiser named for that State; where none was named, the EJN contact points of that
  State who see the event. Nobody approves themselves, unless they organise the event.
* **Seeing who comes** (names, roles, delegations; no addresses, no answers): confirmed participants, speakers and
  organisers. Who is waiting or was refused: the organisers, and who approves them.
* **Answers**: the organisers, and whoever gave them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from events.exchanges.access import may_organise, may_see
from events.exchanges.enums import Approval
from events.exchanges.models import Event
from events.exchanges.people import circle_key
from events.registration.enums import STANDING, RegistrationStatus
from events.registration.models import Invitation, NationalContact, Registration
from liaison.assessments.bodies import MEMBER_STATES
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import viewer_for


def standing_invitation(user: Any, event: Event) -> Invitation | None:
    """The invitation by which a user is one of the people of the event."""
    if not getattr(user, "is_authenticated", False):
        return None
    return Invitation.objects.filter(event=event, user=user.pk, status__in=STANDING).first()


def may_register(user: Any, event: Event, invitation: Invitation | None) -> bool:
    """Whether the event is one that a user can register for; whether it is open now is another question."""
    if not getattr(user, "is_authenticated", False) or not may_see(user, event):
        return False
    return invitation is not None or viewer_for(user).is_member


def may_see_participants(user: Any, event: Event) -> bool:
    """Whether a user sees who comes."""
    return may_see(user, event) and viewer_for(user).holds(circle_key(event, "participants"))


# --- approval -------------------------------------------------------------------------------------------


def default_contacts(state: str) -> QuerySet[User]:
    """Who approves for a Member State where the organiser named nobody."""
    if state not in MEMBER_STATES:
        return User.objects.none()
    return User.objects.filter(is_active=True, role=Role.EJN_CONTACT_POINT, state=state)


def national_approvers(event: Event, state: str) -> list[User]:
    """The national contacts who approve for a Member State at an event: those named, else those of the EJN."""
    if event.approval != Approval.NATIONAL or state not in MEMBER_STATES:
        return []
    named = User.objects.filter(
        is_active=True, pk__in=NationalContact.objects.filter(event=event, state=state).values("user")
    )
    users = list(named.order_by("pk")) or list(default_contacts(state).order_by("pk"))
    return [user for user in users if may_see(user, event)]


def may_approve(user: Any, registration: Registration) -> bool:
    """Object form of ``approvable_q`` and the organisers' right."""
    if may_organise(user, registration.event):
        return True
    if registration.user_id == getattr(user, "pk", None) or not may_see(user, registration.event):
        return False
    return any(one.pk == user.pk for one in national_approvers(registration.event, registration.body))


def approvable_q(user: Any) -> Q:
    """Which registrations wait for a user as national contact; their own never."""
    nobody = Q(pk__in=())
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return nobody
    named = NationalContact.objects.filter(user=user.pk)
    mine = nobody
    for event_id, state in named.values_list("event_id", "state"):
        mine |= Q(event=event_id, body=state)
    if user.role == Role.EJN_CONTACT_POINT and user.state in MEMBER_STATES:
        taken = NationalContact.objects.filter(state=user.state, user__is_active=True).values("event")
        mine |= Q(body=user.state) & ~Q(event__in=taken)
    return mine & Q(event__approval=Approval.NATIONAL) & ~Q(user=user.pk)


def waiting_for(user: Any) -> QuerySet[Registration]:
    """The registrations that a user is asked to decide on as national contact, of events they see."""
    events = Event.objects.visible_to(user).live()
    return (
        Registration.objects.filter(approvable_q(user), status=RegistrationStatus.AWAITING)
        .filter(event__in=events.order_by().values("pk"))
        .select_related("event", "user")
        .order_by("event__starts", "asked_at", "pk")
    )


def approvers_of(registration: Registration) -> Iterable[User]:
    """Who is told that a registration waits: the national contacts, else the organisers."""
    found = [
        user
        for user in national_approvers(registration.event, registration.body)
        if user.pk != registration.user_id
    ]
    return found or organisers_of(registration.event)


def organisers_of(event: Event) -> list[User]:
    """The active organisers of an event."""
    return list(User.objects.filter(is_active=True, organised_events__event=event).order_by("pk").distinct())
