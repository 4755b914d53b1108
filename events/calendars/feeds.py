"""Personal calendars: a secret address that a calendar program can fetch without signing in.

The secret is shown once and kept as a digest. It is asked with every fetch whose it is, whether that person still may
sign in, and what they may see at that moment: the address gives no more than its owner has.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.users.models import UserProfile

from events.calendars.entries import event_entry, is_discreet, session_entry, taking_part
from events.calendars.enums import Scope
from events.calendars.ical import Entry, write_calendar
from events.calendars.models import Feed
from events.calendars.numbers import told_of
from events.exchanges.models import Event
from portal.visibility import ANONYMOUS, viewer_for

SECRET_BYTES = 32
LOOK_AGAIN = datetime.timedelta(hours=1)
"""How often a calendar program is asked to look."""
PAST = datetime.timedelta(days=180)
"""For so long after its end an event stays in the calendar."""
MOST_ENTRIES = 2000


def make_feed(user: Any, scope: str = Scope.MINE, *, sessions: bool = False) -> str:
    """Give a user a new secret address, whose secret is given back; an address they had before stops working.

    ``sessions`` puts those of each event beside it, one by one.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    values = {"digest": digest_of(secret), "scope": scope, "sessions": sessions}
    values |= {"made_at": timezone.now(), "read_at": None}
    Feed.objects.update_or_create(user=user, defaults=values)
    return secret


def end_feed(user: Any) -> bool:
    """Have a user's address stop working; whether there was one."""
    return bool(Feed.objects.filter(user=user).delete()[0])


def find_feed(secret: str) -> Feed | None:
    """The calendar behind a secret; ``None`` where there is none, or where its owner may not sign in any more."""
    found = Feed.objects.select_related("user").filter(digest=digest_of(secret)).first()
    return found if found is not None and found.user.is_active else None


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is random, and long enough that nothing slower is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def write_feed(feed: Feed) -> str:
    """The calendar file of a person, in their language."""
    with override(UserProfile.get_for_user(feed.user).get_preferred_language()):
        viewer = viewer_for(feed.user)
        events = calendar_events(feed.user)
        if feed.scope == Scope.MINE:
            events = events.filter(Q(pk__in=taking_part(viewer)))
        if feed.sessions:
            events = events.prefetch_related("sessions")
        entries = _entries(events, viewer, leaves=True, sessions=feed.sessions)
        return write_calendar(entries, name=_("My events"), refresh=LOOK_AGAIN)


def _entries(events: Any, viewer: Any, *, leaves: bool = False, sessions: bool = False) -> list[Entry]:
    """The entries of events, each with its sessions after it where they are wanted.

    The sessions of an event of which only the time may leave would tell more than that.
    """
    shown = list(events[:MOST_ENTRIES])
    told = told_of(viewer.user_id, [event.pk for event in shown])
    entries: list[Entry] = []
    for event in shown:
        entries.append(event_entry(event, viewer, told=told.get(event.pk), leaves=leaves))
        if sessions and not (leaves and is_discreet(event)):
            entries += [session_entry(session, viewer) for session in event.sessions.all()]
    return entries[:MOST_ENTRIES]


def write_visible(user: Any, *, country: str = "") -> str:
    """The calendar file of what a viewer may see; of one country where ``country`` names it.

    Who is signed in takes it as a file; a calendar program that subscribes to it has no session: it sees what is
    public.
    """
    viewer = viewer_for(user)
    events = calendar_events(viewer)
    if country:
        events = events.filter(countries=country.upper())
    entries = _entries(events, viewer)
    name = _("Public events") if viewer == ANONYMOUS else _("Events")
    return write_calendar(entries, name=name, refresh=LOOK_AGAIN)


def calendar_events(user: Any) -> Any:
    """The announced events that a viewer may see and that a calendar still shows, cancelled ones included."""
    since = timezone.now() - PAST
    return Event.objects.visible_to(user).live().filter(ends__gte=since).order_by("starts", "pk")


def note_reading(feed: Feed) -> None:
    """Remember that the calendar was fetched, to the hour: its owner sees whether somebody does."""
    now = timezone.now()
    stale = Q(read_at=None) | Q(read_at__lt=now - LOOK_AGAIN)
    Feed.objects.filter(stale, pk=feed.pk).update(read_at=now)
