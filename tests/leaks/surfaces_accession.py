"""Surfaces of the accession tracker: board, table, item, forms, dossier, search. Each shows the words of
``world_accession.py`` to those inside and to nobody else; that what is hidden looks like what is missing is in
``tests/liaison/accession/test_leaks.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.leaks.world_accession import COMMON_PLACE, Tracked

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

AUDIENCES = ("public", "members", "community", "desk", "nodesk")
Words = dict[str, frozenset[str]]
Ask = Callable[["Client", "World"], Any]


def accession_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface

    found = [
        ListSurface(name, (url,), _get(address), words)
        for name, url, address, words in (
            ("accession board", "accession:index", "/accession/", list_words()),
            ("accession table", "accession:index", "/accession/?view=table", list_words()),
            (
                "accession of Ukraine",
                "accession:index",
                "/accession/?country=UA&view=table",
                list_words_of_ukraine,
            ),
            (
                "accession in the dossier of Morocco",
                "wagtail_serve",
                "/countries/ma/",
                list_words("MA"),
            ),
            ("search for accessions", "search", f"/search/?q={COMMON_PLACE}&type=accession", found_words),
            ("form of a new accession", "accession:add", "/accession/add/?country=MA", no_words),
        )
    ]
    for key in AUDIENCES:
        found += _of_one(key)
    return found


def _of_one(key: str) -> list[ListSurface]:
    """The pages about one item: itself, and its forms."""
    from tests.leaks.surfaces import ListSurface

    def at(end: str) -> Ask:
        return lambda client, world: client.get(f"/accession/{_tracked(world, key).item.key}/{end}")

    def follow(client: Client, world: World) -> Any:
        return client.post(f"/accession/{_tracked(world, key).item.key}/follow/", {"follow": "no"})

    return [
        ListSurface(f"accession {key}", ("accession:item",), at(""), item_words(key)),
        ListSurface(f"form of accession {key}", ("accession:edit",), at("edit/"), form_words(key)),
        ListSurface(f"status of accession {key}", ("accession:status",), at("status/"), no_words),
        ListSurface(f"note on accession {key}", ("accession:raised",), at("raised/"), no_words),
        ListSurface(f"following accession {key}", ("accession:follow",), follow, no_words),
    ]


def _get(address: str) -> Ask:
    return lambda client, world: client.get(address)


def _tracked(world: World, key: str) -> Tracked:
    return world.accession.items[key]


# --- who reads what -------------------------------------------------------------------------------------


def no_words(world: World) -> Words:
    """Every word there is, and nobody to read it."""
    words = {world.accession.secret: frozenset[str]()}
    for tracked in world.accession.items.values():
        words |= dict.fromkeys((tracked.word, tracked.event_word, tracked.narrow_word), frozenset[str]())
    return words


def list_words(country: str = "") -> Callable[[World], Words]:
    """Lists show what an item says, never an event."""
    return lambda world: (
        no_words(world)
        | {
            tracked.word: tracked.readers
            for tracked in world.accession.items.values()
            if country in ("", tracked.item.country_id)
        }
    )


def found_words(world: World) -> Words:
    """The search finds an item by its events too, and shows where; never what is meant for fewer people."""
    events = {tracked.event_word: tracked.readers for tracked in world.accession.items.values()}
    return list_words()(world) | events


def list_words_of_ukraine(world: World) -> Words:
    """Whoever sees no item about Ukraine asks for a country that is not offered: nothing is filtered."""
    from tests.leaks.world import ROLES

    of_ukraine = world.accession.items["nodesk"]
    words = {word: set[str]() for word in no_words(world)}
    for role in ROLES:
        for tracked in world.accession.items.values():
            asked = tracked is of_ukraine or role not in of_ukraine.readers
            if asked and role in tracked.readers:
                words[tracked.word].add(role)
    return {word: frozenset(roles) for word, roles in words.items()}


def item_words(key: str) -> Callable[[World], Words]:
    """An item, its events as far as the role may read them, and what its history may tell."""

    def words(world: World) -> Words:
        tracked = _tracked(world, key)
        found = no_words(world) | {
            tracked.word: tracked.readers,
            tracked.event_word: tracked.readers,
            tracked.narrow_word: tracked.narrow_readers,
        }
        if key == "public":
            found[world.accession.secret] = world.accession.secret_readers
        return found

    return words


def form_words(key: str) -> Callable[[World], Words]:
    """The form of an item shows it to whoever may change it."""
    return lambda world: no_words(world) | {_tracked(world, key).word: _tracked(world, key).editors}
