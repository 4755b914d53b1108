"""Calendar files: of events and sessions, of what a viewer may see, of a person by their secret address.

Lines are unfolded before they are looked into. That what is hidden looks like what is missing, and who is told what by
e-mail, is in ``tests/events/calendars``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.test import Client

from events.calendars.enums import Scope
from events.calendars.feeds import make_feed
from tests.leaks.surfaces_events import EVENTS, Words, _planned, no_event_words

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

Ask = Callable[[Client, "World"], Any]


def calendar_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface

    found = [
        ListSurface(
            "calendar of what one sees", ("calendars:visible",), _file("/events/calendar.ics"), seen_words()
        ),
        ListSurface(
            "calendar of Morocco",
            ("calendars:visible",),
            _file("/events/calendar.ics?country=MA"),
            seen_words("MA"),
        ),
        ListSurface(
            "page of one's calendar",
            ("calendars:mine",),
            lambda client, world: client.get("/events/my-calendar/"),
            no_event_words,
        ),
        ListSurface(
            "calendar by a wrong secret", ("calendars:feed",), _file("/events/feed/x.ics"), no_event_words
        ),
    ]
    for owner in ("guest", "outsider", "community", "owner"):
        for scope in Scope.values:
            name = f"calendar of the {owner}, {scope}, by its secret"
            words = feed_words(owner, scope)
            found.append(ListSurface(name, ("calendars:feed",), _feed(owner, scope), words))
    found.append(
        ListSurface(
            "calendar of the community with sessions, by its secret",
            ("calendars:feed",),
            _feed("community", Scope.ALL, sessions=True),
            feed_words("community", Scope.ALL, sessions=True),
        )
    )
    for key in EVENTS:
        found.append(
            ListSurface(
                f"calendar file of event {key}", ("calendars:event",), _of_event(key), file_words(key)
            )
        )
        found.append(
            ListSurface(
                f"calendar file of a session of event {key}",
                ("calendars:session",),
                _of_session(key),
                file_words(key, of_session=True),
            )
        )
    return found


def _file(address: str) -> Ask:
    return lambda client, world: _unfolded(client.get(address))


def _of_event(key: str) -> Ask:
    return lambda client, world: _unfolded(client.get(f"/events/{_planned(world, key).event.slug}/event.ics"))


def _of_session(key: str) -> Ask:
    def ask(client: Client, world: World) -> Any:
        event = _planned(world, key).event
        return _unfolded(client.get(f"/events/{event.slug}/sessions/{event.sessions.get().pk}.ics"))

    return ask


def _feed(owner: str, scope: str, *, sessions: bool = False) -> Ask:
    """Asked by every role, and giving each the same: who has the secret has the calendar."""
    return lambda client, world: _unfolded(
        client.get(f"/events/feed/{make_feed(world.users[owner], scope, sessions=sessions)}.ics")
    )


def _unfolded(answer: Any) -> HttpResponse:
    content = answer.content.replace(b"\r\n ", b"")
    return HttpResponse(content, headers=dict(answer.headers))


# --- who reads what -------------------------------------------------------------------------------------


def seen_words(country: str = "") -> Callable[[World], Words]:
    """Every event that was announced, and to those who come how to join it. None of a draft."""

    def words(world: World) -> Words:
        found = no_event_words(world)
        for key, planned in world.events.items.items():
            if key == "draft":
                continue
            if country in ("", *planned.event.countries.values_list("pk", flat=True)):
                found[planned.word] = planned.readers
                if key != "cancelled":
                    found[planned.joining_word] = planned.joining_readers
        return found

    return words


def feed_words(owner: str, scope: str, *, sessions: bool = False) -> Callable[[World], Words]:
    """What stands in one person's calendar, for whoever has its address."""

    def words(world: World) -> Words:
        from tests.leaks.world import EVERYONE

        found = no_event_words(world)
        for key, planned in world.events.items.items():
            inside = planned.people if scope == Scope.MINE else planned.readers
            if key != "draft" and owner in inside:
                found[planned.word] = EVERYONE
                if sessions:
                    found[planned.programme_word] = EVERYONE
                if key != "cancelled" and owner in planned.joining_readers:
                    found[planned.joining_word] = EVERYONE
        return found

    return words


def file_words(key: str, *, of_session: bool = False) -> Callable[[World], Words]:
    """One file: of the event its purpose, of a session the programme."""

    def words(world: World) -> Words:
        planned, found = _planned(world, key), no_event_words(world)
        if key == "draft":
            return found
        found[planned.word] = planned.readers
        if of_session:
            found[planned.programme_word] = planned.readers
        elif key != "cancelled":
            found[planned.joining_word] = planned.joining_readers
        return found

    return words
