"""Invitations between calendars (iTIP, RFC 5546): an entry is asked for (REQUEST) or called off (CANCEL).

One file, one entry, one attendee: whoever is invited is not told who else is.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from events.calendars.ical import Entry, EntryStatus, write_calendar


class Method(StrEnum):
    """What is asked of the calendar that receives the file."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def write_message(method: Method, entry: Entry) -> str:
    """The file that carries an invitation, its update or its cancellation to one person.

    A cancelled entry keeps its UID and has a higher SEQUENCE (RFC 5546, 3.2.5). Raises ``ValueError`` where the
    organiser or the attendee is missing (3.2.2, 3.2.5).
    """
    if entry.organiser is None or entry.attendee is None:
        raise ValueError("an invitation has an organiser and an attendee")
    if method == Method.CANCEL:
        entry = replace(entry, status=EntryStatus.CANCELLED, conference="", is_free=True)
    return write_calendar([entry], method=method)


def content_type(method: Method) -> str:
    """The media type of the file in a mail, which names the method again (RFC 6047, 2.4)."""
    return f"text/calendar; method={method}"
