"""Time zones as a calendar file describes them: VTIMEZONE (RFC 5545, 3.6.5), from the IANA database.

A zone that changes its clocks by a yearly rule (last Sunday of March) is written as that rule, which calendars know
best; one that does not (Morocco, around Ramadan) with each change on its own. Either holds for the years asked for.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from portal.content_lines import Line, text

UTC = datetime.UTC
DAY = datetime.timedelta(days=1)
ZERO = datetime.timedelta(0)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
YEARS_FOR_A_RULE = 10
"""So many years tell "the last Sunday" from "the fourth"."""
FIRST_YEAR, LAST_YEAR = 1971, 9998


@dataclass(frozen=True, slots=True)
class Change:
    """The clocks change: ``wall`` is what they showed until then."""

    at: datetime.datetime
    before: datetime.timedelta
    after: datetime.timedelta
    name: str
    is_summer: bool

    @property
    def wall(self) -> datetime.datetime:
        """The moment on the clock that is left (RFC 5545: DTSTART of an observance is a local time)."""
        return (self.at + self.before).replace(tzinfo=None)

    @property
    def kind(self) -> str:
        return "DAYLIGHT" if self.is_summer else "STANDARD"


def time_zone_lines(name: str, first: datetime.datetime, last: datetime.datetime) -> tuple[Line, ...]:
    """The VTIMEZONE of an IANA zone, right for every instant from ``first`` to ``last``.

    Raises ``zoneinfo.ZoneInfoNotFoundError`` for an unknown zone.
    """
    return _lines(name, *(min(max(day.year, FIRST_YEAR), LAST_YEAR) for day in (first, last)))


@lru_cache(maxsize=500)
def _lines(name: str, first_year: int, last_year: int) -> tuple[Line, ...]:
    zone = zoneinfo.ZoneInfo(name)
    start, end = first_year - 1, min(max(last_year + 1, first_year + YEARS_FOR_A_RULE), LAST_YEAR)
    changes = changes_of(zone, start, end)
    observances = _by_rule(changes, range(start, end + 1))
    if observances is None:
        needed = [change for change in changes if change.at.year <= last_year + 1]
        observances = [*_beginning(zone, start), *(line for one in needed for line in _observance(one))]
    return (Line("BEGIN", "VTIMEZONE"), text("TZID", name), *observances, Line("END", "VTIMEZONE"))


def changes_of(zone: zoneinfo.ZoneInfo, first_year: int, last_year: int) -> list[Change]:
    """Every change of the clocks in some years, found by asking for the offset of each day."""
    found = []
    day = datetime.datetime(first_year, 1, 1, tzinfo=UTC)
    end = datetime.datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while day < end:
        if _state(zone, day) != _state(zone, day + DAY):
            found.append(_change(zone, day, day + DAY))
        day += DAY
    return found


def _state(zone: zoneinfo.ZoneInfo, at: datetime.datetime) -> tuple[datetime.timedelta, str]:
    local = at.astimezone(zone)
    return local.utcoffset() or ZERO, local.tzname() or ""


def _change(zone: zoneinfo.ZoneInfo, low: datetime.datetime, high: datetime.datetime) -> Change:
    """The change between two instants, to the second."""
    before = _state(zone, low)
    while high - low > datetime.timedelta(seconds=1):
        middle = low + datetime.timedelta(seconds=(high - low) // datetime.timedelta(seconds=2))
        low, high = (middle, high) if _state(zone, middle) == before else (low, middle)
    after, name = _state(zone, high)
    # Some zones call their winter the exception (Ireland): summer is when clocks are ahead, whatever it is called.
    has_summer = any(at.astimezone(zone).dst() for at in (low, high))
    return Change(high, before[0], after, name, has_summer and after > before[0])


def _by_rule(changes: Sequence[Change], years: Iterable[int]) -> list[Line] | None:
    """The observances of a zone with one summer a year by rule; ``None`` where that is not what happens."""
    if not changes:
        return None
    found: list[Line] = []
    for is_summer in (False, True):
        same = [change for change in changes if change.is_summer is is_summer]
        rule = _rule(same) if [change.wall.year for change in same] == list(years) else None
        if rule is None:
            return None
        found += _observance(same[0], rule)
    return found


def _rule(changes: Sequence[Change]) -> str | None:
    """The yearly rule that changes follow, one a year; ``None`` where there is none."""
    first = changes[0]

    def same(change: Change) -> bool:
        wall = change.wall
        return (change.before, change.after, change.name) == (first.before, first.after, first.name) and (
            wall.time(),
            wall.month,
            wall.weekday(),
        ) == (first.wall.time(), first.wall.month, first.wall.weekday())

    if not all(same(change) for change in changes):
        return None
    places = set.intersection(*(_places(change.wall.date()) for change in changes))
    if not places:
        return None
    return f"FREQ=YEARLY;BYMONTH={first.wall.month};BYDAY={min(places)}{WEEKDAYS[first.wall.weekday()]}"


def _places(day: datetime.date) -> set[int]:
    """Which of its weekday a day is in its month: the second, the last (-1), or both names of it."""
    places = {(day.day - 1) // 7 + 1}
    return places | {-1} if (day + 7 * DAY).month != day.month else places


def _observance(change: Change, rule: str = "") -> list[Line]:
    lines = [
        Line("BEGIN", change.kind),
        Line("DTSTART", f"{change.wall:%Y%m%dT%H%M%S}"),
        Line("TZOFFSETFROM", _offset(change.before)),
        Line("TZOFFSETTO", _offset(change.after)),
        text("TZNAME", change.name),
    ]
    return [*lines, *([Line("RRULE", rule)] if rule else []), Line("END", change.kind)]


def _beginning(zone: zoneinfo.ZoneInfo, year: int) -> list[Line]:
    """What holds before the first change."""
    start = datetime.datetime(year, 1, 1, tzinfo=UTC)
    offset, name = _state(zone, start)
    return _observance(Change(start - offset, offset, offset, name, is_summer=False))


def _offset(offset: datetime.timedelta) -> str:
    """An offset from UTC as ``+hhmm``, with seconds where it has them (RFC 5545, 3.3.14)."""
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{sign}{hours:02}{minutes:02}" + (f"{seconds:02}" if seconds else "")
