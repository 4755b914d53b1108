"""Calendar files: of one event or session, of what a viewer may see, and of a person by their secret address."""

from __future__ import annotations

import hashlib
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from events.calendars.entries import event_entry, session_entry
from events.calendars.feeds import find_feed, note_reading, write_feed, write_visible
from events.calendars.ical import MEDIA_TYPE, write_calendar
from events.calendars.numbers import told_of
from events.exchanges.access import visible_event
from portal.visibility import viewer_for

COUNTRY = re.compile(r"[A-Za-z]{2}\Z")
LONGEST_SECRET = 100
HIDDEN = "hidden"


@require_safe
def visible_file(request: HttpRequest) -> HttpResponseBase:
    """What the viewer may see; without a session, what is public. ``?country=`` names one country."""
    country = request.GET.get("country", "")
    if country and not COUNTRY.match(country):
        raise Http404
    return _answer(request, write_visible(request.user, country=country), "comity-events")


@require_safe
def feed_file(request: HttpRequest, secret: str) -> HttpResponseBase:
    """A person's calendar by its secret address; whoever asks, signed in or not, gets what its owner may see.

    Raises 404 where the secret is nobody's (any more).
    """
    keep_out_of_logs(request, secret)
    feed = find_feed(secret) if len(secret) <= LONGEST_SECRET else None
    if feed is None:
        raise Http404
    content = write_feed(feed)
    note_reading(feed)
    answer = _answer(request, content, "comity")
    # No search engine that finds the address somewhere may keep it.
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


@require_safe
def event_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One event. Raises 404 where there is none for this viewer; a draft has no file."""
    event = visible_event(request.user, slug)
    if event.is_draft:
        raise Http404
    told = told_of(viewer_for(request.user).user_id, [event.pk]).get(event.pk)
    return _answer(request, write_calendar([event_entry(event, request.user, told=told)]), "event")


@require_safe
def session_file(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """One session of an event. Raises 404 like the event."""
    event = visible_event(request.user, slug)
    session = event.sessions.filter(pk=pk).first()
    if event.is_draft or session is None:
        raise Http404
    session.event = event
    return _answer(request, write_calendar([session_entry(session, request.user)]), "session")


def keep_out_of_logs(request: HttpRequest, secret: str) -> None:
    """Have the address logged without its secret: by Django, which names the page that was not found, and by the web
    server, which writes a line for each request when it was answered (gunicorn, from the same dictionary)."""
    for name in ("path", "path_info"):
        setattr(request, name, getattr(request, name).replace(secret, HIDDEN))
    for name in ("PATH_INFO", "RAW_URI", "REQUEST_URI"):
        if name in request.META:
            request.META[name] = request.META[name].replace(secret, HIDDEN)


def _answer(request: HttpRequest, content: str, name: str) -> HttpResponseBase:
    """A file whose name says nothing of what is in it, or "not modified" to whoever has it."""
    octets = content.encode()
    tag = f'"{hashlib.sha256(octets).hexdigest()}"'
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.ics"',
        "Cache-Control": "private, no-cache",
        "ETag": tag,
    }
    answer = HttpResponse(octets, content_type=MEDIA_TYPE, headers=headers)
    found = get_conditional_response(request, etag=tag, response=answer)
    assert found is not None  # noqa: S101 - a response was given
    return found
