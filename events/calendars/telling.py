"""Telling people's calendars of an event by e-mail: invited, moved, cancelled.

``CalendarMail`` holds what each calendar was told last. ``note`` compares that with what is so, and ``tell`` sends what
differs, so that a signal that came twice tells nobody twice, one that was lost is made good by the next run, and of two
changes in a row the last is the last told. Both are made after the commit of what changed. What fails is tried again by
``send_calendar_mails``.

A try that is cut off after the mail server took it is made again, with the same UID, SEQUENCE and Message-ID: a
calendar shows one entry all the same (RFC 5546, 2.1.5).
"""

from __future__ import annotations

import datetime
import logging
import uuid
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from events.calendars.attendance import attending, is_told, print_of, upcoming_events, wanting
from events.calendars.enums import MailState
from events.calendars.itip import Method
from events.calendars.mails import send_cancellation, send_invitation
from events.calendars.models import CalendarMail
from events.exchanges.access import may_see
from events.exchanges.models import Event

log = logging.getLogger(__name__)

FIRST_PAUSE = datetime.timedelta(minutes=5)
LONGEST_PAUSE = datetime.timedelta(days=1)
MOST_ATTEMPTS = 12
"""With pauses that double up to a day, about four days."""
CLAIM_HOLDS = datetime.timedelta(minutes=30)
"""After which a try that never ended (a killed process) is made again."""
MOST_ROUNDS = 5


@task()
def tell_calendars(event_id: int) -> int:
    """Have the calendars of an event's people say what is so; the number of mails sent.

    What changes while mails go out is told in another round.
    """
    sent = 0
    for _round in range(MOST_ROUNDS):
        event = Event.objects.filter(pk=event_id).first()
        if event is None or not is_told(event):
            break
        note(event)
        told = tell(event)
        sent += told
        if not told:
            break
    return sent


def tell_waiting() -> int:
    """Look at every event to come, and send what waits. Safe at any time and in parallel."""
    return sum(tell_calendars.func(pk) for pk in upcoming_events().values_list("pk", flat=True))


# --- what has to be told -------------------------------------------------------------------------------------


def note(event: Event) -> None:
    """Note whose calendar says something else than what is so."""
    people, now = attending(event), timezone.now()
    known = set(CalendarMail.objects.filter(event=event).values_list("user_id", flat=True))
    new = wanting(people - known)
    # Another process may be making the same rows: the constraint keeps one of each.
    CalendarMail.objects.bulk_create(
        [CalendarMail(event=event, user_id=pk) for pk in sorted(new)], ignore_conflicts=True, batch_size=500
    )
    settled = CalendarMail.objects.filter(event=event, state=MailState.SETTLED)
    fresh = {"state": MailState.WAITING, "attempts": 0, "next_try_at": now}
    for ids in _chunks(people):
        other = ~Q(told=Method.REQUEST) | ~Q(told_print=print_of(event))
        back = settled.filter(other, user__in=ids)
        # Whoever wants no mails is told no more once the event left their calendar.
        back.exclude(~Q(told=Method.REQUEST) & Q(user__in=people - wanting(people))).update(**fresh)
    left = settled.filter(told=Method.REQUEST)
    left.filter(pk__in=[row.pk for row in left.only("pk", "user_id") if row.user_id not in people]).update(
        **fresh
    )


def _chunks(ids: set[int], size: int = 500) -> list[list[int]]:
    found = sorted(ids)
    return [found[start : start + size] for start in range(0, len(found), size)]


# --- telling it ----------------------------------------------------------------------------------------------


def tell(event: Event) -> int:
    """Send what is due of one event. A mail that fails leaves its row waiting; the others go on."""
    claim, now = uuid.uuid4(), timezone.now()
    due = CalendarMail.objects.filter(event=event, state=MailState.WAITING, next_try_at__lte=now)
    due.update(claim=claim, next_try_at=now + CLAIM_HOLDS, attempts=F("attempts") + 1)
    claimed = CalendarMail.objects.filter(claim=claim, state=MailState.WAITING).select_related("user")
    people = attending(event)
    return sum(_tell_one(mail, event, people) for mail in claimed.order_by("pk"))


def _tell_one(mail: CalendarMail, event: Event, people: set[int]) -> bool:
    method = _method(mail, event, people)
    if method is None:
        _settle(mail)
        return False
    number = event.sequence if mail.told_sequence is None else max(event.sequence, mail.told_sequence + 1)
    try:
        if method == Method.REQUEST:
            send_invitation(event, mail.user, number, is_new=mail.told != Method.REQUEST)
        else:
            send_cancellation(event, mail, number)
    except Exception as error:  # noqa: BLE001 - whatever a mail server does, the others are told
        _try_later(mail, error)
        return False
    told: dict[str, Any] = {"told": method, "told_sequence": number, "told_at": timezone.now(), "error": ""}
    if method == Method.REQUEST:
        told |= {"told_print": print_of(event), "told_starts": event.starts, "told_ends": event.ends}
    _settle(mail, **told)
    return True


def _method(mail: CalendarMail, event: Event, people: set[int]) -> Method | None:
    """What this person's calendar is told now, if anything. Nobody is told of an event that they may not see."""
    user = mail.user
    if mail.user_id in people and may_see(user, event):
        is_same = mail.told == Method.REQUEST and mail.told_print == print_of(event)
        return None if is_same else Method.REQUEST
    if mail.told == Method.REQUEST and user.is_active and user.email:
        return Method.CANCEL
    return None


def _settle(mail: CalendarMail, **values: Any) -> None:
    mine = CalendarMail.objects.filter(pk=mail.pk, claim=mail.claim)
    mine.update(state=MailState.SETTLED, claim=None, attempts=0, **values)


def _try_later(mail: CalendarMail, error: Exception) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(mail.attempts - 1, 10), LONGEST_PAUSE)
    CalendarMail.objects.filter(pk=mail.pk, claim=mail.claim).update(
        state=MailState.FAILED if mail.attempts >= MOST_ATTEMPTS else MailState.WAITING,
        next_try_at=timezone.now() + pause,
        claim=None,
        error=type(error).__name__[:200],
    )
    log.warning("A calendar mail of event %s failed: %s", mail.event_id, type(error).__name__)
