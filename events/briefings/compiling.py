"""From the sources to what a briefing may repeat. A constant number of queries, however much there is.

A source is a function that gives *everything* there is about the country, whoever looks: what goes on from here is
only what everybody in the briefing's audience may read (``portal.visibility.covers``), and of that what the compiling
editor may read. Whoever shows something of it asks the rule for the item once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override

from events.briefings.compiled import Compiled
from events.briefings.enums import SectionKind
from events.briefings.models import Briefing
from portal.visibility import can_view, covers, viewer_for

Compile = Callable[[Briefing], Iterable[Compiled]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where items of one or several kinds of section come from. ``order``: its place among the sources of a section.

    ``function`` is called with the briefing's language active; it makes a constant number of queries, and gives what is
    released only (no drafts), each item with its audience key. ``types``: the ``source_type`` of what it gives.
    ``is_public``: all it gives is public, always.
    """

    name: str
    types: tuple[str, ...]
    kinds: tuple[SectionKind, ...]
    order: int
    function: Compile
    is_public: bool = False


_sources: dict[str, Source] = {}


def register_source(source: Source) -> Source:
    """Add a source to every briefing; one of the same name is replaced. Called when an app is ready."""
    _sources[source.name] = source
    return source


def sources() -> list[Source]:
    """The registered sources, in order."""
    return sorted(_sources.values(), key=lambda one: (one.order, one.name))


@dataclass(frozen=True, slots=True)
class Compilation:
    """What the sources say now.

    ``covered`` may be in the briefing, whoever compiles; ``taken`` is what of it the editor may read; ``narrower`` is
    for fewer than the briefing is for, listed as far as the editor may see it. ``keys``: the audience key of everything
    there is.
    """

    taken: list[Compiled] = field(default_factory=list)
    narrower: list[Compiled] = field(default_factory=list)
    covered: frozenset[str] = frozenset()
    keys: dict[str, str] = field(default_factory=dict)

    def of(self, kind: str) -> list[Compiled]:
        """What is taken into sections of a kind, in order."""
        return [one for one in self.taken if one.kind == kind]

    def narrower_of(self, kind: str) -> int:
        """How many items of a kind the editor may see, but not everybody the briefing is for."""
        return sum(one.kind == kind for one in self.narrower)


def collect(briefing: Briefing, kinds: Iterable[str] = tuple(SectionKind)) -> list[Compiled]:
    """Everything the sources have for these kinds of section, whoever may see it: never shown as it is."""
    wanted = set(kinds)
    found: list[Compiled] = []
    with override(briefing.language):
        for source in sources():
            if wanted.intersection(source.kinds):
                found += [one for one in source.function(briefing) if one.kind in wanted]
    return found


def covered(briefing: Briefing, kinds: Iterable[str] = tuple(SectionKind)) -> dict[str, Compiled]:
    """What may be in the briefing now, by key, whoever compiles: every reader of the briefing may read it."""
    return {one.key: one for one in collect(briefing, kinds) if covers(one.item_key, briefing.audience_key)}


def compile_for(user: Any, briefing: Briefing, kinds: Iterable[str] = tuple(SectionKind)) -> Compilation:
    """What an editor may take into the briefing now. The user is one of its editors: the caller has asked."""
    viewer = viewer_for(user)
    found = collect(briefing, kinds)
    seen = [one for one in found if can_view(viewer, one)]
    key = briefing.audience_key
    return Compilation(
        taken=[one for one in seen if covers(one.item_key, key)],
        narrower=[one for one in seen if not covers(one.item_key, key)],
        covered=frozenset(one.key for one in found if covers(one.item_key, key)),
        keys={one.key: one.item_key for one in found},
    )


def public_types() -> frozenset[str]:
    """The types of items that are public whatever happens."""
    return frozenset(name for source in sources() if source.is_public for name in source.types)


def current_keys(briefing: Briefing) -> dict[str, str]:
    """The audience key of every item that has an audience, as it is now, by ``Compiled.key``.

    Public items are left out: an entry of a public source stays public.
    """
    with override(briefing.language):
        return {
            one.key: one.item_key
            for source in sources()
            if not source.is_public
            for one in source.function(briefing)
        }
