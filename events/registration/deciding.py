"""What organisers and national contacts decide: approval, refusal, seats, attendance. Many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from events.exchanges.models import Event
from events.registration.enums import Attendance, InvitationStatus, RegistrationStatus
from events.registration.models import NationalContact, Quota, Registration
from events.registration.passing import replace
from events.registration.registering import answer_invitation, turn_status
from events.registration.rules import may_approve, standing_invitation
from events.registration.seating import Turn, turn_at
from portal.people.models import User

APPROVE, REFUSE, WITHDRAW = "approve", "refuse", "withdraw"
DECIDABLE: dict[str, frozenset[str]] = {
    APPROVE: frozenset({RegistrationStatus.AWAITING, RegistrationStatus.REFUSED}),
    REFUSE: frozenset(
        {RegistrationStatus.AWAITING, RegistrationStatus.WAITING_LIST, RegistrationStatus.CONFIRMED}
    ),
    WITHDRAW: frozenset(
        {RegistrationStatus.AWAITING, RegistrationStatus.WAITING_LIST, RegistrationStatus.CONFIRMED}
    ),
}
"""From which states a decision leads somewhere."""


@dataclass(slots=True)
class Outcome:
    """What became of a decision about several people. ``unchanged`` are those whose state did not allow it, or no
    longer was what the page had shown; ``shut_out`` were not approved, because they may no longer see the event;
    ``admitted`` got a seat that became free by it."""

    confirmed: list[Registration] = field(default_factory=list)
    waiting: list[Registration] = field(default_factory=list)
    refused: list[Registration] = field(default_factory=list)
    withdrawn: list[Registration] = field(default_factory=list)
    unchanged: list[Registration] = field(default_factory=list)
    shut_out: list[Registration] = field(default_factory=list)
    admitted: list[Registration] = field(default_factory=list)


def decide(*, event: Event, shown: Mapping[int, str], what: str, by: User, remark: str = "") -> Outcome:
    """Approve, refuse or withdraw several registrations, in the order in which people asked.

    ``shown``: what the page said of each, by number. Whose state is another by now is left alone. Whoever may not
    decide on one leaves it unchanged, too: views ask before.
    """
    outcome = Outcome()
    with turn_at(event, by) as turn:
        rows = turn.event.registrations.filter(pk__in=shown).select_related("user", "event", "replaces")
        for row in rows.order_by("asked_at", "pk"):
            if row.status != shown[row.pk] or row.status not in DECIDABLE[what] or not may_approve(by, row):
                outcome.unchanged.append(row)
            elif what == APPROVE:
                _approve(turn, row, outcome, remark)
            elif what == REFUSE:
                turn.put(row, RegistrationStatus.REFUSED, remark=remark)
                outcome.refused.append(row)
            else:
                turn.put(row, RegistrationStatus.WITHDRAWN, remark=remark)
                _decline_for(row)
                outcome.withdrawn.append(row)
        outcome.admitted = turn.admit_waiting()
    return outcome


def _approve(turn: Turn, row: Registration, outcome: Outcome, remark: str) -> None:
    """A seat, or the waiting list; a substitute takes over what the person they replace has.

    Whoever lost access to the event is not let back in by it. A substitute is not of the event yet: the approval
    gives them the place of somebody who is, and their invitation.
    """
    predecessor = row.replaces
    takes_over = predecessor is not None and predecessor.is_live and row.user.is_active
    if not takes_over and not turn.still_sees(row):
        outcome.shut_out.append(row)
        return
    row.is_approved = True
    if predecessor is not None and predecessor.is_live:
        if predecessor.is_confirmed and not turn.seats.can_pass(predecessor.place, row.place):
            outcome.unchanged.append(row)
            return
        status = predecessor.status
        row.asked_at = predecessor.asked_at
        replace(turn, predecessor, row)
        if status != RegistrationStatus.CONFIRMED:
            status = turn_status(turn, row)
    else:
        status = turn_status(turn, row)
    turn.put(row, status, remark=remark)
    (outcome.confirmed if status == RegistrationStatus.CONFIRMED else outcome.waiting).append(row)


def _decline_for(row: Registration) -> None:
    invitation = standing_invitation(row.user, row.event)
    if invitation is not None:
        answer_invitation(invitation, InvitationStatus.DECLINED)


# --- seats ----------------------------------------------------------------------------------------------


def set_quotas(
    *, event: Event, seats: int | None, quotas: Iterable[tuple[str, str, int]], by: User
) -> list[Registration]:
    """Replace the seats and quotas of an event; nobody loses a seat by it. Who got one from the waiting list."""
    wanted = list(quotas)
    with turn_at(event, by) as turn:
        turn.event.quotas.all().delete()
        Quota.objects.bulk_create(
            Quota(event=turn.event, body=body, role=role, seats=number) for body, role, number in wanted
        )
        if turn.event.seats != seats:
            keep_seats(turn.event, seats, by)
        turn.recount()
        return turn.admit_waiting()


def keep_seats(event: Event, seats: int | None, by: User) -> None:
    """Change the number of seats of an event, with what is kept of every change of it."""
    before, event.seats = event.seats, seats
    event.version += 1
    event.save(update_fields=["seats", "version", "updated_at"])
    event.changes.create(by=by, before={"seats": before}, after={"seats": seats})


def seats_changed(event: Event, by: Any = None) -> list[Registration]:
    """Give what became free when an event was changed: more seats, open again. Called in that transaction."""
    with turn_at(event, by) as turn:
        return turn.admit_waiting()


def name_contacts(*, event: Event, contacts: Iterable[tuple[str, User]], by: User) -> None:
    """Replace the national contacts of an event, by Member State."""
    wanted = list(contacts)
    with turn_at(event, by) as turn:
        turn.event.national_contacts.all().delete()
        NationalContact.objects.bulk_create(
            NationalContact(event=turn.event, state=state, user=user) for state, user in wanted
        )


# --- attendance -----------------------------------------------------------------------------------------


def can_note_attendance(event: Event) -> bool:
    """Whether somebody can have come: from the day on which the event begins, where it is."""
    return timezone.now().astimezone(event.zone).date() >= event.local_starts.date()


def note_attendance(*, event: Event, ids: Iterable[int], value: str, by: User) -> int:
    """Note of confirmed participants whether they came; how many were noted."""
    with turn_at(event, by) as turn:
        if not can_note_attendance(turn.event):
            return 0
        rows = turn.event.registrations.filter(pk__in=list(ids), status=RegistrationStatus.CONFIRMED)
        return rows.update(attendance=Attendance(value))
