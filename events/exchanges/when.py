"""When an event is, in words: on the clock of its place, and on the reader's where that shows something else."""

from __future__ import annotations

import datetime
import zoneinfo
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.exchanges.times import city_of, offset_text

DASH = "–"


@dataclass(frozen=True, slots=True)
class When:
    """Texts in the reader's language. ``own`` is empty where the reader's clock shows the same."""

    days: str
    hours: str
    zone: str
    own: str
    starts: str
    """Machine-readable start, for ``<time datetime>``."""

    @property
    def text(self) -> str:
        """The place's own time in one line."""
        return f"{self.days}, {self.hours} ({self.zone})"


def when(
    starts: datetime.datetime,
    ends: datetime.datetime,
    zone: str,
    own_zone: str = "",
    *,
    hours_only: bool = False,
) -> When:
    """When something is from ``starts`` to ``ends``, two instants, by the clock of ``zone``.

    ``own_zone`` is the reader's; ``hours_only`` leaves the days out of the reader's line where they are the same.
    """
    place = zoneinfo.ZoneInfo(zone)
    first, last = starts.astimezone(place), ends.astimezone(place)
    return When(
        days=_days(first, last),
        hours=_hours(first, last),
        zone=_zone(first, last, zone),
        own=_own(first, last, own_zone, hours_only) if own_zone else "",
        starts=first.isoformat(),
    )


def clock_words(clock: datetime.datetime, zone: str) -> str:
    """A time on the clock of a zone in words: "Saturday 28 March 2026, 14:30 (Brussels time, UTC+1)"."""
    at = clock.replace(tzinfo=zoneinfo.ZoneInfo(zone))
    return f"{_day(at)}, {at:%H:%M} ({_zone(at, at, zone)})"


def _days(first: datetime.datetime, last: datetime.datetime) -> str:
    if first.date() == last.date():
        return _day(first)
    if (first.year, first.month) == (last.year, last.month):
        month = formats.date_format(last, "YEAR_MONTH_FORMAT")
        return _("%(first)d%(dash)s%(last)d %(month)s") % {
            "first": first.day,
            "dash": DASH,
            "last": last.day,
            "month": month,
        }
    return f"{_day(first)} {DASH} {_day(last)}"


def _day(value: datetime.datetime) -> str:
    text = formats.date_format(value, "l j F Y")
    # French has an ordinal for the first of a month, which no date format knows.
    is_first_in_french = value.day == 1 and (get_language() or "").startswith("fr")
    return text.replace(" 1 ", " 1er ", 1) if is_first_in_french else text


def _hours(first: datetime.datetime, last: datetime.datetime) -> str:
    """From when to when; of several days, when the first begins and the last ends."""
    return f"{first:%H:%M}{DASH}{last:%H:%M}"


def _zone(first: datetime.datetime, last: datetime.datetime, zone: str) -> str:
    if zone == "UTC":
        return zone
    offsets = dict.fromkeys((offset_text(first), offset_text(last)))
    between = _(", then ")
    return _("%(city)s time, %(offset)s") % {"city": city_of(zone), "offset": between.join(offsets)}


def _own(first: datetime.datetime, last: datetime.datetime, zone: str, hours_only: bool) -> str:
    own = zoneinfo.ZoneInfo(zone)
    mine = first.astimezone(own), last.astimezone(own)
    if mine[0].replace(tzinfo=None) == first.replace(tzinfo=None) and mine[1].replace(
        tzinfo=None
    ) == last.replace(tzinfo=None):
        return ""
    same_days = (mine[0].date(), mine[1].date()) == (first.date(), last.date())
    hours = _hours(*mine) if same_days or hours_only else f"{_days(*mine)}, {_hours(*mine)}"
    return f"{hours} ({_zone(*mine, zone)})"
