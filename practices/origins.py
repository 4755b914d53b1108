"""Where a practice came from: the rooms above say so, for those who may know of it.

A practice carries no word of its origin, so that it can reach readers who must not learn of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portal.visibility import Viewer
from practices.models import PracticePage


@dataclass(frozen=True, slots=True)
class Origin:
    """What a practice came out of: its title and where to read on."""

    title: str
    url: str


OriginsOf = Callable[[Viewer, PracticePage], list[Origin]]

_sources: list[OriginsOf] = []


def register_origins(source: OriginsOf) -> OriginsOf:
    """Let a room say where practices came from. ``source`` must ask the rule for everything it gives."""
    if source not in _sources:
        _sources.append(source)
    return source


def origins_for(viewer: Viewer, page: PracticePage) -> list[Origin]:
    """Where a practice came from, as far as a viewer may know."""
    return [origin for source in _sources for origin in source(viewer, page)]
