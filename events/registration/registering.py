"""What a person does about their own place: register, change answers, withdraw, decline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from events.exchanges.access import may_organise
from events.exchanges.enums import Approval
from events.exchanges.models import Event
from events.registration.delegations import delegation_of
from events.registration.enums import InvitationStatus, NoticeKind, RegistrationStatus
from events.registration.faults import NotPossible
from events.registration.models import Answer, Invitation, Notice, Registration
from events.registration.rules import approvers_of, may_register, standing_invitation
from events.registration.seating import Turn, turn_at
from portal.people.models import User

Answers = Mapping[int, Any]
"""Answers by the number of their question; ``None`` or empty ones are not kept."""


def place_of(user: User, invitation: Invitation | None) -> tuple[str, str]:
    """The delegation and the role that a person comes in: as invited, else as in the account."""
    body = (invitation.body if invitation else "") or delegation_of(user)
    role = (invitation.role if invitation else "") or user.role
    return body, role


def register_participant(*, event: Event, user: User, answers: Answers | None = None) -> Registration:
    """Register somebody who asks for it: with a seat, on the waiting list, or awaiting approval, as the state says.

    Asking twice is asking once. Raises ``NotPossible`` where registration is not open, not for this user, or was
    refused.
    """
    with turn_at(event, user) as turn:
        event = turn.event
        row = Registration.objects.filter(event=event, user=user).first()
        if row is not None and row.is_live:
            return row
        invitation = standing_invitation(user, event)
        if not event.registration_is_open:
            raise NotPossible("closed")
        if not may_register(user, event, invitation):
            raise NotPossible("not_allowed")
        if row is not None and row.status == RegistrationStatus.REFUSED:
            raise NotPossible("refused")
        row = row or Registration(event=event, user=user)
        row.body, row.role = place_of(user, invitation)
        row.asked_at, row.is_approved, row.replaces = turn.now, False, None
        if event.approval == Approval.NONE:
            status = turn_status(turn, row)
        else:
            status = RegistrationStatus.AWAITING
        turn.put(row, status, tell=False)
        if status == RegistrationStatus.AWAITING:
            ask_approvers(turn, row)
        if invitation is not None:
            answer_invitation(invitation, InvitationStatus.ACCEPTED)
        keep_answers(row, answers or {})
    return row


def turn_status(turn: Turn, row: Registration) -> RegistrationStatus:
    """With a seat where there is one, else on the waiting list."""
    has_room = turn.seats.has_room(row.place)
    return RegistrationStatus.CONFIRMED if has_room else RegistrationStatus.WAITING_LIST


def ask_approvers(turn: Turn, row: Registration) -> None:
    """Note a mail to everybody who can decide on a registration."""
    row.event = turn.event
    turn.notices += [
        Notice(event=turn.event, kind=NoticeKind.AWAITING, registration=row, receiver=user)
        for user in approvers_of(row)
    ]


def answer_invitation(invitation: Invitation, status: str) -> None:
    """Note what came of an invitation."""
    invitation.status, invitation.answered_at = InvitationStatus(status), timezone.now()
    invitation.save(update_fields=["status", "answered_at"])


def keep_answers(row: Registration, answers: Answers) -> None:
    """Keep the answers to the event's questions; those to others are not taken, empty ones are removed."""
    asked = set(row.event.questions.filter(is_retired=False).values_list("pk", flat=True))
    for question_id, value in answers.items():
        if question_id not in asked:
            continue
        if value in (None, "", []):
            Answer.objects.filter(registration=row, question=question_id).delete()
        else:
            Answer.objects.update_or_create(
                registration=row, question_id=question_id, defaults={"value": value}
            )


def change_answers(*, registration: Registration, answers: Answers) -> None:
    """Change the answers of a live registration. Raises ``NotPossible`` once it is over."""
    with turn_at(registration.event, registration.user):
        row = Registration.objects.select_related("event").get(pk=registration.pk)
        if not row.is_live:
            raise NotPossible("not_registered")
        keep_answers(row, answers)


def withdraw_registration(*, registration: Registration, by: User, remark: str = "") -> Registration:
    """Give up a seat, or the wish for one; a seat that becomes free goes to the waiting list.

    Raises ``NotPossible`` where there is nothing to withdraw, and once the event has begun for all but organisers.
    """
    with turn_at(registration.event, by) as turn:
        row = Registration.objects.select_related("user").get(pk=registration.pk)
        if not row.is_live:
            raise NotPossible("not_registered")
        if turn.now >= turn.event.starts and not may_organise(by, turn.event):
            raise NotPossible("over")
        turn.put(row, RegistrationStatus.WITHDRAWN, remark=remark)
        invitation = standing_invitation(row.user, turn.event)
        if invitation is not None:
            answer_invitation(invitation, InvitationStatus.DECLINED)
        turn.admit_waiting()
    return row


def decline_invitation(*, invitation: Invitation, by: User) -> None:
    """Say no to an invitation before registering. Raises ``NotPossible`` where it was answered meanwhile."""
    with turn_at(invitation.event, by):
        stored = Invitation.objects.get(pk=invitation.pk)
        if stored.status != InvitationStatus.OPEN:
            raise NotPossible("moved")
        answer_invitation(stored, InvitationStatus.DECLINED)
