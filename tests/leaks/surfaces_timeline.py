"""Surfaces of the timeline of a country: each happening is there for who may see it, on every page and filter.

The words are those of the worlds of events, dialogues, issues of briefings and the accession tracker; of a round, an
accession's history, an event's programme or what stands inside a dialogue nothing is on a timeline. That a hidden
dossier has no timeline is in ``tests/events/timeline/test_leaks.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tests.leaks import surfaces_accession, surfaces_events

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

Words = dict[str, frozenset[str]]
KINDS = ("exchange", "accession", "dialogue", "commitment", "approach", "briefing")


def timeline_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface, listing

    return [
        ListSurface(name, ("timeline:country",), listing(address), words)
        for name, address, words in (
            ("timeline of Morocco", "/countries/ma/timeline/?view=all", happened("MA", *KINDS)),
            ("page of the timeline of Morocco", "/countries/ma/timeline/", happened("MA", *KINDS)),
            ("timeline of Ukraine", "/countries/ua/timeline/?view=all", happened("UA", *KINDS)),
            (
                "exchanges on the timeline of Morocco",
                "/countries/ma/timeline/?kind=exchange",
                happened("MA", "exchange"),
            ),
            ("timeline of Tunisia", "/countries/tn/timeline/", happened("TN", *KINDS)),
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
        | dict.fromkeys((_title(key) for key in world.issues.readers), frozenset[str]())
        | dict.fromkeys(_dialogue_words(world), frozenset[str]())
    )


def _title(key: str) -> str:
    """What an issue is called."""
    return f"Package {key}"


def _dialogue_words(world: World) -> list[str]:
    """Every word of dialogues, of what stands inside them, of commitments and approaches."""
    here = world.dialogues
    words = [here.narrow_word, here.approach_word, here.evidence_word]
    for talks in here.items.values():
        words += [talks.word, talks.item_word, talks.closed_item_word, talks.line_word, talks.paper_word]
        words.append(talks.commitment_word)
    return words


def happened(country: str, *kinds: str) -> Callable[[World], Words]:
    """What happened with a country, of some kinds."""

    def words(world: World) -> Words:
        found = no_words(world)
        for kind, where, word, readers in [*_law_and_exchanges(world), *_dialogues(world)]:
            if kind in kinds and country in where:
                found[word] = readers
        if country == "TN":  # whose dossier is not for everyone: no dossier, no timeline
            found = {word: roles & world.dossier_readers for word, roles in found.items()}
        return found

    return words


Row = tuple[str, list[str], str, frozenset[str]]
"""Kind, countries, word, readers."""


def _law_and_exchanges(world: World) -> Iterator[Row]:
    for key, planned in world.events.items.items():
        if key != "draft":
            yield (
                "exchange",
                list(planned.event.countries.values_list("pk", flat=True)),
                planned.word,
                planned.readers,
            )
    for tracked in world.accession.items.values():
        yield "accession", [tracked.item.country_id], tracked.event_word, tracked.readers
        yield "accession", [tracked.item.country_id], tracked.narrow_word, tracked.narrow_readers


def _dialogues(world: World) -> Iterator[Row]:
    here = world.dialogues
    for talks in here.items.values():
        yield "dialogue", [talks.dialogue.country_id], talks.word, talks.readers
        yield "commitment", [talks.dialogue.country_id], talks.commitment_word, talks.readers
    yield "commitment", ["MA"], here.narrow_word, here.community
    yield "approach", ["MA"], here.approach_word, here.community
    for key, readers in world.issues.readers.items():
        yield "briefing", ["MA"], _title(key), readers
