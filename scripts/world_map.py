"""Makes the shapes of the world map from the npm package world-atlas (Natural Earth, public domain).

Standard library only; run by scripts/fetch_assets.py when the package is unpacked. Reads TopoJSON and writes
``map.json``: for each country, by its ISO 3166-1 alpha-2 code, the path of an SVG in Robinson's projection, and a point
where it is too small to be seen.

Whose a place is, ``world_borders.py`` knows. Rings that go over the map's edge are cut there, instead of running back
across the whole map.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from world_borders import Box, Point, Ring, box, by_country, decoded, outline

WIDTH = 1000.0
MERIDIAN = 11.0
"""The middle of the map. Its edge, 169° west, then runs through the Bering Strait and leaves Russia in one piece."""
TOLERANCE = 0.09
"""Degrees by which a simplified border may stray: a quarter of a unit of the map."""
SMALL = 5.0
"""A country narrower and lower than this many units is marked by a point as well."""
SPECK = 0.12
"""An island smaller than this many square units is not drawn, but for a country's largest."""

NOT_DRAWN = {"GI": (-5.35, 36.14), "TV": (179.2, -8.52)}
"""Too small to be in the data at this scale: longitude and latitude of the point that marks them."""

# Robinson's own table, every five degrees of latitude from 0 to 90: length of the parallel, distance from the
# equator (A. H. Robinson, "A New Map Projection", International Yearbook of Cartography 14, 1974).
PARALLELS = (
    1, 0.9986, 0.9954, 0.99, 0.9822, 0.973, 0.96, 0.9427, 0.9216, 0.8962,
    0.8679, 0.835, 0.7986, 0.7597, 0.7186, 0.6732, 0.6213, 0.5722, 0.5322,
)  # fmt: skip
HEIGHTS = (
    0, 0.062, 0.124, 0.186, 0.248, 0.31, 0.372, 0.434, 0.4958, 0.5571,
    0.6176, 0.6769, 0.7346, 0.7903, 0.8435, 0.8936, 0.9394, 0.9761, 1,
)  # fmt: skip
SCALE = WIDTH / (2 * 0.8487 * 3.141592653589793)
VIEWS = {"world": (MERIDIAN - 180, -57.0, MERIDIAN + 180, 84.0), "europe": (-12.0, 27.0, 54.0, 71.5)}
"""What can be shown, west, south, east, north: from Greenland to Cape Horn; Europe and its neighbours."""


def make(topology: dict[str, Any]) -> dict[str, Any]:
    """The map: ``views`` (x, y, width, height) by name, ``paths`` and ``points`` by country code."""
    arcs = decoded(topology)
    countries = by_country(topology, arcs)
    arcs = [simplified(arc) for arc in arcs]
    paths: dict[str, str] = {}
    points: dict[str, Point] = {}
    for code, polygons in sorted(countries.items()):
        rings = [project(ring) for polygon in polygons for ring in outline(polygon, arcs)]
        paths[code] = path(drawn(rings))
        west, south, east, north = box(point for ring in rings for point in ring)
        if east - west < SMALL and north - south < SMALL:
            points[code] = (round((west + east) / 2, 1), round((south + north) / 2, 1))
    for code, place in NOT_DRAWN.items():
        points[code] = rounded(robinson(place))
    return {"views": {name: view(place) for name, place in VIEWS.items()}, "paths": paths, "points": points}


def view(place: Box) -> list[float]:
    """A part of the map as the viewBox of an SVG: the box drawn around its corners and the middles of its sides."""
    west, south, east, north = place
    middle = (west + east) / 2
    corners = [(x, y) for x in (west, middle, east) for y in (south, max(south, min(0.0, north)), north)]
    left, top, right, bottom = box(map(robinson, corners))
    return [round(value, 1) for value in (left, top, right - left, bottom - top)]


# --- lines --------------------------------------------------------------------------------------------------------


def simplified(points: Ring) -> Ring:
    """Douglas and Peucker's simplification. Ends stay, so that borders of neighbours go on meeting."""
    if len(points) < 3:
        return points
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        far, at = TOLERANCE, -1
        for number in range(first + 1, last):
            distance = away(points[number], points[first], points[last])
            if distance > far:
                far, at = distance, number
        if at >= 0:
            keep.add(at)
            spans += [(first, at), (at, last)]
    return [points[number] for number in sorted(keep)]


