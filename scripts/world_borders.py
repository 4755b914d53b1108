"""Countries and their borders, as the npm package world-atlas (Natural Earth) has them, corrected.

Standard library only; used by ``world_map.py``. TopoJSON, version 1: arcs are delta-encoded, a negative index is an
arc backwards, a border that two countries share is one arc.

Natural Earth draws who controls a place. A map of an EU project must not say what the Union does not recognise:

* Crimea is drawn with Ukraine (UN General Assembly resolution 68/262), not with Russia;
* the Golan is drawn with Syria (UN Security Council resolution 497), not with Israel;
* Western Sahara is drawn whole, up to the parallel of 27° 40' north, not up to the wall in its middle (UN list of
  Non-Self-Governing Territories; CJEU, C-104/16 P);
* the north of Cyprus is drawn with Cyprus (UN Security Council resolution 541), Somaliland with Somalia;
* Kosovo, which has no number in ISO 3166-1, is keyed by hand as XK; its footnote stands below the map;
* the Siachen Glacier belongs to nobody here; Antarctica, which no treaty here concerns, is left out.

Where the data no longer is as expected, ``ValueError``: a correction of what was corrected would do harm unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
Box = tuple[float, float, float, float]
Polygon = list[list[int]]
"""Rings, each a list of arc numbers; the first is the outer one."""

CRIMEA = (32.3, 44.2, 36.8, 46.3)
"""West, south, east, north of what is drawn as a polygon of its own in Russia."""
UNNUMBERED = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO", "Indian Ocean Ter.": "AU"}
LEFT_OUT = frozenset({"AQ"})

CEDED = {
    ("IL", "SY"): (
        (35.63, 33.27),
        (35.65, 33.2),
        (35.65, 33.0),
        (35.63, 32.88),
        (35.65, 32.8),
        (35.61, 32.68),
    ),
    ("MA", "EH"): ((-13.17, 27.67), (-8.685, 27.657)),
}
"""By whose area it is taken from and given to: the line where the border is drawn instead, longitude and latitude.
From Lebanon along the Jordan and the Sea of Galilee to the Yarmouk, and along a parallel: both as coarse as the map."""
NEAR = 0.06
"""Degrees within which an end of a line must lie from a point of the border it begins or ends at."""

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
        for polygon in ([list(ring) for ring in polygon] for polygon in polygons):
            if code == "RU" and is_crimea(polygon, arcs):
                added.setdefault("UA", []).append(polygon)
            else:
                (added if name in UNNUMBERED and code != "XK" else found).setdefault(code, []).append(polygon)
    if "UA" not in added:
        raise ValueError("Crimea was not found among the polygons of Russia: the data has changed")
    for code, polygons in added.items():
        found[code] = united(found.get(code, []), polygons)
    for (giver, taker), line in CEDED.items():
        cede(found, arcs, giver, taker, list(line))
    return found


def cede(found: dict[str, list[Polygon]], arcs: list[Ring], giver: str, taker: str, line: Ring) -> None:
    """Give the part of a country beyond a line to its neighbour. New arcs are added at the end of ``arcs``."""
    polygon = max(found[giver], key=lambda p: len(follow(p[0], arcs)))
    ends = [split(found, arcs, polygon[0], place) for place in (line[0], line[-1])]
    arcs.append([ends[0], *line[1:-1], ends[1]])
    there = _from_to(polygon[0], arcs, ends[0], ends[1])
    back = _from_to(polygon[0], arcs, ends[1], ends[0])
    theirs = {index(arc) for p in found[taker] for ring in p for arc in ring}
    border = len(arcs) - 1
    if touches := theirs & {index(arc) for arc in there}:
        polygon[0], lost = [*back, border], [*there, ~border]
    elif touches := theirs & {index(arc) for arc in back}:
        polygon[0], lost = [*there, ~border], [*back, border]
    if not touches:
        raise ValueError(f"{giver} no longer borders {taker}: the data has changed")
    found[taker] = united(found[taker], [[lost]])


def split(found: dict[str, list[Polygon]], arcs: list[Ring], ring: list[int], place: Point) -> Point:
    """Let an arc of a ring end at its point nearest to a place, in every country that has the arc; gives the point."""
    distance, number, at = min(
        ((x - place[0]) ** 2 + (y - place[1]) ** 2, index(arc), at)
        for arc in ring
        for at, (x, y) in enumerate(arcs[index(arc)])
    )
    if distance**0.5 > NEAR:
        raise ValueError(f"no border near {place}: the data has changed")
    point, last = arcs[number][at], len(arcs[number]) - 1
    if 0 < at < last:
        arcs += [arcs[number][: at + 1], arcs[number][at:]]
        parts = {number: [len(arcs) - 2, len(arcs) - 1], ~number: [~(len(arcs) - 1), ~(len(arcs) - 2)]}
        for polygons in found.values():
            for each in (ring for polygon in polygons for ring in polygon):
                each[:] = [part for arc in each for part in parts.get(arc, [arc])]
    return point


def _from_to(ring: list[int], arcs: list[Ring], start: Point, end: Point) -> list[int]:
    """The arcs of a closed ring from one of its corners to another."""
    corners = [follow([arc], arcs)[0] for arc in ring]
    first = corners.index(start)
    turned = ring[first:] + ring[:first]
    return turned[: (corners.index(end) - first) % len(ring)]


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


def box(points: Iterable[Point]) -> Box:
    """Least x and y, greatest x and y."""
    known = [point for point in points if point[0] == point[0]]
    xs, ys = [x for x, _y in known], [y for _x, y in known]
    return min(xs), min(ys), max(xs), max(ys)
