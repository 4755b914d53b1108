"""Surfaces of events: lists, month, page, forms of the organisers, dossier, my work, search.

Each shows the words of ``world_events.py`` to those inside and to nobody else. That what is hidden looks like what is
missing is in ``tests/events/exchanges/test_leaks.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.leaks.world_events import COMMON_PLACE, Planned

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

EVENTS = ("public", "members", "guests", "community", "people", "draft", "cancelled")
FORMS = ("organise", "edit", "programme", "step", "organisers", "repeat", "delete")
Words = dict[str, frozenset[str]]
Ask = Callable[["Client", "World"], Any]


def event_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface

    found = [
        ListSurface(name, (url,), _get(address), words)
        for name, url, address, words in (
            ("events", "exchanges:index", "/events/", listed()),
            ("all events", "exchanges:index", "/events/?time=all", listed()),
            ("past events", "exchanges:index", "/events/?time=past", no_event_words),
            ("events by words", "exchanges:index", f"/events/?q={COMMON_PLACE}", listed()),
            ("events about Morocco", "exchanges:index", "/events/?country=MA", listed("MA")),
            ("events in the dossier of Morocco", "wagtail_serve", "/countries/ma/", listed("MA")),
            ("events about an instrument", "front:instrument", "/instruments/cets024/", about_instrument),
            ("events in my work", "my:work", "/my/", mine),
            ("search for events", "search", f"/search/?q={COMMON_PLACE}&type=event", found_words),
            ("form of a new event", "exchanges:add", "/events/new/?country=MA", no_event_words),
            ("form of a new call", "registration:call", "/events/new/call/?country=MA", no_event_words),
        )
    ]
    found.append(ListSurface("events of a month", ("exchanges:index",), _month, listed()))
    for key in EVENTS:
        found.append(ListSurface(f"event {key}", ("exchanges:event",), _at(key, ""), page_words(key)))
        for form in FORMS:
            name, words = f"exchanges:{form}", form_words(key, form)
            found.append(ListSurface(f"{form} of event {key}", (name,), _at(key, f"{form}/"), words))
    return found


def _get(address: str) -> Ask:
    return lambda client, world: client.get(address)


def _at(key: str, end: str) -> Ask:
    return lambda client, world: client.get(f"/events/{_planned(world, key).event.slug}/{end}")


def _month(client: Client, world: World) -> Any:
    event = _planned(world, "public").event
    return client.get(f"/events/?view=month&month={event.local_starts:%Y-%m}")


def _planned(world: World, key: str) -> Planned:
    return world.events.items[key]


# --- who reads what -------------------------------------------------------------------------------------


def no_event_words(world: World) -> Words:
    """Every word there is, and nobody to read it."""
    words: Words = {}
    for planned in world.events.items.values():
        found = (planned.word, planned.programme_word, planned.joining_word)
        words |= dict.fromkeys(found, frozenset[str]())
    return words


def listed(country: str = "") -> Callable[[World], Words]:
    """Lists show title and purpose of an event, never its programme nor how to join it.

    Whoever sees no event about a country is not offered it: nothing is filtered for them.
    """

    def words(world: World) -> Words:
        found = no_event_words(world)
        for planned in world.events.items.values():
            if country in ("", *planned.event.countries.values_list("pk", flat=True)):
                found[planned.word] = planned.readers
        return found

    return words


def about_instrument(world: World) -> Words:
    """The page of an instrument names coming events about it; all are, and who may see it reads the title."""
    coming = {
        one.word: one.readers for key, one in world.events.items.items() if key not in ("draft", "cancelled")
    }
    return no_event_words(world) | coming


def mine(world: World) -> Words:
    """One's own work names the events of which one is one of the people."""
    people = {planned.word: planned.people for planned in world.events.items.values()}
    return no_event_words(world) | people


def found_words(world: World) -> Words:
    """The search finds what was announced, by its programme too, and shows where; never by how to join it."""
    found = no_event_words(world)
    for key, planned in world.events.items.items():
        if key != "draft":
            found |= dict.fromkeys((planned.word, planned.programme_word), planned.readers)
    return found


def page_words(key: str) -> Callable[[World], Words]:
    """The page of an event; how to join it is told to those who come."""

    def words(world: World) -> Words:
        planned = _planned(world, key)
        found = no_event_words(world) | {
            planned.word: planned.readers,
            planned.programme_word: planned.readers,
        }
        if key != "cancelled":
            found[planned.joining_word] = planned.joining_readers
        return found

    return words


def form_words(key: str, form: str) -> Callable[[World], Words]:
    """What organisers alone have of an event."""

    def words(world: World) -> Words:
        planned, found = _planned(world, key), no_event_words(world)
        shown = {
            "step": (),
            "organisers": (),
            "edit": (planned.word, planned.joining_word),
            "programme": (planned.word, planned.programme_word),
        }.get(form, (planned.word,))
        if (form == "delete" and key != "draft") or (form == "repeat" and key == "cancelled"):
            shown = ()
        return found | dict.fromkeys(shown, planned.organisers)

    return words
