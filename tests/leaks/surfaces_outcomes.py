"""Surfaces of papers and outcomes of events. Each shows the words of ``world_outcomes.py`` that stand on it to those
who may read them, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.leaks.world_registration import ORGANISERS, SEE

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

Words = dict[str, frozenset[str]]
Shown = Callable[["World"], Iterable[str]]

BASE = "/events/{slug}/"
CIRCLES = ("organisers", "speakers", "participants")
REACHES = (*CIRCLES, "audience")


def nothing(world: World) -> Iterable[str]:
    return ()


def papers(world: World) -> Iterable[str]:
    return [f"zqpaper{circle}" for circle in CIRCLES]


def conclusions(world: World) -> Iterable[str]:
    return [f"zqconclusion{reach}" for reach in REACHES]


def outcome(world: World) -> Iterable[str]:
    here = world.outcomes
    points = [f"zqpoint{reach}" for reach in REACHES]
    return [*conclusions(world), *points, here.owned_word, here.minutes_word]


def event_page(world: World) -> Iterable[str]:
    return [*conclusions(world), *papers(world)]


def word(*names: str) -> Shown:
    return lambda world: [getattr(world.outcomes, name, name) for name in names]


PAGES: list[tuple[str, str, Shown]] = [
    ("exchanges:event", BASE, event_page),
    ("papers:index", BASE + "papers/", papers),
    ("papers:add", BASE + "papers/add/", nothing),
    ("outcomes:outcome", BASE + "outcome/", outcome),
    ("outcomes:minutes", BASE + "outcome/minutes/", word("minutes_word")),
    ("outcomes:history", BASE + "outcome/history/", word("former_word")),
    ("outcomes:new_conclusion", BASE + "outcome/conclusions/new/", nothing),
    ("outcomes:evaluation", BASE + "evaluation/", word("evaluation_word")),
]
"""What is asked, and the words that stand there for those who may read them."""

ELSEWHERE = {"my:work": "/my/", "search": "/search/?q=Minutes", "wagtail_serve": "/"}

POSTED = {
    "outcomes:practice": BASE + "outcome/conclusions/{conclusion}/practice/",
    "outcomes:open_evaluation": BASE + "evaluation/open/",
    "outcomes:close_evaluation": BASE + "evaluation/close/",
}
"""Addresses that are posted to: a redirect, or 404, whoever asks."""


def outcome_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface

    def page(name: str, url: str, path: str, words: Callable[[World], Words]) -> ListSurface:
        return ListSurface(name, (url,), _ask("get", path), words)

    found = [page(f"{url} of an exchange", url, path, _readers(shown)) for url, path, shown in PAGES]
    found += [page(f"outcomes beside {path}", url, path, _elsewhere(url)) for url, path in ELSEWHERE.items()]
    found += [
        ListSurface(f"posting to {url}", (url,), _ask("post", path), _readers(nothing))
        for url, path in POSTED.items()
    ]
    for circle in CIRCLES:
        path = f"{BASE}papers/{{paper_{circle}}}/"
        own = word(f"zqpaper{circle}")
        found.append(page(f"file for {circle}", "papers:file", path + "file/", _readers(own)))
        found.append(page(f"paper for {circle}", "papers:change", path, _organisers(own)))
        found.append(
            page(f"removing a paper for {circle}", "papers:remove", path + "remove/", _organisers(own))
        )
    for reach in REACHES:
        path = f"{BASE}outcome/conclusions/{{conclusion_{reach}}}/"
        own = word(f"zqconclusion{reach}")
        found.append(page(f"conclusion for {reach}", "outcomes:conclusion", path, _organisers(own)))
        found.append(
            page(
                f"removing a conclusion for {reach}",
                "outcomes:remove_conclusion",
                path + "remove/",
                _organisers(own),
            )
        )
    path = BASE + "outcome/actions/{owned}/"
    for url, address in (("search", "/search/"), ("search_feed", "/search/feed/")):
        asked = _get(f"{address}?q=Conclusion&type=outcome")
        words = _readers(conclusions) if url == "search" else _closed
        found.append(ListSurface(f"conclusions by {url}", (url,), asked, words))
    owned = word("owned_word")
    offered = _choices(owned)
    found += [
        page("new action", "outcomes:new_point", BASE + "outcome/actions/new/", _choices(nothing)),
        page("action", "outcomes:point", path, offered),
        page("removing an action", "outcomes:remove_point", path + "remove/", _organisers(owned)),
        page("how an action stands", "outcomes:report", path + "report/", _readers(owned)),
        page("practice of a conclusion", "wagtail_serve", "{practice}", _origin),
    ]
    return found


def _ask(method: str, path: str) -> Callable[[Client, World], Any]:
    def ask(client: Client, world: World) -> Any:
        here = world.outcomes
        numbers = {f"paper_{circle}": paper.pk for circle, paper in here.papers.items()}
        numbers |= {f"conclusion_{reach}": one.pk for reach, one in here.conclusions.items()}
        address = path.format(
            slug=world.registration.slug,
            owned=here.owned.pk,
            conclusion=here.conclusions["audience"].pk,
            practice=world.items["public"].path,
            **numbers,
        )
        return getattr(client, method)(address)

    return ask


def _get(path: str) -> Callable[[Client, World], Any]:
    return lambda client, world: client.get(path)


def _closed(world: World) -> Words:
    """Every word there is, and nobody to read it."""
    return dict.fromkeys(world.outcomes.readers, frozenset())


def _readers(shown: Shown) -> Callable[[World], Words]:
    """These words to those who may read them."""

    def words(world: World) -> Words:
        readers = world.outcomes.readers
        return _closed(world) | {one: readers[one] for one in shown(world)}

    return words


def _organisers(shown: Shown) -> Callable[[World], Words]:
    """These words to the organisers."""
    return lambda world: _closed(world) | dict.fromkeys(shown(world), ORGANISERS)


def _choices(shown: Shown) -> Callable[[World], Words]:
    """The organisers' form of an action offers the conclusions to choose from."""
    return lambda world: _closed(world) | dict.fromkeys([*shown(world), *conclusions(world)], ORGANISERS)


def _elsewhere(url: str) -> Callable[[World], Words]:
    """Elsewhere nothing of an outcome stands, but on somebody's own work what they have taken on."""

    def words(world: World) -> Words:
        own = {world.outcomes.owned_word: frozenset({"desk"})} if url == "my:work" else {}
        return _closed(world) | own

    return words


def _origin(world: World) -> Words:
    """A practice names the event it came from to those who may read the conclusion, and no word of that."""
    return {world.registration.title: SEE, **_closed(world)}