def away(point: Point, start: Point, end: Point) -> float:
    """The distance of a point from a line, or from its end where the line has no length."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = 0.0
    if length:
        along = max(0.0, min(1.0, ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length))
    across, up = point[0] - start[0] - along * dx, point[1] - start[1] - along * dy
    return float((across * across + up * up) ** 0.5)


def project(ring: Ring) -> Ring:
    """A ring of the globe as a ring of the map, cut at the map's edge: the parts follow each other, ``nan`` between."""
    west, east = MERIDIAN - 180, MERIDIAN + 180
    whole = unwound(ring)
    parts: Ring = []
    for turn in (-360.0, 0.0, 360.0):
        part = cut(cut([(x + turn, y) for x, y in whole], west, keep_east=True), east, keep_east=False)
        if part:
            parts += [*([BREAK] if parts else []), *map(robinson, part)]
    return parts


BREAK: Point = (float("nan"), float("nan"))


def unwound(ring: Ring) -> Ring:
    """Longitudes that go on past 180° instead of jumping to the other side."""
    points = [ring[0]]
    for x, y in ring[1:]:
        step = (x - points[-1][0] + 180) % 360 - 180
        points.append((points[-1][0] + step, y))
    return points


def cut(ring: Ring, meridian: float, *, keep_east: bool) -> Ring:
    """The part of a closed ring on one side of a meridian (Sutherland and Hodgman)."""
    kept: Ring = []
    for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
        inside, ends_inside = ((p[0] >= meridian) == keep_east or p[0] == meridian for p in (start, end))
        if inside:
            kept.append(start)
        if inside != ends_inside:
            along = (meridian - start[0]) / (end[0] - start[0])
            kept.append((meridian, start[1] + along * (end[1] - start[1])))
    return kept


def robinson(place: Point) -> Point:
    """Longitude and latitude as units of the map: x to the right, y down, the middle of the map at 0, 0."""
    north = abs(place[1]) / 5
    step = min(int(north), 17)
    part = north - step
    length = PARALLELS[step] + part * (PARALLELS[step + 1] - PARALLELS[step])
    height = HEIGHTS[step] + part * (HEIGHTS[step + 1] - HEIGHTS[step])
    x = 0.8487 * SCALE * length * (place[0] - MERIDIAN) * 3.141592653589793 / 180
    y = 1.3523 * SCALE * height
    return x, -y if place[1] > 0 else y


# --- SVG ------------------------------------------------------------------------------------------------------------


def rounded(point: Point) -> Point:
    """A point as exactly as it is drawn."""
    return round(point[0], 1), round(point[1], 1)


def drawn(rings: list[Ring]) -> list[Ring]:
    """The rings worth drawing: all that can be seen, and the largest in any case."""
    parts: list[Ring] = []
    for ring in rings:
        part: Ring = []
        for point in [*ring, BREAK]:
            if point[0] == point[0]:
                part.append(rounded(point))
            elif part:
                parts.append(part)
                part = []
    parts.sort(key=area, reverse=True)
    return [part for number, part in enumerate(parts) if number == 0 or area(part) >= SPECK]


def area(ring: Ring) -> float:
    """The area of a closed ring."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def path(rings: list[Ring]) -> str:
    """The ``d`` of an SVG path: relative steps, which are shorter; points that fall together are one."""
    text = []
    for ring in rings:
        x, y = ring[0]
        text.append(f"M{x:g} {y:g}")
        steps = []
        for next_x, next_y in ring[1:]:
            if (next_x, next_y) != (x, y):
                steps.append(f"{round(next_x - x, 1):g} {round(next_y - y, 1):g}")
                x, y = next_x, next_y
        text.append(f"l{' '.join(steps).replace(' -', '-')}z" if steps else "h.1z")
    return "".join(text)


def main() -> int:
    """``world_map.py FOLDER``: read countries-50m.json there, write map.json beside it."""
    folder = Path(sys.argv[1])
    topology = json.loads((folder / "countries-50m.json").read_text(encoding="utf-8"))
    (folder / "map.json").write_text(json.dumps(make(topology), separators=(",", ":")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
