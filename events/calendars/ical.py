"""Calendar files (RFC 5545) from plain values; nothing here knows what an event of the portal is.

A writer of our own, on the content lines that vCard stands on too: what the portal says of an event in a calendar is
this page. The tests read its files with two others' readers, ``icalendar`` and ical.js (Thunderbird's). Section numbers
are those of RFC 5545.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from events.calendars.time_zones import time_zone_lines
from portal.content_lines import CONTROLS, Line, text, texts, write_lines

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Comity//Events//EN"
UTC = datetime.UTC
UTC_ZONES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"})

URI_SAFE = "!#$&'()*+,/:;=?@[]~%-._"
"""What an address may hold (RFC 3986): in a calendar file a comma stands in one as it is (3.3.13)."""
MAILTO_SAFE = "@!$'*+-._~"
"""What stands in a mailto address as it is (RFC 6068, section 2)."""


class EntryStatus(StrEnum):
    """Whether an entry takes place (3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Party:
    """Who invites, or who is invited: a name and an e-mail address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar (VEVENT, 3.6.1). ``starts`` and ``ends`` are instants, shown on the clock of ``zone``.

    ``sequence`` rises with every change that calendars must be told; ``stamp`` is when the entry was last changed or,
    in an invitation, when that was written (3.8.7.2). ``attendee`` stands in invitations only.
    """

    uid: str
    sequence: int
    stamp: datetime.datetime
    starts: datetime.datetime
    ends: datetime.datetime
    zone: str
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    conference: str = ""
    status: EntryStatus = EntryStatus.CONFIRMED
    is_private: bool = True
    is_free: bool = False
    categories: Sequence[str] = ()
    organiser: Party | None = None
    attendee: Party | None = None
    attendee_role: str = "REQ-PARTICIPANT"

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for what no calendar file can say."""
        if any(at.tzinfo is None for at in (self.starts, self.ends, self.stamp)):
            raise ValueError("an entry's times are instants")
        if self.ends <= self.starts:
            raise ValueError("an entry ends after it starts (3.8.2.2)")
        if not self.uid.strip():
            raise ValueError("an entry needs an identifier (3.8.4.7)")


def write_calendar(
    entries: Iterable[Entry], *, name: str = "", method: str = "", refresh: datetime.timedelta | None = None
) -> str:
    """A calendar file. ``refresh`` is how often a subscriber should look again (RFC 7986, 5.7)."""
    entries = list(entries)
    head = [
        Line("BEGIN", "VCALENDAR"),
        Line("VERSION", "2.0"),
        Line("PRODID", PRODUCT),
        Line("CALSCALE", "GREGORIAN"),
    ]
    if method:
        head.append(Line("METHOD", method))
    if name:
        # The second is what calendars understood before there was a standard for it.
        head += [text("NAME", name), text("X-WR-CALNAME", name)]
    if refresh:
        duration = f"PT{max(int(refresh.total_seconds()) // 60, 1)}M"
        head += [
            Line("REFRESH-INTERVAL", duration, (("VALUE", "DURATION"),)),
            Line("X-PUBLISHED-TTL", duration),
        ]
    body = [line for entry in entries for line in entry_lines(entry)]
    return write_lines([*head, *_zones(entries), *body, Line("END", "VCALENDAR")])


def entry_lines(entry: Entry) -> list[Line]:
    """An entry's lines."""
    lines = [
        Line("BEGIN", "VEVENT"),
        text("UID", entry.uid),
        Line("SEQUENCE", str(entry.sequence)),
        Line("DTSTAMP", _utc(entry.stamp)),
        *_times(entry),
        text("SUMMARY", _one_line(entry.summary)),
    ]
    if entry.description:
        lines.append(text("DESCRIPTION", entry.description))
    if entry.location:
        lines.append(text("LOCATION", _one_line(entry.location)))
    if entry.url:
        lines.append(Line("URL", _uri(entry.url)))
    if entry.conference:
        lines.append(Line("CONFERENCE", _uri(entry.conference), (("VALUE", "URI"), ("FEATURE", "VIDEO"))))
    if entry.categories:
        lines.append(texts("CATEGORIES", entry.categories))
    lines += [
        Line("STATUS", entry.status),
        Line("CLASS", "PRIVATE" if entry.is_private else "PUBLIC"),
        Line("TRANSP", "TRANSPARENT" if entry.is_free else "OPAQUE"),
        *_parties(entry),
        Line("END", "VEVENT"),
    ]
    return lines


def _times(entry: Entry) -> list[Line]:
    """Start and end on the clock of the zone.

    A time that the clock shows twice, when it is set back, would mean the first of both (3.3.5), but ical.js takes it
    for the second: what is ambiguous is said in UTC.
    """
    zone = zoneinfo.ZoneInfo(entry.zone)
    starts, ends = entry.starts.astimezone(zone), entry.ends.astimezone(zone)
    if in_utc(entry):
        return [Line("DTSTART", _utc(starts)), Line("DTEND", _utc(ends))]
    tzid = (("TZID", entry.zone),)
    return [
        Line("DTSTART", f"{starts:%Y%m%dT%H%M%S}", tzid),
        Line("DTEND", f"{ends:%Y%m%dT%H%M%S}", tzid),
    ]


def in_utc(entry: Entry) -> bool:
    """Whether an entry's times must be said in UTC."""
    zone = zoneinfo.ZoneInfo(entry.zone)
    return entry.zone in UTC_ZONES or any(_is_shown_twice(at, zone) for at in (entry.starts, entry.ends))


def _is_shown_twice(at: datetime.datetime, zone: zoneinfo.ZoneInfo) -> bool:
    local = at.astimezone(zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _zones(entries: Sequence[Entry]) -> list[Line]:
    """The time zones the entries name; one also where there is no entry, since a file must hold something (3.6)."""
    spans: dict[str, tuple[datetime.datetime, datetime.datetime]] = {}
    for entry in entries:
        if not in_utc(entry):
            first, last = spans.get(entry.zone, (entry.starts, entry.ends))
            spans[entry.zone] = (min(first, entry.starts), max(last, entry.ends))
    if not entries:
        year = datetime.datetime(2026, 1, 1, tzinfo=UTC)
        spans = {"Europe/Brussels": (year, year)}
    return [
        line for zone, (first, last) in sorted(spans.items()) for line in time_zone_lines(zone, first, last)
    ]


def _parties(entry: Entry) -> list[Line]:
    lines = []
    if entry.organiser is not None:
        lines.append(_party("ORGANIZER", entry.organiser))
    if entry.attendee is not None:
        # The seat is given in the portal: a calendar's answer neither takes nor frees it, so none is asked for.
        lines.append(
            _party(
                "ATTENDEE",
                entry.attendee,
                ("CUTYPE", "INDIVIDUAL"),
                ("ROLE", entry.attendee_role),
                ("PARTSTAT", "ACCEPTED"),
                ("RSVP", "FALSE"),
            )
        )
    return lines


def _party(name: str, party: Party, *params: tuple[str, str]) -> Line:
    # A backslash means nothing here, but some readers take it for an escape of what follows.
    shown = _one_line(party.name.replace("\\", " "))
    known = (("CN", shown),) if shown else ()
    address = quote(party.address.encode("utf-8", "replace"), safe=MAILTO_SAFE)
    return Line(name, f"mailto:{address}", (*known, *params))


def _one_line(value: str) -> str:
    """A text without line breaks and what no file may hold."""
    return " ".join(CONTROLS.sub("", value.replace("\r", "\n")).split())


def _utc(at: datetime.datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _uri(value: str) -> str:
    """An address; what one may not hold is percent-encoded."""
    return quote(CONTROLS.sub("", value).encode("utf-8", "replace"), safe=URI_SAFE)
