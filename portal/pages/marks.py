"""What stands beside a country's name wherever it is listed: marks that the rooms above register.

A marker is asked with the viewer and gives marks by country code, in a constant number of queries. A mark tells
something: it must tell only what the viewer may know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.visibility import Viewer


@dataclass(frozen=True, slots=True)
class CountryMark:
    """A short remark on a country; ``title`` is the sentence behind it. An example is marked as one."""

    text: str
    title: str
    is_example: bool = False


Marker = Callable[[Viewer], Mapping[str, CountryMark]]

_markers: dict[str, Marker] = {}


def register_marker(name: str, marker: Marker) -> None:
    """Let a room mark countries."""
    _markers[name] = marker


def marks_for(viewer: Viewer) -> dict[str, list[CountryMark]]:
    """The marks that each country bears for a viewer, by code."""
    found: dict[str, list[CountryMark]] = {}
    for marker in _markers.values():
        for code, mark in marker(viewer).items():
            found.setdefault(code, []).append(mark)
    return found
