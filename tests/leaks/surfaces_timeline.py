"""Surfaces of the timeline of a country: each happening is there for who may see it, on every page and filter.

The words are those of the worlds of events and of the accession tracker; of a round, an accession's history or an
event's programme nothing stands on a timeline. That a hidden dossier has no timeline is in
``tests/events/timeline/test_leaks.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.leaks import surfaces_accession, surfaces_events

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

Words = dict[str, frozenset[str]]
MAKERS = ("exchange", "accession")


def timeline_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface, listing

    return [
        ListSurface(name, ("timeline:country",), listing(address), words)
        for name, address, words in (
            ("timeline of Morocco", "/countries/ma/timeline/?view=all", happened("MA", *MAKERS)),
            ("page of the timeline of Morocco", "/countries/ma/timeline/", happened("MA", *MAKERS)),
            ("timeline of Ukraine", "/countries/ua/timeline/?view=all", happened("UA", *MAKERS)),
            (
                "exchanges on the timeline of Morocco",
                "/countries/ma/timeline/?kind=exchange",
                happened("MA", "exchange"),
            ),
            ("timeline of Tunisia", "/countries/tn/timeline/", happened("TN", *MAKERS)),
        )
    ]


def no_words(world: World) -> Words:
    """Every word there is, and nobody to read it."""
    from tests.leaks.surfaces import nothing

    return (
        nothing(world)
        | surfaces_accession.no_words(world)
        | surfaces_events.no_event_words(world)
        | {world.assessments.decision_word: frozenset(), world.assessments.decided_word: frozenset()}
    )


def happened(country: str, *kinds: str) -> Callable[[World], Words]:
    """What happened with a country, of some kinds."""

    def words(world: World) -> Words:
        found = no_words(world)
        if "exchange" in kinds:
            for key, planned in world.events.items.items():
                if key != "draft" and country in planned.event.countries.values_list("pk", flat=True):
                    found[planned.word] = planned.readers
        if "accession" in kinds:
            for tracked in world.accession.items.values():
                if tracked.item.country_id == country:
                    found[tracked.event_word] = tracked.readers
                    found[tracked.narrow_word] = tracked.narrow_readers
        if country == "TN":  # whose dossier is not for everyone: no dossier, no timeline
            found = {word: roles & world.dossier_readers for word, roles in found.items()}
        return found

    return words
