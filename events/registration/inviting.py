"""Inviting people, taking invitations back, and giving those made to an address to whoever confirms it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from events.exchanges.models import Event
from events.registration.enums import LIVE, STANDING, InvitationStatus, NoticeKind
from events.registration.models import Invitation, InvitationImport, Notice
from events.registration.seating import turn_at
from portal.people.models import User

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to be invited: an account, or an address (in lower case) that may have none yet."""

    email: str = ""
    user_id: int | None = None
    name: str = ""
    body: str = ""
    role: str = ""


def accounts_with(emails: Iterable[str]) -> dict[str, int]:
    """The active accounts that have confirmed these addresses (in lower case), by address."""
    wanted = list(emails)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = EmailAddress.objects.filter(
            email__in=wanted[start : start + AT_ONCE], verified=True, user__is_active=True
        )
        found |= {email.lower(): user for email, user in rows.values_list("email", "user_id")}
    return found


def invited_already(event: Event) -> tuple[set[int], set[str]]:
    """The accounts and the addresses that have a standing invitation."""
    rows = list(
        Invitation.objects.filter(event=event, status__in=STANDING)
        .order_by()
        .values_list("user_id", "email", "user__email")
    )
    users = {user for user, _own, _account in rows if user is not None}
    return users, {email.lower() for row in rows for email in row[1:] if email}


def invite(
    *, event: Event, people: Iterable[Invitee], by: User, imported: InvitationImport | None = None
) -> list[Invitation]:
    """Invite everybody who is not invited yet, each once; who was. Mails go out after the commit.

    An address that an active account has confirmed is invited as that account.
    """
    people = list(people)
    with turn_at(event, by) as turn:
        users, emails = invited_already(turn.event)
        accounts = accounts_with({one.email for one in people if one.email and one.user_id is None})
        made = []
        for one in people:
            user_id = one.user_id or accounts.get(one.email)
            if (user_id is not None and user_id in users) or (one.email and one.email in emails):
                continue
            if user_id is not None:
                users.add(user_id)
            if one.email:
                emails.add(one.email)
            made.append(_invitation(turn.event, one, user_id, by, imported))
        Invitation.objects.bulk_create(made, batch_size=AT_ONCE)
        turn.notices += [
            Notice(event=turn.event, kind=NoticeKind.INVITED, invitation=one, receiver_id=one.user_id)
            for one in made
        ]
    return made


def _invitation(
    event: Event, one: Invitee, user_id: int | None, by: User, imported: InvitationImport | None
) -> Invitation:
    return Invitation(
        event=event,
        user_id=user_id,
        email=one.email,
        name=one.name,
        body=one.body,
        role=one.role,
        invited_by=by,
        imported=imported,
    )


def revoke(*, event: Event, ids: Iterable[int], by: User) -> tuple[list[Invitation], list[Invitation]]:
    """Take invitations back: those taken back, and those left because the person is registered."""
    revoked, kept = [], []
    with turn_at(event, by) as turn:
        rows = turn.event.invitations.filter(pk__in=list(ids), status__in=STANDING).select_related("user")
        registered = set(
            turn.event.registrations.filter(status__in=LIVE).order_by().values_list("user_id", flat=True)
        )
        for row in rows:
            if row.user_id in registered:
                kept.append(row)
                continue
            row.status = InvitationStatus.REVOKED
            row.save(update_fields=["status"])
            revoked.append(row)
        turn.notices += [
            Notice(event=turn.event, kind=NoticeKind.REVOKED, invitation=row, receiver_id=row.user_id)
            for row in revoked
        ]
    return revoked, kept


def bind_invitations(user: Any) -> int:
    """Give a person the invitations made to addresses they have confirmed; how many.

    Called when an address is confirmed and at every sign-in. From then on they belong to the account, whoever has
    the address later. One for an event to which the person is invited already is dropped.
    """
    confirmed = EmailAddress.objects.filter(user=user.pk, verified=True).values_list("email", flat=True)
    emails = [email.lower() for email in confirmed]
    waiting = Invitation.objects.filter(user=None, email__in=emails, status__in=STANDING)
    if not emails or not waiting.exists():
        return 0
    bound = 0
    with transaction.atomic():
        # Whoever invites holds the events' locks, and must not invite the same person meanwhile.
        events = Event.objects.filter(pk__in=waiting.values("event")).order_by("pk")
        list(events.select_for_update(no_key=True))
        for row in waiting.select_for_update().order_by("pk"):
            has_one = Invitation.objects.filter(event=row.event_id, user=user.pk, status__in=STANDING)
            if has_one.exists():
                row.status = InvitationStatus.REVOKED
                row.save(update_fields=["status"])
                continue
            row.user_id = user.pk
            row.save(update_fields=["user"])
            bound += 1
    return bound
