"""Passing an invitation or a seat to a substitute: the substitute gains access, the predecessor loses it.

An invitation cannot be forwarded: it passes to one named person with an account, of the same delegation (the
organisers may make an exception). Where registrations are approved, the substitute of somebody who was approved waits
for approval: the predecessor keeps the place until then, and the substitute learns of the event by the approval.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.utils import timezone

from events.exchanges.access import may_organise
from events.exchanges.enums import Approval, Status
from events.exchanges.models import Event
from events.registration.delegations import delegation_of
from events.registration.enums import InvitationStatus, NoticeKind, RegistrationStatus
from events.registration.faults import ABOUT_SOMEBODY, NotPossible
from events.registration.models import Invitation, Notice, Registration
from events.registration.passing import invite_substitute, replace
from events.registration.registering import answer_invitation, ask_approvers, place_of, turn_status
from events.registration.rules import standing_invitation
from events.registration.seating import Turn, turn_at
from portal.people.models import User
from portal.visibility import Audience


def account_with(email: str) -> User | None:
    """The active account that has confirmed an address."""
    found = EmailAddress.objects.filter(
        email__iexact=email.strip(), verified=True, user__is_active=True
    ).select_related("user")
    address = found.first()
    return None if address is None else address.user


def can_pass_on(event: Event) -> bool:
    """Whether places pass from one to another: the event is announced, and has not begun."""
    return event.status in (Status.ANNOUNCED, Status.OPEN, Status.CLOSED) and timezone.now() < event.starts


def name_substitute(*, event: Event, predecessor: User, email: str, by: User) -> Registration | Invitation:
    """Put the person with this confirmed address in the place of another.

    Gives the substitute's registration where the predecessor had one, else their invitation. Raises ``NotPossible``;
    whoever does not organise the event gets one answer, whatever it is about the other person that stands in the way.
    """
    substitute = account_with(email)
    with turn_at(event, by) as turn:
        organises = may_organise(by, turn.event)
        if not can_pass_on(turn.event):
            raise NotPossible("over")
        invitation = standing_invitation(predecessor, turn.event)
        row = turn.event.registrations.filter(user=predecessor).first()
        if row is None or not row.is_live:
            row = None
        if invitation is None and row is None:
            raise NotPossible("not_invited")
        try:
            substitute = _checked(turn.event, predecessor, substitute, invitation, row, organises)
        except NotPossible as fault:
            if organises or fault.code not in ABOUT_SOMEBODY:
                raise
            raise NotPossible("not_this_person") from None
        if row is None:
            assert invitation is not None  # noqa: S101 - one of both is there
            return _pass_invitation(turn, invitation, substitute)
        return _pass_registration(turn, row, substitute, organises)


def _checked(
    event: Event,
    predecessor: User,
    substitute: User | None,
    invitation: Invitation | None,
    row: Registration | None,
    organises: bool,
) -> User:
    """The substitute, if they can be one. Raises ``NotPossible``."""
    if row is not None and row.substitutes.filter(status=RegistrationStatus.AWAITING).exists():
        raise NotPossible("already_named")
    if substitute is None:
        raise NotPossible("no_account")
    if substitute.pk == predecessor.pk:
        raise NotPossible("yourself")
    body = row.body if row is not None else place_of(predecessor, invitation)[0]
    if not organises and (not body or delegation_of(substitute) != body):
        raise NotPossible("other_delegation")
    if substitute.is_guest and not (organises and admits_guest(event)):
        raise NotPossible("guest")
    other = event.registrations.filter(user=substitute).first()
    if other is not None and other.is_live:
        raise NotPossible("already_in")
    if other is not None and other.status == RegistrationStatus.REFUSED:
        raise NotPossible("was_refused")
    return substitute


def admits_guest(event: Event) -> bool:
    """Whether an official of a third country who is invited to it sees the event."""
    return event.audience != Audience.MEMBERS or event.admits_guests


def _pass_invitation(turn: Turn, old: Invitation, substitute: User) -> Invitation:
    body = old.body or delegation_of(substitute)
    answer_invitation(old, InvitationStatus.SUBSTITUTED)
    turn.notices.append(
        Notice(event=turn.event, kind=NoticeKind.REPLACED, invitation=old, receiver_id=old.user_id)
    )
    return invite_substitute(turn, substitute, body=body, role=substitute.role, replaces=old)


def _pass_registration(turn: Turn, old: Registration, substitute: User, organises: bool) -> Registration:
    """The substitute's registration, in the state of the one it replaces, or awaiting approval."""
    if old.is_confirmed:
        place = Registration(body=old.body, role=substitute.role).place
        if not turn.seats.can_pass(old.place, place):
            raise NotPossible("no_seat_for")
    new = turn.event.registrations.filter(user=substitute).first() or Registration(
        event=turn.event, user=substitute
    )
    new.body, new.role, new.asked_at = old.body, substitute.role, old.asked_at
    new.is_approved, new.replaces = old.is_approved, old
    status = old.status
    if turn.event.approval != Approval.NONE and not organises and status != RegistrationStatus.AWAITING:
        new.is_approved = False
        turn.put(new, RegistrationStatus.AWAITING)
        ask_approvers(turn, new)
        return new
    replace(turn, old, new)
    if status == RegistrationStatus.WAITING_LIST:
        status = turn_status(turn, new)
    turn.put(new, status)
    if status == RegistrationStatus.AWAITING:
        ask_approvers(turn, new)
    turn.admit_waiting()
    return new
