"""Clock times and instants: what an organiser types is a time on the clock of a zone, what is kept is an instant.

Zones are those of the IANA database. On two days of a year a clock jumps: some times do not exist, others come twice
(RFC 5545, 3.3.5). A typed time like that is refused at its field, or asks which of the two is meant; of a series, which
a rule makes, the time is read as the RFC says: with the offset before the jump, and the first of two.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from babel.dates import get_timezone_location
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.folding import fold

AREAS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)
ZONE_COOKIE = "comity_zone"


class ClockError(ValueError):
    """A time that a clock never shows, or shows twice. The message tells which, in the reader's language."""


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """The zones one can choose: those of a place, and UTC."""
    found = zoneinfo.available_timezones()
    return frozenset({"UTC", *(name for name in found if name.split("/")[0] in AREAS)})


def zone_label(name: str) -> str:
    """A zone by its place: "Europe/Brussels", "America/Argentina/Buenos Aires"."""
    return name.replace("_", " ")


def zone_choices() -> list[tuple[str, str]]:
    """All zones, by name."""
    return [(name, zone_label(name)) for name in sorted(known_zones(), key=fold)]


def city_of(name: str) -> str:
    """The place of a zone in the reader's language: "Brussels", "Tbilissi"; the name itself where CLDR knows none."""
    if name == "UTC":
        return name
    try:
        place = get_timezone_location(
            name, locale=(get_language() or "en").replace("-", "_"), return_city=True
        )
    except (LookupError, ValueError):
        place = ""
    return place or zone_label(name).rpartition("/")[2]


def offset_text(instant: datetime.datetime) -> str:
    """The offset of an aware time from UTC: "UTC+1", "UTC+5:30", "UTC"."""
    minutes = round((instant.utcoffset() or datetime.timedelta()).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


FIRST, SECOND = "first", "second"
"""Which of the two is meant, of a time that a clock shows twice."""


def to_instant(clock: datetime.datetime, zone: str, which: str = "") -> datetime.datetime:
    """The instant at which the clock of a zone shows a time, in UTC. ``which`` says which one of a time that the clock
    shows twice.

    Raises ``ClockError`` where the clock is put forward over it, or shows it twice and it is not said which is meant.
    """
    place = zoneinfo.ZoneInfo(zone)
    first, second = (clock.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(datetime.UTC)
    if first.astimezone(datetime.UTC).astimezone(place).replace(tzinfo=None) != clock:
        raise ClockError(_("This time does not exist: the clock is put forward over it that day."))
    if which in (FIRST, SECOND):
        return (first if which == FIRST else second).astimezone(datetime.UTC)
    raise ClockError(
        _("This time comes twice: the clock is put back that day. Choose which of the two, or another time.")
    )


def both_offsets(clock: datetime.datetime, zone: str) -> tuple[str, str] | None:
    """The offsets of the first and the second time at which the clock of a zone shows this; ``None`` where it shows
    it once or never, or there is no such zone."""
    if zone not in known_zones():
        return None
    place = zoneinfo.ZoneInfo(zone)
    first, second = (clock.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    if first.utcoffset() <= second.utcoffset():  # type: ignore[operator]
        return None
    return offset_text(first), offset_text(second)


def shown_clock(instant: datetime.datetime, zone: str) -> datetime.datetime:
    """``clock_of``, with ``fold`` saying whether it is the second time that the clock shows this."""
    return instant.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)


def recurring_instant(clock: datetime.datetime, zone: str) -> datetime.datetime:
    """``to_instant`` for a time that a rule makes: never an error."""
    return clock.replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=0).astimezone(datetime.UTC)


def clock_of(instant: datetime.datetime, zone: str) -> datetime.datetime:
    """What the clock of a zone shows at an instant."""
    return instant.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def shifted(
    instant: datetime.datetime, by: datetime.timedelta, old_zone: str, zone: str
) -> datetime.datetime:
    """An instant moved by an amount of clock time: what was at ten is at ten, whatever the clocks do between."""
    return recurring_instant(clock_of(instant, old_zone) + by, zone)


def shifted_span(
    span: tuple[datetime.datetime, datetime.datetime], by: datetime.timedelta, old_zone: str, zone: str
) -> tuple[datetime.datetime, datetime.datetime]:
    """``shifted`` for a start and an end. Where a jump of the clock would put the end before the start, what it is
    about takes as long as it did."""
    starts, ends = (shifted(instant, by, old_zone, zone) for instant in span)
    return starts, ends if ends > starts else starts + (span[1] - span[0])


def reader_zone(request: HttpRequest) -> str:
    """The zone whose time a reader wants to see: what they chose, else where they are posted, else the portal's."""
    chosen = request.COOKIES.get(ZONE_COOKIE, "")
    if chosen in known_zones():
        return chosen
    user: Any = request.user
    if user.is_authenticated:
        for code in (user.posted_to, user.state):
            if zone := only_zone_of(code):
                return zone
    return settings.TIME_ZONE


@lru_cache(maxsize=1)
def _zones_by_country() -> dict[str, list[str]]:
    from babel.core import get_global

    found: dict[str, list[str]] = {}
    for zone, code in get_global("zone_territories").items():
        if zone in known_zones():
            found.setdefault(code, []).append(zone)
    return found


def only_zone_of(code: str) -> str:
    """The zone of a country all of which has one clock; empty where it has several, or there is no such country."""
    zones = _zones_by_country().get(code, [])
    now = datetime.datetime.now(datetime.UTC)
    clocks: Iterable[Any] = {_year_of_offsets(zone, now) for zone in zones}
    return zones[0] if len(list(clocks)) == 1 else ""


def _year_of_offsets(zone: str, now: datetime.datetime) -> tuple[Any, ...]:
    place = zoneinfo.ZoneInfo(zone)
    return tuple((now + datetime.timedelta(days=30 * n)).astimezone(place).utcoffset() for n in range(13))
