"""Surfaces by which the directory leaves the portal or changes hands: files, confirmation, handover.

A file is opened before it is looked into: lines of vCards are unfolded, workbooks read.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from liaison.directory.confirm import confirm_path, make_token
from liaison.directory.models import Handover
from tests.leaks.surfaces_directory import AUDIENCES, Words, _listed, no_words

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

Ask = Callable[[Client, "World"], Any]


def directory_export_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface

    files = [
        ListSurface("directory as vCards", ("directory:export_vcf",), _vcf("export.vcf"), all_words),
        ListSurface("directory as a workbook", ("directory:export_xlsx",), _xlsx("export.xlsx"), all_words),
        ListSurface(
            "directory of Morocco as a workbook",
            ("directory:export_xlsx",),
            _xlsx("export.xlsx?country=MA"),
            words_of_morocco,
        ),
    ]
    found = [*files, *_links(), *_handovers()]
    for kind, singular in (("posts", "post"), ("authorities", "authority")):
        for key in AUDIENCES:
            found += _of_one(kind, singular, key)
    return found


def _of_one(kind: str, singular: str, key: str) -> list[ListSurface]:
    from tests.leaks.surfaces import ListSurface

    def at(end: str) -> Ask:
        return lambda client, world: client.get(f"/directory/{kind}/{_pk(world, kind, key)}/{end}")

    def card(client: Client, world: World) -> Any:
        return _unfolded(at("card.vcf")(client, world))

    found = [
        ListSurface(
            f"card of {singular} {key}", (f"directory:{singular}_vcf",), card, shown_words(kind, key)
        ),
        ListSurface(
            f"confirming {singular} {key}",
            (f"directory:verify_{singular}",),
            at("verify/"),
            shown_words(kind, key, to_editors=True),
        ),
    ]
    if kind == "posts":
        found.append(
            ListSurface(
                f"handing over post {key}", ("directory:handover",), at("handover/"), title_words(kind, key)
            )
        )
    return found


def _pk(world: World, kind: str, key: str) -> int:
    return int(_listed(world, kind, key).entry.pk)


# --- files -----------------------------------------------------------------------------------------------


def _vcf(address: str) -> Ask:
    return lambda client, world: _unfolded(client.get(f"/directory/{address}"))


def _xlsx(address: str) -> Ask:
    return lambda client, world: _read(client.get(f"/directory/{address}"))


def _unfolded(answer: HttpResponse) -> HttpResponse:
    return _with(answer, answer.content.replace(b"\r\n ", b""))


def _read(answer: HttpResponse) -> HttpResponse:
    """The cells of a workbook, and all its parts: a word can hide in a property, too."""
    book = load_workbook(BytesIO(answer.content))
    cells = [str(value) for sheet in book.worksheets for row in sheet.values for value in row if value]
    return _with(answer, "\n".join([*cells, *book.sheetnames, repr(book.properties)]).encode())


def _with(answer: HttpResponse, content: bytes) -> HttpResponse:
    return HttpResponse(content, headers=dict(answer.headers))


def all_words(world: World) -> Words:
    """Everything the role may see, entry by entry and contact by contact."""
    words = no_words(world)
    for listed in world.directory.all:
        words[listed.word] = listed.readers
        words |= {word: readers for _contact, word, readers in listed.contacts}
    return words


def words_of_morocco(world: World) -> Words:
    abroad = [listed for listed in world.directory.all if listed.entry.country_id != "MA"]
    hidden = {listed.word for listed in abroad} | {word for one in abroad for _c, word, _r in one.contacts}
    return {word: frozenset() if word in hidden else roles for word, roles in all_words(world).items()}


def shown_words(kind: str, key: str, *, to_editors: bool = False) -> Callable[[World], Words]:
    """One entry with its contacts; ``to_editors``: only to those who may change it."""

    def words(world: World) -> Words:
        listed = _listed(world, kind, key)
        allowed = listed.editors if to_editors else listed.readers
        found = no_words(world) | {listed.word: allowed}
        return found | {word: readers & allowed for _contact, word, readers in listed.contacts}

    return words


def title_words(kind: str, key: str) -> Callable[[World], Words]:
    """What an entry is called, to those who may change it."""
    return lambda world: no_words(world) | {_listed(world, kind, key).word: _listed(world, kind, key).editors}


# --- the link in a reminder --------------------------------------------------------------------------------


def _links() -> list[ListSurface]:
    """Whoever has a link is told what the entry is called, and nothing else; a wrong one tells nothing."""
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import EVERYONE

    def opened(client: Client, world: World) -> Any:
        return client.get(confirm_path(_token(world)))

    def broken(client: Client, world: World) -> Any:
        token = _token(world)
        return [client.get(confirm_path(text)) for text in (token[:-3], token[1:], "x")]

    def words(world: World) -> Words:
        return no_words(world) | {_listed(world, "posts", "desk").word: EVERYONE}

    return [
        ListSurface("link that confirms", ("directory:confirm",), opened, words),
        ListSurface("link that confirms, cut off", ("directory:confirm",), broken, no_words),
    ]


def _token(world: World) -> str:
    return make_token(_listed(world, "posts", "desk").entry, world.users["owner"])


# --- handover ----------------------------------------------------------------------------------------------


def _handovers() -> list[ListSurface]:
    from tests.leaks.surfaces import ListSurface

    return [
        ListSurface("preview of a handover", ("directory:handover",), _preview, preview_words),
        ListSurface("record of a handover", ("directory:handover_record",), _record, record_words),
    ]


def _preview(client: Client, world: World) -> Any:
    """Ukraine's post: the owner's others are about Morocco and keep what is about Morocco."""
    successor = world.users["outsider"]
    assert successor is not None
    said = {"kind": "successor", "successor": successor.email, "last_day": "2026-10-31", "reason": "x"}
    return client.post(
        f"/directory/posts/{_pk(world, 'posts', 'nodesk')}/handover/", {**said, "do": "preview"}
    )


def preview_words(world: World) -> Words:
    listed = _listed(world, "posts", "nodesk")
    contacts = {word: readers & listed.editors for _contact, word, readers in listed.contacts}
    practices = {
        item.word: practice_roles(world, item.key) & listed.editors if "/ua/" in item.path else frozenset()
        for item in world.practices
    }
    return no_words(world) | {listed.word: listed.editors} | contacts | practices


def practice_roles(world: World, key: str) -> frozenset[str]:
    """Who reads a practice, or works on it: its writer and the desk of its country."""
    item = world.items[key]
    if key == "deleted":
        return frozenset()
    desks = {"MA": "desk", "TN": "other desk", "UA": "eurojust desk"}
    working = item.workers & {"owner", "superuser", desks[item.path.split("/")[2].upper()]}
    return working | (item.readers if item.live else frozenset())


PARTIES = frozenset({"owner", "community", "desk", "superuser"})
"""Giver, receiver, who did it; and who runs the platform. The Eurojust desk is outside the post's audience."""


def _record(client: Client, world: World) -> Any:
    record, _made = Handover.objects.get_or_create(
        post=_listed(world, "posts", "desk").entry,
        defaults={
            "giver": world.users["owner"],
            "receiver": world.users["community"],
            "by": world.users["desk"],
            "giver_name": "Giver",
            "receiver_name": "Receiver",
            "kind": "successor",
            "last_day": datetime.date(2026, 10, 31),
            "reason": "x",
            "moved": {
                "practice": [str(item.page.pk) for item in world.practices if item.page and item.page.pk],
                "draft": [str(world.draft.pk)] if world.draft else [],
                "contact": [str(c.pk) for c, _word, _readers in _listed(world, "posts", "desk").contacts],
            },
        },
    )
    return client.get(f"/directory/handovers/{record.pk}/")


def record_words(world: World) -> Words:
    listed = _listed(world, "posts", "desk")
    contacts = {word: readers & PARTIES for _contact, word, readers in listed.contacts}
    practices = {item.word: practice_roles(world, item.key) & PARTIES for item in world.practices}
    # The post is the owner's; the network's member received only the record.
    own = {listed.word: listed.readers & PARTIES, world.draft_word: frozenset({"owner"})}
    return no_words(world) | contacts | practices | own
