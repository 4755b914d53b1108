"""Series: an event that comes again by a rule, each occurrence an event of its own."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.exchanges.actions import MANY, lock_event, new_slug, save_event, take_step
from events.exchanges.enums import Status
from events.exchanges.history import record
from events.exchanges.models import Event, EventOrganiser, EventStep, Series, Session, Speaker
from events.exchanges.models.event import new_uid
from events.exchanges.signals import event_copied
from events.exchanges.statuses import NEXT, next_steps
from events.exchanges.times import clock_of, recurring_instant, shifted, shifted_span

MAX_OCCURRENCES = 60
MAX_YEARS = 3

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def rule_for(how: str, every: int, first: datetime.date) -> str:
    """The rule (RFC 5545, 3.3.10) of a choice: ``daily``, ``weekly``, ``monthly_day`` (the same day of the month),
    ``monthly_weekday`` (the second Tuesday), ``monthly_last`` (the last Tuesday)."""
    weekday = WEEKDAYS[first.weekday()]
    parts = {
        "daily": "FREQ=DAILY",
        "weekly": f"FREQ=WEEKLY;BYDAY={weekday}",
        "monthly_day": f"FREQ=MONTHLY;BYMONTHDAY={first.day}",
        "monthly_weekday": f"FREQ=MONTHLY;BYDAY={(first.day - 1) // 7 + 1}{weekday}",
        "monthly_last": f"FREQ=MONTHLY;BYDAY=-1{weekday}",
    }[how]
    return f"{parts};INTERVAL={every}" if every > 1 else parts


def days_of(rule: str, first: datetime.date, until: datetime.date) -> list[datetime.date]:
    """The days of a rule from ``first`` to ``until``, the first day always among them; at most one more than
    ``MAX_OCCURRENCES``. A day that a month does not have is skipped, as the RFC says."""
    start = datetime.datetime.combine(first, datetime.time())
    end = datetime.datetime.combine(until, datetime.time())
    found: list[datetime.date] = []
    for value in rrulestr(rule, dtstart=start):
        if value > end or len(found) > MAX_OCCURRENCES:
            break
        found.append(value.date())
    return found if first in found else [first, *found]


def check_days(days: list[datetime.date], first: datetime.date, until: datetime.date) -> None:
    """Raise ``ValidationError`` where a series would be none, or too long."""
    if len(days) < 2:
        raise ValidationError(_("Until that day the event would not come again."))
    if len(days) > MAX_OCCURRENCES:
        message = _("A series has at most %(count)d events. Choose an earlier last day.")
        raise ValidationError(message % {"count": MAX_OCCURRENCES})
    if until.year - first.year > MAX_YEARS:
        raise ValidationError(_("A series goes on for three years at most."))


@transaction.atomic
def make_series(
    *, event: Event, rule: str, until: datetime.date, user: Any, version: int | None = None
) -> list[Event]:
    """Let an event come again. It becomes the first of the series; the others are drafts like it, with its programme,
    organisers, audience and how people register, at the same time of the clock. Gives the new events.

    Raises ``Conflict``, and ``ValidationError`` where it is of a series already, or the series none or too long.
    """
    event = lock_event(event, version)
    if event.series_id:
        raise ValidationError(_("This event is of a series already."))
    first = clock_of(event.starts, event.time_zone).date()
    days = days_of(rule, first, until)
    check_days(days, first, until)
    series = Series.objects.create(
        title=event.title, rule=rule, time_zone=event.time_zone, first=first, until=until
    )
    event.series, event.occurrence = series, first
    event.save(update_fields=["series", "occurrence"])
    record(event, {"series": (None, series.pk)}, user)
    return [_copy(event, day - first, user) for day in days[1:]]


def _copy(event: Event, by: datetime.timedelta, user: Any) -> Event:
    """A draft like an event, so many days later by the clock."""
    copy = Event.objects.get(pk=event.pk)
    copy.pk, copy._state.adding = None, True
    copy.slug, copy.uid = new_slug(event.title), new_uid()
    copy.status, copy.cancelled_reason, copy.detached = Status.DRAFT, "", False
    copy.sequence = copy.version = 0
    copy.owner = user
    zone = event.time_zone
    copy.starts, copy.ends = shifted_span((event.starts, event.ends), by, zone, zone)
    for name in ("registration_opens", "registration_closes"):
        value = getattr(event, name)
        setattr(copy, name, shifted(value, by, zone, zone) if value else None)
    copy.occurrence = clock_of(copy.starts, zone).date()
    copy.full_clean(exclude=["slug", "uid"])
    copy.save()
    for name in MANY:
        getattr(copy, name).set(getattr(event, name).all())
    for organiser in event.organisers.all():
        EventOrganiser.objects.create(event=copy, user_id=organiser.user_id, kind=organiser.kind)
    _copy_programme(event, copy, by)
    EventStep.objects.create(event=copy, status=copy.status, by=user)
    event_copied.send(sender=Event, event=event, copy=copy)
    record(copy, {"created": (False, True)}, user)
    return copy


def _copy_programme(event: Event, copy: Event, by: datetime.timedelta) -> None:
    zone = event.time_zone
    places: dict[int | None, Session | None] = {None: None}
    for session in event.sessions.all():
        starts, ends = shifted_span((session.starts, session.ends), by, zone, zone)
        places[session.pk] = Session.objects.create(
            event=copy,
            title=session.title,
            starts=starts,
            ends=ends,
            room=session.room,
            description=session.description,
            languages=session.languages,
            interpretation=session.interpretation,
            order=session.order,
        )
    for speaker in event.speakers.all():
        Speaker.objects.create(
            event=copy,
            session=places[speaker.session_id],
            user_id=speaker.user_id,
            name=speaker.name,
            function=speaker.function,
            body=speaker.body,
            order=speaker.order,
        )


def later_events(event: Event) -> list[Event]:
    """The later events of the same series that follow its changes: neither changed on their own, nor over or
    cancelled."""
    if not event.series_id:
        return []
    return list(
        Event.objects.filter(series=event.series_id, detached=False, starts__gt=event.starts)
        .exclude(status__in=[Status.HELD, Status.CANCELLED])
        .order_by("starts")
    )


@transaction.atomic
def save_one(*, event: Event, values: Mapping[str, Any], user: Any, version: int | None = None) -> Event:
    """Change one event of a series on its own: it no longer follows the series."""
    return save_event(event=event, values={**values, "detached": True}, user=user, version=version)


@transaction.atomic
def save_following(
    *, event: Event, values: Mapping[str, Any], user: Any, version: int | None = None
) -> tuple[Event, int]:
    """Change an event of a series and all later ones that follow the series. Gives it, and how many others changed.

    The others take over what was changed. Of a time they take the clock time and the shift in days: what is moved from
    Tuesday at ten to Wednesday at eleven is so in every week. Raises as ``save_event``; then nothing is changed.
    """
    event = lock_event(event, version)
    others = later_events(event)
    old_start, old_zone = event.starts, event.time_zone
    before = {name: getattr(event, name) for name in values if name not in MANY}
    changed = {name: value for name, value in values.items() if name in MANY or before[name] != value}
    old_many = {name: set(getattr(event, name).values_list("pk", flat=True)) for name in MANY & values.keys()}
    event = save_event(event=event, values=values, user=user)
    for name, keys in old_many.items():
        if keys == {one.pk for one in values[name]}:
            changed.pop(name, None)
    count = 0
    for other in others:
        theirs = changed | _moved_times(other, changed, values, (old_start, old_zone))
        version_before = other.version
        count += save_event(event=other, values=theirs, user=user).version > version_before
    return event, count


TIMES = ("starts", "ends", "registration_opens", "registration_closes")


def _moved_times(
    other: Event,
    changed: Mapping[str, Any],
    values: Mapping[str, Any],
    old: tuple[datetime.datetime, str],
) -> dict[str, Any]:
    """The times of another event of the series that correspond to what was changed in the first."""
    if not {*TIMES, "time_zone"} & changed.keys():
        return {}
    zone = values.get("time_zone", other.time_zone)
    old_day = clock_of(*old).date()
    day = clock_of(other.starts, other.time_zone).date()
    found: dict[str, Any] = {}
    for name in TIMES:
        if name in values and (name in changed or "time_zone" in changed):
            value = values[name]
            found[name] = recurring_instant(clock_of(value, zone) + (day - old_day), zone) if value else None
    return found


@transaction.atomic
def step_following(
    *, event: Event, status: str, user: Any, note: str = "", version: int | None = None
) -> int:
    """Take an event and the later ones that follow the series to a status, those that can be. Gives how many were."""
    event = lock_event(event, version)
    others = later_events(event)
    take_step(event=event, status=status, user=user, note=note)
    count = 1
    for other in others:
        if status in next_steps(other):
            take_step(event=other, status=status, user=user, note=note)
            count += 1
    return count


def left_behind(event: Event, status: str) -> list[Event]:
    """The later events of the series that did not come along to a status: they were changed on their own, or cannot
    take the step. What is over, cancelled, past that status already or not due for it is not among them."""
    if not event.series_id:
        return []
    later = Event.objects.filter(series=event.series_id, starts__gt=event.starts).exclude(status=status)
    later = later.exclude(status__in=[Status.HELD, Status.CANCELLED]).order_by("starts")
    if status == Status.HELD:
        return [other for other in later if other.has_begun]
    if status in (Status.ANNOUNCED, Status.OPEN):
        return [other for other in later if status in NEXT[other.status]]
    return list(later)
