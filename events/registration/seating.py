"""Taking turns at one event: whoever gives, moves or takes a seat holds the event's lock while counting.

Every change of a registration's state goes through ``Turn``, inside ``turn_at``. Nothing else writes the state.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone

from events.exchanges.access import may_see
from events.exchanges.enums import Status
from events.exchanges.models import Event
from events.exchanges.signals import event_changed
from events.registration.enums import NEXT, NoticeKind, RegistrationStatus
from events.registration.models import Notice, Registration, RegistrationStep
from events.registration.notices import send_soon
from events.registration.seats import Limit, Place, Seats

LONGEST_REMARK = 500


def limits_of(event: Event) -> list[Limit]:
    """The limits of an event: its seats in total, and its quotas."""
    total = [] if event.seats is None else [Limit(event.seats)]
    return total + [quota.limit for quota in event.quotas.order_by("pk")]


def seats_of(event: Event) -> Seats:
    """The seats of an event as they are taken now. Holds only while the event is locked."""
    taken = Registration.objects.filter(event=event, status=RegistrationStatus.CONFIRMED).order_by()
    return Seats(limits_of(event), [Place(*row) for row in taken.values_list("body", "role")])


def gives_seats(event: Event) -> bool:
    """Whether seats still pass from one to another: registration is open or closed, and the event has not begun."""
    return event.status in (Status.OPEN, Status.CLOSED) and timezone.now() < event.starts


class Turn:
    """One turn at an event, which is locked: its seats, and the changes made."""

    def __init__(self, event: Event, by: Any) -> None:
        self.event, self.by, self.now = event, by, timezone.now()
        self.seats = seats_of(event)
        self.notices: list[Notice] = []
        self._seated_before: dict[int, bool] = {}
        self._seated_now: dict[int, bool] = {}

    def recount(self) -> None:
        """Count again, after the limits were changed in this turn."""
        self.seats = seats_of(self.event)

    def put(
        self, row: Registration, status: str, *, remark: str = "", automatic: bool = False, tell: bool = True
    ) -> None:
        """Bring a registration into a state, counting its seat; a new one has no number yet.

        Raises ``ValueError`` for a step that there is not. Whether there is a seat the callers ask ``seats`` first.
        """
        was = row.status if row.pk else ""
        if was and status not in NEXT[was]:
            raise ValueError(f"{was} is not followed by {status}")
        if was == RegistrationStatus.CONFIRMED:
            self.seats.release(row.place)
        if status == RegistrationStatus.CONFIRMED:
            self.seats.take(row.place)
        self._seated_before.setdefault(row.user_id, was == RegistrationStatus.CONFIRMED)
        self._seated_now[row.user_id] = status == RegistrationStatus.CONFIRMED
        row.status, row.since = RegistrationStatus(status), self.now
        row.version = row.version + 1 if was else 1
        row.save()
        by = None if automatic else self.by
        RegistrationStep.objects.create(
            registration=row,
            status=status,
            at=self.now,
            by=by,
            note=remark[:LONGEST_REMARK],
            is_automatic=automatic,
        )
        themselves = by is not None and by.pk == row.user_id
        if tell and status in _TOLD and not (status == RegistrationStatus.WITHDRAWN and themselves):
            self.notices.append(
                Notice(event=self.event, kind=_TOLD[status], registration=row, receiver_id=row.user_id)
            )

    def admit_waiting(self) -> list[Registration]:
        """Give free seats to the waiting list, in the order in which people asked; who got one.

        Whoever lost access, to the portal or to this event, is passed over: a seat does not let them back in.
        """
        if not gives_seats(self.event):
            return []
        waiting = self.event.registrations.filter(
            status=RegistrationStatus.WAITING_LIST, user__is_active=True
        ).select_related("user")
        rows = {row.pk: row for row in waiting.order_by("asked_at", "pk")}
        admitted = self.seats.admit(
            (pk, row.place)
            for pk, row in rows.items()
            if self.seats.has_room(row.place) and self.still_sees(row)
        )
        for pk in admitted:
            self.seats.release(rows[pk].place)  # put() counts it
            self.put(rows[pk], RegistrationStatus.CONFIRMED, automatic=True)
        return [rows[pk] for pk in admitted]

    def still_sees(self, row: Registration) -> bool:
        """Whether a person without a seat sees the event as it is now: by its audience, or as one of its people.

        ``row`` is read under the lock, with its user. Only a seat makes somebody a participant, so that a registration
        that wants one counts for nothing here.
        """
        return row.user.is_active and may_see(row.user, self.event)

    def close(self) -> None:
        """Note the mails and tell the rooms above who came and who left. Called once, before the commit."""
        Notice.objects.bulk_create(self.notices)
        send_soon(notice.pk for notice in self.notices)
        changed = [user for user, now in self._seated_now.items() if now != self._seated_before[user]]
        if changed:
            before = sorted(user for user in changed if self._seated_before[user])
            after = sorted(user for user in changed if self._seated_now[user])
            event_changed.send(Event, event=self.event, changes={"participants": (before, after)})


_TOLD: dict[str, str] = {
    RegistrationStatus.CONFIRMED: NoticeKind.CONFIRMED,
    RegistrationStatus.WAITING_LIST: NoticeKind.WAITING_LIST,
    RegistrationStatus.REFUSED: NoticeKind.REFUSED,
    RegistrationStatus.REPLACED: NoticeKind.REPLACED,
    RegistrationStatus.WITHDRAWN: NoticeKind.WITHDRAWN,
}
"""States of which the person is told by mail, unless they brought it about themselves on the page."""


@contextmanager
def turn_at(event: Event, by: Any) -> Iterator[Turn]:
    """A transaction in which nobody else gives or takes seats of the event.

    PostgreSQL: a lock on the event's row, the same that a change of its seats takes. SQLite: writers take the
    database's lock when their transaction begins (settings). The event is read afresh under the lock.
    """
    with transaction.atomic():
        turn = Turn(Event.objects.select_for_update(no_key=True).get(pk=event.pk), by)
        yield turn
        turn.close()
