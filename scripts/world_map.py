"""Makes the shapes of the world map from the npm package world-atlas (Natural Earth, public domain).

Standard library only; run by scripts/fetch_assets.py when the package is unpacked. Reads TopoJSON (the format's
specification, version 1: arcs are delta-encoded, a negative index is an arc backwards, shared borders are one arc)
and writes ``map.json``: for each country, by its ISO 3166-1 alpha-2 code, the path of an SVG in Robinson's
projection, and a point where it is too small to be seen.

What Natural Earth draws is corrected, because a map of an EU project must not say otherwise:

* Crimea is drawn with Ukraine (UN General Assembly resolution 68/262), not with Russia;
* the north of Cyprus is drawn with Cyprus and Somaliland with Somalia (neither is recognised by the EU);
* Kosovo, which has no number in ISO 3166-1, is keyed by hand as XK; its footnote stands below the map;
* rings that go over the map's edge are cut there, instead of running back across the whole map;
* Antarctica, whose ring goes round the pole and which no treaty here concerns, is left out.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
Box = tuple[float, float, float, float]

WIDTH = 1000.0
MERIDIAN = 11.0
"""The middle of the map. Its edge, 169° west, then runs through the Bering Strait and leaves Russia in one piece."""
TOLERANCE = 0.09
"""Degrees by which a simplified border may stray: a quarter of a unit of the map."""
SMALL = 5.0
"""A country narrower and lower than this many units is marked by a point as well."""
SPECK = 0.12
"""An island smaller than this many square units is not drawn, but for a country's largest."""

CRIMEA = (32.3, 44.2, 36.8, 46.3)
"""West, south, east, north of what is drawn as a polygon of its own in Russia."""
UNNUMBERED = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO", "Indian Ocean Ter.": "AU"}
LEFT_OUT = frozenset({"AQ"})
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

# ISO 3166-1: number and alpha-2 code.
NUMBERS = """
004AF 008AL 010AQ 012DZ 016AS 020AD 024AO 028AG 031AZ 032AR 036AU 040AT 044BS 048BH 050BD 051AM 052BB 056BE
060BM 064BT 068BO 070BA 072BW 074BV 076BR 084BZ 086IO 090SB 092VG 096BN 100BG 104MM 108BI 112BY 116KH 120CM
124CA 132CV 136KY 140CF 144LK 148TD 152CL 156CN 158TW 162CX 166CC 170CO 174KM 175YT 178CG 180CD 184CK 188CR
191HR 192CU 196CY 203CZ 204BJ 208DK 212DM 214DO 218EC 222SV 226GQ 231ET 232ER 233EE 234FO 238FK 239GS 242FJ
246FI 248AX 250FR 254GF 258PF 260TF 262DJ 266GA 268GE 270GM 275PS 276DE 288GH 292GI 296KI 300GR 304GL 308GD
312GP 316GU 320GT 324GN 328GY 332HT 334HM 336VA 340HN 344HK 348HU 352IS 356IN 360ID 364IR 368IQ 372IE 376IL
380IT 384CI 388JM 392JP 398KZ 400JO 404KE 408KP 410KR 414KW 417KG 418LA 422LB 426LS 428LV 430LR 434LY 438LI
440LT 442LU 446MO 450MG 454MW 458MY 462MV 466ML 470MT 474MQ 478MR 480MU 484MX 492MC 496MN 498MD 499ME 500MS
504MA 508MZ 512OM 516NA 520NR 524NP 528NL 531CW 533AW 534SX 535BQ 540NC 548VU 554NZ 558NI 562NE 566NG 570NU
574NF 578NO 580MP 581UM 583FM 584MH 585PW 586PK 591PA 598PG 600PY 604PE 608PH 612PN 616PL 620PT 624GW 626TL
630PR 634QA 638RE 642RO 643RU 646RW 652BL 654SH 659KN 660AI 662LC 663MF 666PM 670VC 674SM 678ST 682SA 686SN
688RS 690SC 694SL 702SG 703SK 704VN 705SI 706SO 710ZA 716ZW 724ES 728SS 729SD 732EH 740SR 744SJ 748SZ 752SE
756CH 760SY 762TJ 764TH 768TG 772TK 776TO 780TT 784AE 788TN 792TR 795TM 796TC 798TV 800UG 804UA 807MK 818EG
826GB 831GG 832JE 833IM 834TZ 840US 850VI 854BF 858UY 860UZ 862VE 876WF 882WS 887YE 894ZM
"""
ALPHA2 = {entry[:3]: entry[3:] for entry in NUMBERS.split()}


