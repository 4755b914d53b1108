"""What the list of countries counts: figures that the rooms above register.

A counter is asked with the viewer and gives the number by country code, in a constant number of queries. A
count tells that something exists: it must count only what the viewer may see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from portal.visibility import Viewer

Counter = Callable[[Viewer], Mapping[str, int]]

_counters: dict[str, Counter] = {}


def register_counter(name: str, counter: Counter) -> None:
    """Let a room add a figure to the list of countries."""
    _counters[name] = counter


def counts_for(viewer: Viewer, name: str) -> Mapping[str, int]:
    """The figure of that name by country code; empty where no room registered it."""
    counter = _counters.get(name)
    return counter(viewer) if counter is not None else {}
