"""Surfaces of frozen issues: pages, files (properties included), comparison, what their editors have, my work, search.

Each shows the words of ``world_issues.py``, and of the practices that stand in an issue, to its audience alone.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from tests.leaks.world_freshness import INSIDE
from tests.leaks.world_issues import KEYS

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

Words = dict[str, frozenset[str]]
WRITERS = frozenset({"owner", "superuser"})


def issue_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface

    found = []
    for key in KEYS:
        whole, base = issue_words(key), f"/briefings/ma-fresh{key}/"
        for name, url, path, words in (
            ("issue", "issue", "issues/2/", page_words(key)),
            ("issues", "index", "issues/", listed(key)),
            ("comparison", "compare", "compare/?from=1&to=2", added_words(key)),
            ("comparison with now", "compare", "compare/?from=2&to=now", no_words),
            ("freezing", "freeze", "freeze/", draft_words(key)),
            ("sharing", "share", "issues/2/share/", no_words),
            ("withdrawing", "withdraw", "issues/2/withdraw/", no_words),
            ("readings", "opened", "issues/2/opened/", shared_words(key)),
        ):
            found.append(
                ListSurface(f"{name}: {key} briefing", (f"briefing_issues:{url}",), _get(base + path), words)
            )
        found.append(ListSurface(f"go to {key} issue", ("briefing_issues:go",), _go(key), no_words))
        file = f"{base}issues/2/report.docx"
        found.append(ListSurface(f"{key} issue as Word", ("briefing_issues:file",), _docx(file), whole))
    narrow = "/briefings/ma-freshnarrow/issues/"
    found.append(
        ListSurface(
            "issue as PDF", ("briefing_issues:file",), _pdf(f"{narrow}2/report.pdf"), issue_words("narrow")
        )
    )
    found.append(ListSurface("withdrawn issue", ("briefing_issues:issue",), _get(f"{narrow}3/"), reason))
    found.append(
        ListSurface("withdrawn file", ("briefing_issues:file",), _get(f"{narrow}3/report.docx"), reason)
    )
    found.append(ListSurface("shared issues in my work", ("my:work",), _get("/my/"), mine))
    for key in KEYS:
        query = f"/search/?q=zqissueown{key}&type=briefing"
        found.append(ListSurface(f"search for the {key} issue", ("search",), _get(query), found_words(key)))
    return found


def _get(path: str) -> Callable[[Client, World], Any]:
    return lambda client, world: client.get(path)


def _go(key: str) -> Callable[[Client, World], Any]:
    return lambda client, world: client.get(f"/briefings/go/{world.issues.issues[key, 2].pk}/")


def _docx(path: str) -> Callable[[Client, World], Any]:
    """Every part of the file, properties included; any other answer as it is."""

    def ask(client: Client, world: World) -> Any:
        from tests.documents.reading import parts_of

        answer = client.get(path)
        if not answer.content.startswith(b"PK"):
            return answer
        return HttpResponse(b"\n".join(parts_of(answer.content).values()), headers=dict(answer.headers))

    return ask


def _pdf(path: str) -> Callable[[Client, World], Any]:
    """The text of the PDF and of its properties; any other answer as it is."""

    def ask(client: Client, world: World) -> Any:
        answer = client.get(path)
        if not answer.content.startswith(b"%PDF"):
            return answer
        read = PdfReader(io.BytesIO(answer.content))
        text = "\n".join([str(read.metadata), *(page.extract_text() for page in read.pages)])
        return HttpResponse(text, headers=dict(answer.headers))

    return ask


# --- who reads what -------------------------------------------------------------------------------------


def no_words(world: World) -> Words:
    """Every word there is, and nobody to read it."""
    here = world.issues
    own = (*here.own_words.values(), *here.note_words.values())
    words = [*own, here.share_word, here.reason_word, here.withdrawn_word]
    practices = [item.word for item in world.practices]
    return dict.fromkeys([*words, *practices], frozenset())


def _shown(key: str, words: Callable[[World], Iterable[str]]) -> Callable[[World], Words]:
    """These words to those who read the issues of a briefing."""
    return lambda world: no_words(world) | dict.fromkeys(words(world), world.issues.readers[key])


def _practices(world: World, key: str) -> list[str]:
    return [world.items[name].word for name in INSIDE[key]]


def issue_words(key: str) -> Callable[[World], Words]:
    """The second issue."""

    def words(world: World) -> Words:
        here = world.issues
        whole = [*_practices(world, key), here.own_words[key], here.note_words[key]]
        return _shown(key, lambda _world: whole)(world)

    return words


def page_words(key: str) -> Callable[[World], Words]:
    """The page of an issue. What it was shared for stands beside it, for its writers and whom it was shared with."""

    def words(world: World) -> Words:
        told = WRITERS | {"desk"} if key == "wide" else frozenset[str]()
        return issue_words(key)(world) | {world.issues.share_word: told}

    return words


def listed(key: str) -> Callable[[World], Words]:
    """The list tells why an issue is withdrawn to its readers, and to those who write the briefing."""

    def words(world: World) -> Words:
        if key != "narrow":
            return no_words(world)
        return no_words(world) | {world.issues.reason_word: world.issues.readers[key] | WRITERS}

    return words


def added_words(key: str) -> Callable[[World], Words]:
    return _shown(key, lambda world: [world.issues.own_words[key]])


def draft_words(key: str) -> Callable[[World], Words]:
    """What would be frozen is shown to who writes the briefing and is inside its audience."""

    def words(world: World) -> Words:
        shown = [*_practices(world, key), world.issues.own_words[key]]
        return no_words(world) | dict.fromkeys(shown, WRITERS & world.issues.readers[key])

    return words


def shared_words(key: str) -> Callable[[World], Words]:
    """Writers are told what their issues were shared for."""

    def words(world: World) -> Words:
        return no_words(world) | {world.issues.share_word: WRITERS if key == "wide" else frozenset()}

    return words


def mine(world: World) -> Words:
    """Whom it was shared with is told the visit; who is not inside the audience is told nothing."""
    here = world.issues
    own = (*here.own_words.values(), *here.note_words.values())
    closed: Words = dict.fromkeys([*own, here.reason_word, here.withdrawn_word], frozenset())
    return closed | {here.share_word: frozenset({"desk"})}


def reason(world: World) -> Words:
    return no_words(world) | {world.issues.reason_word: world.issues.readers["narrow"]}


def found_words(key: str) -> Callable[[World], Words]:
    """The question holds the word itself, so it is by the note that the issue is known."""

    def words(world: World) -> Words:
        here = world.issues
        closed: Words = dict.fromkeys([here.share_word, here.reason_word, here.withdrawn_word], frozenset())
        return closed | {"issues/2/": here.readers[key]}

    return words
