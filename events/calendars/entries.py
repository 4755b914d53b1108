"""Events as a viewer's calendar shows them. Whether the viewer may see an event the caller has asked.

Calendars keep what they are given on machines of others, telephones and company servers. What leaves the portal without
a session (a personal calendar, an e-mail) therefore says of an event marked TLP:RED when it is, and nothing else.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from events.calendars.ical import Entry, EntryStatus
from events.calendars.numbers import Told
from events.exchanges.joining import may_join
from events.exchanges.models import Event, Session
from events.exchanges.tokens import ORGANISER, PARTICIPANT, SPEAKER, event_token
from portal.visibility import Viewer, viewer_for
from practices.enums import Tlp

TOKEN = re.compile(r"ev([1-9][0-9]*)([osp])\Z")
LONGEST_PURPOSE = 600


def event_entry(event: Event, user: Any, *, told: Told | None = None, leaves: bool = False) -> Entry:
    """An event in the calendar of ``user``, in the language that is active.

    ``told`` is what their calendar was told last by e-mail, which has the same identity: what is said here must not
    look older. ``leaves`` says that it goes where nobody signs in.
    """
    viewer = viewer_for(user)
    hidden = leaves and is_discreet(event)
    return Entry(
        uid=event.uid,
        sequence=told.number_of(event) if told else event.sequence,
        stamp=max(event.updated_at, told.at) if told else event.updated_at,
        starts=event.starts,
        ends=event.ends,
        zone=event.time_zone,
        summary=_called(event, summary_of(event, hidden=hidden)),
        description=_description(event, viewer, hidden=hidden),
        location="" if hidden else event.place,
        url=portal_address(event, hidden=hidden),
        conference="" if hidden or not may_join(viewer, event) else event.joining_link,
        status=EntryStatus.CANCELLED if event.is_cancelled else EntryStatus.CONFIRMED,
        is_private=event.audience_key != "public",
        is_free=event.is_cancelled or not _takes_part(event, viewer),
    )


def session_entry(session: Session, user: Any) -> Entry:
    """A session in the calendar of ``user``. Its number rises with its own changes and with those of the event."""
    event = session.event
    viewer = viewer_for(user)
    room = [part for part in (session.room, event.place) if part]
    return Entry(
        uid=session.uid,
        sequence=session.sequence + event.sequence,
        stamp=event.updated_at,
        starts=session.starts,
        ends=session.ends,
        zone=event.time_zone,
        summary=_called(event, session.title),
        description="\n\n".join(
            part
            for part in (
                example_note(event),
                event.title,
                session.description,
                _standing(event, viewer),
                event.get_tlp_display(),
            )
            if part
        ),
        location=", ".join(room),
        url=portal_address(event),
        conference=event.joining_link if may_join(viewer, event) else "",
        status=EntryStatus.CANCELLED if event.is_cancelled else EntryStatus.CONFIRMED,
        is_private=event.audience_key != "public",
        is_free=event.is_cancelled or not _takes_part(event, viewer),
    )


def taking_part(viewer: Viewer) -> set[int]:
    """The events that a viewer organises, speaks at or has a seat at."""
    return {int(found[1]) for token in viewer.tokens if (found := TOKEN.match(token))}


def is_discreet(event: Event) -> bool:
    """Whether nothing but its time may leave the portal."""
    return bool(event.tlp == Tlp.RED)


def summary_of(event: Event, *, hidden: bool = False) -> str:
    """What an event is called in a calendar."""
    if hidden:
        return _("Event on %(site)s") % {"site": settings.SITE_NAME}
    return event.title


def portal_address(event: Event, *, hidden: bool = False) -> str:
    """Where to read on. An event's own address is made of its title."""
    path = reverse("calendars:mine") if hidden else event.get_absolute_url()
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def example_note(event: Event) -> str:
    """What has to be said of an event that is made up."""
    return _("This event is made up to show the portal. It does not take place.") if event.is_example else ""


def _called(event: Event, title: str) -> str:
    """Some calendars show a cancelled entry like any other."""
    return _("Cancelled: %(title)s") % {"title": title} if event.is_cancelled else title


def _takes_part(event: Event, viewer: Viewer) -> bool:
    return any(event_token(event.pk, kind) in viewer.tokens for kind in (ORGANISER, SPEAKER, PARTICIPANT))


def _description(event: Event, viewer: Viewer, *, hidden: bool) -> str:
    if hidden:
        parts = [
            _("What it is about is not written here (TLP:RED). Sign in to read on:"),
            _standing(event, viewer),
        ]
        parts = [example_note(event), *reversed(parts), portal_address(event, hidden=True)]
        return "\n\n".join(part for part in parts if part)
    parts = [example_note(event), _standing(event, viewer)]
    if event.is_cancelled and event.cancelled_reason:
        parts.append(event.cancelled_reason)
    parts.append(_shortened(event.purpose))
    if may_join(viewer, event):
        parts += [event.joining_link and f"{_('To join:')} {event.joining_link}", event.joining_note]
    parts += [event.get_tlp_display(), portal_address(event)]
    return "\n\n".join(part for part in parts if part)


def _standing(event: Event, viewer: Viewer) -> str:
    """Whether this person has a seat, in words that cannot be taken for another answer."""
    if event.is_cancelled or viewer.user_id is None or event.is_over:
        return ""
    if event_token(event.pk, PARTICIPANT) in viewer.tokens:
        return _("You have a seat.")
    if event_token(event.pk, SPEAKER) in viewer.tokens:
        return _("You speak at this event.")
    if event_token(event.pk, ORGANISER) in viewer.tokens:
        return _("You organise this event.")
    return _("You have no seat. This entry in your calendar is no registration.")


def _shortened(purpose: str) -> str:
    if len(purpose) <= LONGEST_PURPOSE:
        return purpose
    return f"{purpose[:LONGEST_PURPOSE].rsplit(None, 1)[0]} …"
