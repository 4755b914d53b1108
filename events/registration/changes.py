"""Telling people who are not told by their calendar that an event was cancelled, or takes place otherwise.

Calendars (an app above) are told of those who have a seat or speak. Whoever waits, was invited and has not answered, or
wants no calendar mails is told here, in words that carry nothing of the event. Made in the transaction that changes the
event; of several changes before a mail goes out, one mail tells.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from events.exchanges.enums import Status
from events.exchanges.models import Event
from events.registration.enums import LIVE, InvitationStatus, NoticeKind, NoticeState
from events.registration.models import Invitation, Notice, Registration
from events.registration.notices import LIVE as LIVE_EVENTS
from events.registration.notices import send_soon

MOVES = frozenset({"starts", "ends", "time_zone", "place"})

ToldElsewhere = Callable[[Event], "set[int]"]
_told_elsewhere: list[ToldElsewhere] = []


def register_told_elsewhere(source: ToldElsewhere) -> ToldElsewhere:
    """Let an app above say which users it tells itself of what just changed of an event, by number."""
    if source not in _told_elsewhere:
        _told_elsewhere.append(source)
    return source


def change_of(event: Event, changes: dict[str, Any]) -> str:
    """The kind of mail that a change asks for; empty where nobody has to be told."""
    if event.is_over:
        return ""
    if event.status == Status.CANCELLED:
        was_live = "status" in changes and changes["status"][0] in LIVE_EVENTS
        return NoticeKind.CANCELLED if was_live else ""
    return NoticeKind.MOVED if event.status in LIVE_EVENTS and MOVES & changes.keys() else ""


def tell_of_change(event: Event, changes: dict[str, Any]) -> None:
    """Note a mail to each who waits for the event and is not told otherwise, and send them after the commit."""
    kind = change_of(event, changes)
    if not kind:
        return
    untold = Notice.objects.filter(event=event, state=NoticeState.WAITING)
    if kind == NoticeKind.CANCELLED:
        untold.filter(kind=NoticeKind.MOVED).update(state=NoticeState.DROPPED)
    elsewhere = {user for source in _told_elsewhere for user in source(event)}
    waiting = untold.filter(kind=kind, claim=None)
    told = set(waiting.exclude(registration=None).values_list("registration_id", flat=True))
    registered = list(Registration.objects.filter(event=event, status__in=LIVE).order_by("pk"))
    made = [
        Notice(event=event, kind=kind, registration=row, receiver_id=row.user_id)
        for row in registered
        if row.pk not in told and row.user_id not in elsewhere
    ]
    # Whoever has not been sent the invitation yet finds in it what is so.
    unsent = untold.filter(kind__in=[NoticeKind.INVITED, kind], claim=None).exclude(invitation=None)
    invited = Invitation.objects.filter(event=event, status=InvitationStatus.OPEN).exclude(
        pk__in=unsent.values("invitation")
    )
    known = elsewhere | {row.user_id for row in registered}
    made += [
        Notice(event=event, kind=kind, invitation=row, receiver_id=row.user_id)
        for row in invited.order_by("pk")
        if row.user_id is None or row.user_id not in known
    ]
    Notice.objects.bulk_create(made, batch_size=500)
    send_soon(notice.pk for notice in made)
