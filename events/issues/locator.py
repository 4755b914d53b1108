"""Where a country lies: a small map cut out of the world map, as shapes that are kept with the frozen issue.

The shapes are those of the map of treaty status (``liaison.treaties.map``); whose a place is,
``scripts/world_borders.py`` says. They are frozen with the content: a later edition of the map changes no issue.
"""

from __future__ import annotations

import functools
import re
from typing import TypedDict

from liaison.treaties.map import shapes

Point = tuple[float, float]
Ring = list[Point]
Box = tuple[float, float, float, float]

LEAST, MOST = 120.0, 560.0
"""The width of what is shown, in units of the world map (1000 wide): from a region to a continent."""
ROOM = 2.4
"""How much wider than the country."""
RATIO = 0.62
"""Height by width."""
SPECK = 0.25
"""What is smaller than this many square units on the narrowest map is not drawn, but for the country itself."""
FINE = 400
"""Points nearer to each other than this part of the width are one: a wider map needs no finer outlines."""

_MOVE = re.compile(r"M([^lhz]+)(?:l([^zM]*)z|h[^M]*)")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")


class Locator(TypedDict):
    """The map: its size, outlines by country code (x and y in turn), and a point where a country is too small."""

    width: float
    height: float
    areas: dict[str, list[list[float]]]
    points: dict[str, list[float]]


@functools.lru_cache(maxsize=64)
def outlines(code: str) -> tuple[tuple[Point, ...], ...]:
    """The outlines of a country on the world map; none where it has none."""
    drawn = shapes()
    if drawn is None or code not in drawn.paths:
        return ()
    found = []
    for start, steps in _MOVE.findall(drawn.paths[code]):
        x, y = (float(number) for number in _NUMBER.findall(start)[:2])
        ring = [(x, y)]
        numbers = [float(number) for number in _NUMBER.findall(steps or "")]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        if len(ring) > 2:
            found.append(tuple(ring))
    return tuple(found)


def locate(code: str) -> Locator | None:
    """The map around a country; ``None`` where the map of the world is not there, or does not have it."""
    drawn = shapes()
    if drawn is None or (code not in drawn.paths and code not in drawn.points):
        return None
    left, top, width, height = _window(code, drawn.views["world"])
    box = (left, top, left + width, top + height)
    speck = SPECK * (width / LEAST) ** 2
    areas: dict[str, list[list[float]]] = {}
    for other in drawn.paths:
        rings = [_thinned(cut(list(ring), box), width / FINE) for ring in outlines(other)]
        kept = [ring for ring in rings if len(ring) > 2 and (other == code or _area(ring) >= speck)]
        if kept:
            areas[other] = [_flat(ring, left, top) for ring in kept]
    points = {
        other: [round(x - left, 1), round(y - top, 1)]
        for other, (x, y) in drawn.points.items()
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]
    }
    return {"width": width, "height": height, "areas": areas, "points": points}


def _window(code: str, world: list[float]) -> tuple[float, float, float, float]:
    """What is shown: around the largest outline, within the map of the world."""
    drawn = shapes()
    rings = sorted(outlines(code), key=_area, reverse=True)
    places = rings[0] if rings else [tuple(drawn.points[code])] if drawn else []
    west, east = min(x for x, _y in places), max(x for x, _y in places)
    north, south = min(y for _x, y in places), max(y for _x, y in places)
    width = round(min(MOST, max(LEAST, ROOM * (east - west), ROOM * (south - north) / RATIO)), 1)
    height = round(width * RATIO, 1)
    left = min(max((west + east - width) / 2, world[0]), world[0] + world[2] - width)
    top = min(max((north + south - height) / 2, world[1]), world[1] + world[3] - height)
    return round(left, 1), round(top, 1), width, height


def _flat(ring: Ring, left: float, top: float) -> list[float]:
    return [round(value, 1) for x, y in ring for value in (x - left, y - top)]


def _thinned(ring: Ring, near: float) -> Ring:
    """The outline without points that lie nearer than this to the one before."""
    kept: Ring = []
    for x, y in ring:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= near:
            kept.append((x, y))
    return kept


def _area(ring: Ring | tuple[Point, ...]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def cut(ring: Ring, box: Box) -> Ring:
    """The part of an outline that lies in a box (Sutherland and Hodgman, a side at a time)."""
    for axis, limit, above in ((0, box[0], True), (1, box[1], True), (0, box[2], False), (1, box[3], False)):
        kept: Ring = []
        for start, end in zip(ring, [*ring[1:], *ring[:1]], strict=True):
            inside, ends_inside = ((p[axis] >= limit) if above else (p[axis] <= limit) for p in (start, end))
            if inside:
                kept.append(start)
            if inside != ends_inside:
                along = (limit - start[axis]) / (end[axis] - start[axis])
                crossing = [start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1])]
                crossing[axis] = limit
                kept.append((crossing[0], crossing[1]))
        ring = kept
        if not ring:
            break
    return ring
