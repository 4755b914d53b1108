"""The numbers of one event's entry in one person's calendar (SEQUENCE, RFC 5545, 3.8.7.4).

Two ways lead there, with one UID: files and personal calendars, which say how the event stands, and e-mails, which
count on with each message to that person: a seat that is given back and taken again is REQUEST 0, CANCEL 1, REQUEST 2
of an event that has not changed. A program that has both takes a lower number for old news and leaves it aside. So what
a file says is never below what that person was told.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from events.calendars.itip import Method
from events.calendars.models import CalendarMail
from events.exchanges.models import Event


@dataclass(frozen=True, slots=True)
class Told:
    """What a person's calendar was told last of an event by e-mail: which message, its number, when."""

    method: str
    sequence: int
    at: datetime.datetime

    def number_of(self, event: Event) -> int:
        """The number of the event's entry in a file for this person.

        After a CANCEL the next one, where the event takes place all the same: the entry was called off with that
        number for them alone. The next e-mail has it too (``telling``).
        """
        taken_up = self.method == Method.CANCEL and not event.is_cancelled
        return max(event.sequence, self.sequence + taken_up)


def told_of(user_id: int | None, event_ids: Iterable[int]) -> dict[int, Told]:
    """What a person's calendar was told last of each of these events, where it was told anything. One query; none
    for whoever is not signed in."""
    if user_id is None:
        return {}
    rows = CalendarMail.objects.filter(
        user=user_id, event__in=list(event_ids), told_sequence__isnull=False, told_at__isnull=False
    )
    found = rows.order_by().values_list("event_id", "told", "told_sequence", "told_at")
    return {
        event_id: Told(method, sequence, at)
        for event_id, method, sequence, at in found
        if sequence is not None and at is not None
    }
