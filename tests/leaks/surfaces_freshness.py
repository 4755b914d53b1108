"""Surfaces of how fresh briefings are: causes, consultations, what "my work" says of them.

The words are those of the practices of the world, which stand in causes and in the parts that are consulted on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.leaks.world_freshness import INSIDE

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

Words = dict[str, frozenset[str]]
EDITORS = frozenset({"owner", "superuser"})


def freshness_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface

    found = []
    for key in INSIDE:
        found += [
            ListSurface(
                f"causes of the {key} briefing", ("freshness:freshness",), _at(key, "freshness/"), causes(key)
            ),
            ListSurface(
                f"comparing the {key} briefing",
                ("freshness:compare",),
                _post(key, "freshness/compare/"),
                no_words,
            ),
            ListSurface(
                f"asking about the {key} briefing", ("freshness:ask",), _at(key, "consultation/"), no_words
            ),
            ListSurface(
                f"consultation on the {key} briefing",
                ("freshness:consultation",),
                _at(key, f"consultation/ask{key}/"),
                consulted(key),
            ),
            ListSurface(
                f"taking back the consultation on the {key} briefing",
                ("freshness:withdraw",),
                _withdraw(key),
                no_words,
            ),
        ]
    return found


def _at(key: str, end: str) -> Callable[[Client, World], Any]:
    return lambda client, world: client.get(f"/briefings/ma-fresh{key}/{end}")


def _post(key: str, end: str) -> Callable[[Client, World], Any]:
    """Comparing again finds the same: the world stays as it is."""
    return lambda client, world: client.post(f"/briefings/ma-fresh{key}/{end}")


def _withdraw(key: str) -> Callable[[Client, World], Any]:
    def ask(client: Client, world: World) -> Any:
        # Of a consultation that does not exist: the world stays as it is.
        return client.post(f"/briefings/ma-fresh{key}/consultation/none{key}/withdraw/")

    return ask


# --- who reads what -------------------------------------------------------------------------------------


def no_words(world: World) -> Words:
    """Every word there is, and nobody to read it."""
    from tests.leaks.surfaces import nothing

    return nothing(world) | {world.freshness.question_word: frozenset()}


def causes(key: str) -> Callable[[World], Words]:
    """Causes name the items whose readers are all that the briefing is for, to those who read the briefing."""

    def words(world: World) -> Words:
        readers = world.freshness.readers[key]
        return no_words(world) | {
            world.items[name].word: readers & world.items[name].readers for name in INSIDE[key]
        }

    return words


def consulted(key: str) -> Callable[[World], Words]:
    """The parts are read by the body that is asked, inside the audience; editors read the question."""

    def words(world: World) -> Words:
        body = frozenset({"eurojust desk"}) if key == "wide" else frozenset[str]()
        found = no_words(world) | {world.items[name].word: body for name in INSIDE[key]}
        return found | {world.freshness.question_word: body | EDITORS}

    return words
