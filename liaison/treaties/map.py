"""The world map of one instrument's status. Shapes are made at set-up (scripts/world_map.py), states when asked.

Colour is never the only signal: each state has a pattern, a legend, and stands in words in the table beside the map.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.staticfiles import finders
from django.utils.html import escape
from django.utils.safestring import SafeString

from liaison.treaties.enums import Standing
from liaison.treaties.matrix import Cell
from liaison.treaties.matrix_table import LETTERS, months, short_day
from portal.reference.cldr import territory_name

SHAPES = "vendor/world-atlas/map.json"


class Shapes(NamedTuple):
    """What scripts/world_map.py made: the parts that can be shown, paths and points by country code."""

    views: dict[str, list[float]]
    paths: dict[str, str]
    points: dict[str, list[float]]


@lru_cache(maxsize=1)
def shapes() -> Shapes | None:
    """The shapes, read once a process; ``None`` where set-up did not bring them: the table then stands alone."""
    found = finders.find(SHAPES)
    if not found:
        return None
    made: dict[str, Any] = json.loads(Path(str(found)).read_text(encoding="utf-8"))
    return Shapes(made["views"], made["paths"], made["points"])


def map_html(cells: Mapping[str, Cell], listed: Iterable[str], size: float = 1) -> SafeString:
    """The inside of the ``<svg>``: one group a state, in it the countries, each with a title.

    ``cells`` by country code; a country that is not in it has no data. Those ``listed`` lead to their row of the
    table. ``size`` is that of the points. The links are not in the order of the Tab key: the table is there for that.
    """
    drawn = shapes()
    if drawn is None:
        return SafeString("")
    groups: dict[Standing, list[str]] = {standing: [] for standing in Standing}
    marks: dict[Standing, list[str]] = {standing: [] for standing in Standing}
    rows, named = set(listed), months()
    for code in {**drawn.paths, **drawn.points}:
        cell = cells.get(code)
        standing = cell.standing if cell else Standing.NO_DATA
        title = escape(_title(code, cell, named))
        opening, closing = (
            (f'<a href="#row-{escape(code)}" tabindex="-1">', "</a>") if code in rows else ("<g>", "</g>")
        )
        if code in drawn.paths:
            groups[standing].append(
                f'{opening}<title>{title}</title><path d="{escape(drawn.paths[code])}"/>{closing}'
            )
        if code in drawn.points:
            x, y = drawn.points[code]
            marks[standing].append(
                f'{opening}<title>{title}</title><circle cx="{x:g}" cy="{y:g}" r="{2.2 * size:g}"/>{closing}'
            )
    return SafeString("".join(_group(groups, "land") + _group(marks, "mark")))


def _group(groups: dict[Standing, list[str]], kind: str) -> list[str]:
    """The groups of states, those without data first, so that the outlines of the others lie above."""
    return [
        f'<g class="comity-map__{kind} comity-map__{LETTERS[standing]}" fill="url(#map-{LETTERS[standing]})">'
        f"{''.join(groups[standing])}</g>"
        for standing in reversed(Standing)
    ]


def _title(code: str, cell: Cell | None, named: list[str]) -> str:
    name = territory_name(code)
    if cell is None:
        return f"{name}: {Standing.NO_DATA.label}"
    return f"{name}: {cell.words} {short_day(cell.day, named)}".rstrip()
