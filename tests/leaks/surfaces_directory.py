"""Surfaces of the liaison directory: lists, pages, forms.

Each shows the words of ``world_directory.py`` to those inside and to nobody else. That what is hidden looks like
what is missing is in ``tests/liaison/directory/test_leaks.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.leaks.world_directory import COMMON_CITY, Listed

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

AUDIENCES = ("public", "members", "community", "desk", "nodesk")
Words = dict[str, frozenset[str]]


def directory_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface

    found = [
        ListSurface(name, (url,), _get(address, **headers), words)
        for name, url, address, headers, words in (
            ("directory", "directory:directory", "/directory/", {}, list_words),
            (
                "directory of Morocco",
                "directory:directory",
                "/directory/?country=MA",
                {},
                list_words_of("MA"),
            ),
            ("directory by words", "directory:directory", f"/directory/?q={COMMON_CITY}", {}, list_words),
            (
                "directory by role, for htmx",
                "directory:directory",
                "/directory/?role=authority",
                HTMX,
                authority_words,
            ),
            ("search for posts", "search", f"/search/?q={COMMON_CITY}&type=post", {}, titles_of("posts")),
            ("search for authorities", "search", "/search/?type=authority", {}, titles_of("authorities")),
            ("form of a new post", "directory:add_post", "/directory/posts/add/", {}, no_words),
            (
                "form of a new authority",
                "directory:add_authority",
                "/directory/authorities/add/",
                {},
                no_words,
            ),
        )
    ]
    for kind, singular in (("posts", "post"), ("authorities", "authority")):
        for key in AUDIENCES:
            found += _of_one(kind, singular, key)
    return found


HTMX = {"hx-request": "true"}


def _of_one(kind: str, singular: str, key: str) -> list[ListSurface]:
    """The pages about one entry: itself, its form, the forms of its contacts."""
    from tests.leaks.surfaces import ListSurface

    def at(end: str) -> Callable[[Client, World], Any]:
        return lambda client, world: client.get(
            f"/directory/{kind}/{_listed(world, kind, key).entry.pk}/{end}"
        )

    def contacts_at(end: str) -> Callable[[Client, World], Any]:
        return lambda client, world: [
            client.get(f"/directory/contacts/{contact.pk}/{end}")
            for contact, _word, _readers in _listed(world, kind, key).contacts
        ]

    form = entry_form_words(kind, key)
    return [
        ListSurface(f"{singular} {key}", (f"directory:{singular}",), at(""), entry_words(kind, key)),
        ListSurface(f"form of {singular} {key}", (f"directory:edit_{singular}",), at("edit/"), form),
        ListSurface(
            f"form of a contact of {singular} {key}",
            (f"directory:add_{singular}_contact",),
            at("contacts/add/"),
            form,
        ),
        ListSurface(
            f"contacts of {singular} {key}",
            ("directory:edit_contact",),
            contacts_at(""),
            contact_form_words(kind, key),
        ),
        ListSurface(
            f"removing contacts of {singular} {key}",
            ("directory:remove_contact",),
            contacts_at("remove/"),
            contact_form_words(kind, key),
        ),
    ]


def _get(address: str, **headers: str) -> Callable[[Client, World], Any]:
    return lambda client, world: client.get(address, headers=headers)


def _listed(world: World, kind: str, key: str) -> Listed:
    return getattr(world.directory, kind)[key]


# --- who reads what -------------------------------------------------------------------------------------


def no_words(world: World) -> Words:
    """Every word there is, and nobody to read it."""
    words = {world.directory.secret: frozenset[str]()}
    for listed in world.directory.all:
        words[listed.word] = frozenset()
        words |= {word: frozenset() for _contact, word, _readers in listed.contacts}
    return words


def list_words(world: World) -> Words:
    """Entries, and of each the first three contacts that the role may see."""
    return no_words(world) | _list_words(world.directory.all)


def list_words_of(country: str) -> Callable[[World], Words]:
    return lambda world: (
        no_words(world)
        | _list_words([listed for listed in world.directory.all if listed.entry.country_id == country])
    )


def authority_words(world: World) -> Words:
    return no_words(world) | _list_words(list(world.directory.authorities.values()))


def _list_words(entries: list[Listed]) -> Words:
    from tests.leaks.world import ROLES

    words: Words = {}
    for listed in entries:
        words[listed.word] = listed.readers
        for role in ROLES:
            mine = [word for _contact, word, readers in listed.contacts if role in readers]
            for word in mine[:3]:
                words[word] = words.get(word, frozenset()) | {role}
    return words


def titles_of(kind: str) -> Callable[[World], Words]:
    """The search finds entries, never a contact."""

    def words(world: World) -> Words:
        entries = getattr(world.directory, kind).values()
        return no_words(world) | {listed.word: listed.readers for listed in entries}

    return words


def entry_words(kind: str, key: str) -> Callable[[World], Words]:
    """The entry, every contact the role may see, and what the history may tell it."""

    def words(world: World) -> Words:
        listed = _listed(world, kind, key)
        found = no_words(world) | {listed.word: listed.readers}
        found |= {word: readers for _contact, word, readers in listed.contacts}
        if (kind, key) == ("posts", "public"):
            found[world.directory.secret] = world.directory.secret_readers
        return found

    return words


def entry_form_words(kind: str, key: str) -> Callable[[World], Words]:
    """Forms of an entry name it, to whoever may change it."""
    return lambda world: (
        no_words(world)
        | {
            _listed(world, kind, key).word: _listed(world, kind, key).editors,
        }
    )


def contact_form_words(kind: str, key: str) -> Callable[[World], Words]:
    """The form of a contact shows it and names its entry, to whoever may change the one and see the other."""

    def words(world: World) -> Words:
        listed = _listed(world, kind, key)
        mine = {word: readers & listed.editors for _contact, word, readers in listed.contacts}
        return no_words(world) | mine | {listed.word: frozenset().union(*mine.values())}

    return words
