"""Events of a month, week by week, on the reader's clock."""

from __future__ import annotations

import calendar
import datetime
import re
import zoneinfo
from dataclasses import dataclass, field

from django.utils import formats

from events.exchanges.models import Event, ExchangeQuerySet

_MONTH = re.compile(r"^(20\d\d)-(0[1-9]|1[0-2])$")


@dataclass(frozen=True, slots=True)
class Entry:
    """An event on one of its days; ``hour`` is when it starts, empty on the days after."""

    event: Event
    hour: str


@dataclass
class Day:
    """A day of the page; ``is_outside`` where it is of the month before or after."""

    date: datetime.date
    is_outside: bool
    is_today: bool
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    """A month for a page: weeks from Monday on, and the months beside it as ``YYYY-MM``."""

    title: str
    weeks: list[list[Day]]
    earlier: str
    later: str
    weekdays: list[str]
    total: int


def first_of(text: str, today: datetime.date) -> datetime.date:
    """The first day of the month that an address names, else of this one."""
    match = _MONTH.match(text)
    return datetime.date(int(match[1]), int(match[2]), 1) if match else today.replace(day=1)


def month_of(events: ExchangeQuerySet, first: datetime.date, zone: str) -> Month:
    """The month that begins on ``first`` with those of ``events`` that fall into it. One query."""
    place = zoneinfo.ZoneInfo(zone)
    today = datetime.datetime.now(place).date()
    dates = calendar.Calendar().monthdatescalendar(first.year, first.month)
    weeks = [[Day(day, day.month != first.month, day == today) for day in week] for week in dates]
    days = {day.date: day for week in weeks for day in week}
    opens = _midnight(dates[0][0], place)
    closes = _midnight(dates[-1][-1] + datetime.timedelta(days=1), place)
    found = list(events.filter(starts__lt=closes, ends__gt=opens).order_by("starts", "pk"))
    for event in found:
        _place(event, days, place)
    before = first - datetime.timedelta(days=1)
    after = (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return Month(
        title=formats.date_format(first, "YEAR_MONTH_FORMAT"),
        weeks=weeks,
        earlier=f"{before:%Y-%m}",
        later=f"{after:%Y-%m}",
        weekdays=[formats.date_format(day, "l") for day in dates[0]],
        total=len(found),
    )


def _midnight(day: datetime.date, place: zoneinfo.ZoneInfo) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=place)


def _place(event: Event, days: dict[datetime.date, Day], place: zoneinfo.ZoneInfo) -> None:
    """Put an event on each of its days. One that ends at midnight is not on the day that begins then."""
    first = event.starts.astimezone(place)
    last = (event.ends - datetime.timedelta(microseconds=1)).astimezone(place).date()
    for date in days:
        if first.date() <= date <= last:
            days[date].entries.append(Entry(event, f"{first:%H:%M}" if date == first.date() else ""))
