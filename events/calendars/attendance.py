"""Whose calendar is told of an event by e-mail, and what it should say.

Those who have a seat and those who speak: the portal gave them a place, and their calendar may say so. Organisers have
the event on their own pages; the invited have no seat yet, and an entry that a calendar "accepts" would look like one.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from events.calendars.entries import is_discreet
from events.calendars.itip import Method
from events.calendars.models import CalendarMail, NoMails
from events.exchanges.enums import Status
from events.exchanges.models import Event, Speaker
from events.registration.enums import RegistrationStatus
from events.registration.models import Registration
from portal.people.models import User

LIVE = (Status.ANNOUNCED, Status.OPEN, Status.CLOSED)


def is_told(event: Event) -> bool:
    """Whether calendars are told of an event at all: it was announced, and is not over."""
    return event.status in (*LIVE, Status.CANCELLED) and event.ends > timezone.now()


def upcoming_events() -> QuerySet[Event]:
    """Every event of which calendars may have to be told."""
    return Event.objects.filter(status__in=[*LIVE, Status.CANCELLED], ends__gt=timezone.now()).order_by("pk")


def attending(event: Event) -> set[int]:
    """The users whose calendar should have the event: active, with a seat or speaking. None where it is cancelled."""
    if event.status not in LIVE:
        return set()
    seats = Registration.objects.filter(event=event, status=RegistrationStatus.CONFIRMED)
    speakers = Speaker.objects.filter(event=event).exclude(user=None)
    ids = seats.order_by().values_list("user_id").union(speakers.order_by().values_list("user_id"))
    people = User.objects.filter(pk__in=[pk for (pk,) in ids], is_active=True).exclude(email="")
    return set(people.values_list("pk", flat=True))


def wanting(user_ids: set[int]) -> set[int]:
    """Those of them who want to be told of events of which they have not been told."""
    return user_ids - set(NoMails.objects.filter(user__in=user_ids).values_list("user_id", flat=True))


def told_by_mail(event: Event) -> set[int]:
    """The users whose calendars are about to be told by e-mail what is so now of an event."""
    rows = CalendarMail.objects.filter(event=event, told=Method.REQUEST)
    there = dict(rows.values_list("user_id", "told_print"))
    if event.status == Status.CANCELLED:
        return set(there)
    people, shown = attending(event), print_of(event)
    return {pk for pk in people & there.keys() if there[pk] != shown} | wanting(people - there.keys())


def print_of(event: Event) -> str:
    """What a calendar shows of an event, as a digest: with another one it has to be told again."""
    hidden = is_discreet(event)
    said: list[Any] = [
        event.starts.isoformat(),
        event.ends.isoformat(),
        event.time_zone,
        "" if hidden else event.title,
        "" if hidden else event.place,
        hidden,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