def make(topology: dict[str, Any]) -> dict[str, Any]:
    """The map: ``views`` (x, y, width, height) by name, ``paths`` and ``points`` by country code."""
    arcs = [simplified(arc) for arc in decoded(topology)]
    paths: dict[str, str] = {}
    points: dict[str, Point] = {}
    for code, polygons in sorted(by_country(topology, arcs).items()):
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


# --- TopoJSON -------------------------------------------------------------------------------------------------------


def decoded(topology: dict[str, Any]) -> list[Ring]:
    """The arcs as longitudes and latitudes: sums of the quantised steps, scaled and moved."""
    (across, up), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy, *_rest in steps:
            x, y = x + dx, y + dy
            arc.append((x * across + west, y * up + south))
        arcs.append(arc)
    return arcs


Polygon = list[list[int]]
"""Rings, each a list of arc numbers; the first is the outer one."""


def by_country(topology: dict[str, Any], arcs: list[Ring]) -> dict[str, list[Polygon]]:
    """Polygons by alpha-2 code, corrected. What belongs together by the corrections becomes one polygon."""
    found: dict[str, list[Polygon]] = {}
    added: dict[str, list[Polygon]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = ALPHA2.get(geometry.get("id", "")) or UNNUMBERED.get(name)
        if code is None or code in LEFT_OUT:
            continue  # the Siachen Glacier: neither India's nor Pakistan's here
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            if code == "RU" and is_crimea(polygon, arcs):
                added.setdefault("UA", []).append(polygon)
            else:
                (added if name in UNNUMBERED and code != "XK" else found).setdefault(code, []).append(polygon)
    if "UA" not in added:
        raise ValueError("Crimea was not found among the polygons of Russia: the data has changed")
    for code, polygons in added.items():
        found[code] = united(found.get(code, []), polygons)
    return found


def is_crimea(polygon: Polygon, arcs: list[Ring]) -> bool:
    """Whether a polygon lies wholly where Crimea is."""
    west, south, east, north = box(follow(polygon[0], arcs))
    return west >= CRIMEA[0] and south >= CRIMEA[1] and east <= CRIMEA[2] and north <= CRIMEA[3]


def united(polygons: list[Polygon], added: list[Polygon]) -> list[Polygon]:
    """The polygons with ``added``: borders between them, which are arcs both have, disappear."""
    for polygon in added:
        numbers = {index(arc) for ring in polygon for arc in ring}
        touching = [p for p in polygons if numbers & {index(arc) for ring in p for arc in ring}]
        rest = [p for p in polygons if p not in touching]
        polygons = [*rest, joined([*touching, polygon])]
    return polygons


def index(arc: int) -> int:
    """The number of an arc whichever way it is run through."""
    return arc if arc >= 0 else ~arc


def joined(polygons: list[Polygon]) -> Polygon:
    """Rings of the arcs that border only one of the polygons. ``ValueError`` where they do not close."""
    every = [arc for polygon in polygons for ring in polygon for arc in ring]
    times = Counter(index(arc) for arc in every)
    return [[arc for arc in every if times[index(arc)] == 1]]


def follow(ring: list[int], arcs: list[Ring]) -> Ring:
    """The points of one ring, in order."""
    points: Ring = []
    for arc in ring:
        part = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        points += part[1:] if points else part
    return points


def outline(polygon: Polygon, arcs: list[Ring]) -> Iterator[Ring]:
    """Closed rings of a polygon. The arcs of a joined one are put in order, end to beginning."""
    for ring in polygon:
        left = list(ring)
        while left:
            points = follow([left.pop(0)], arcs)
            while not same(points[0], points[-1]):
                nearest = next((a for a in left if same(follow([a], arcs)[0], points[-1])), None)
                if nearest is None:
                    raise ValueError("a ring does not close: the data has changed")
                left.remove(nearest)
                points += follow([nearest], arcs)[1:]
            yield points


def same(left: Point, right: Point) -> bool:
    """Whether two points are one; 180° east is 180° west."""
    return abs(left[1] - right[1]) < 1e-9 and abs((left[0] - right[0] + 180) % 360 - 180) < 1e-9


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


def box(points: Iterable[Point]) -> Box:
    """Least x and y, greatest x and y."""
    known = [point for point in points if point[0] == point[0]]
    xs, ys = [x for x, _y in known], [y for _x, y in known]
    return min(xs), min(ys), max(xs), max(ys)


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
