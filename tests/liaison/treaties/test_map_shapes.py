"""The shapes of the world map: what Natural Earth draws is corrected, borders stay joined, nothing runs across."""

from __future__ import annotations

import csv
import importlib.util
import json
import math
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "portal" / "static" / "vendor" / "world-atlas"

Ring = list[tuple[float, float]]


def load() -> ModuleType:
    """The script as a module."""
    sys.path.insert(0, str(ROOT / "scripts"))
    spec = importlib.util.spec_from_file_location("world_map", ROOT / "scripts" / "world_map.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    return module


world_map = load()
borders = sys.modules["world_borders"]


@pytest.fixture(scope="module")
def topology() -> Any:
    """The borders as they came."""
    return json.loads((FOLDER / "countries-50m.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def drawn(topology: Any) -> dict[str, Any]:
    """The map made of them."""
    made: dict[str, Any] = world_map.make(topology)
    return made


def rings(path: str) -> list[Ring]:
    """The rings of an SVG path made of M and l steps."""
    found = []
    for part in path.split("M")[1:]:
        start, _l, steps = part.rstrip("z").partition("l")
        x, y = (float(n) for n in start.split(" ")[:2]) if "h" not in start else (0.0, 0.0)
        ring = [(x, y)]
        numbers = [float(n) for n in re.findall(r"-?[\d.]+(?:e-\d+)?", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        found.append(ring)
    return found


def contains(path: str, longitude: float, latitude: float) -> bool:
    """Whether a place lies within a country, by the even-odd rule."""
    x, y = world_map.robinson((longitude, latitude))
    inside = False
    for ring in rings(path):
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


PLACES = {
    "Simferopol": ("UA", 34.1, 44.95),
    "Yalta": ("UA", 34.1, 44.6),
    "Kherson": ("UA", 33.0, 47.2),
    "Krasnodar": ("RU", 39.0, 45.0),
    "Chukotka, east of 180°": ("RU", 187.0, 66.5),
    "Kaliningrad": ("RU", 21.0, 54.7),
    "Prishtina": ("XK", 21.1, 42.6),
    "north of Cyprus": ("CY", 33.5, 35.3),
    "south of Cyprus": ("CY", 32.9, 34.9),
    "Hargeisa": ("SO", 45.0, 9.4),
    "Laayoune": ("EH", -13.1, 27.1),
    "Dakhla": ("EH", -15.0, 23.0),
    "Tifariti, east of the wall": ("EH", -10.5, 26.2),
    "Tarfaya's hinterland": ("MA", -12.3, 27.9),
    "Guelmim": ("MA", -10.0, 29.0),
    "Golan": ("SY", 35.75, 33.0),
    "Damascus": ("SY", 36.3, 33.5),
    "Tel Aviv": ("IL", 34.9, 32.1),
    "Upper Galilee": ("IL", 35.45, 32.9),
    "Ramallah": ("PS", 35.2, 31.95),
    "Vanua Levu": ("FJ", 179.1, -16.6),
    "Alaska": ("US", -150.0, 65.0),
    "Paris": ("FR", 2.4, 48.8),
    "Cayenne's hinterland": ("FR", -53.0, 4.0),
}


@pytest.mark.parametrize("place", PLACES)
def test_place_is_drawn_with_its_country_and_no_other(drawn: dict[str, Any], place: str) -> None:
    code, longitude, latitude = PLACES[place]
    assert [c for c, path in drawn["paths"].items() if contains(path, longitude, latitude)] == [code]


def test_natural_earth_still_draws_crimea_elsewhere(topology: Any) -> None:
    """Should it be corrected at the source, the correction here would do harm unseen."""
    arcs = borders.decoded(topology)
    russia = next(g for g in topology["objects"]["countries"]["geometries"] if g.get("id") == "643")
    assert sum(borders.is_crimea(polygon, arcs) for polygon in russia["arcs"]) == 1


def test_nothing_runs_across_the_map(drawn: dict[str, Any]) -> None:
    """A ring stitched over the edge would have a step as long as the map is wide."""
    longest = max(
        math.hypot(x2 - x1, y2 - y1)
        for path in drawn["paths"].values()
        for ring in rings(path)
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)
    )
    assert longest < 130  # the straight border of Canada and the United States


def test_a_ring_over_the_edge_is_cut_into_two() -> None:
    west = world_map.MERIDIAN - 180
    ring = [(west - 4, 10.0), (west + 4, 10.0), (west + 4, 14.0), (west - 4, 14.0), (west - 4, 10.0)]
    parts: list[Ring] = [[]]
    for point in world_map.project(ring):
        if point[0] == point[0]:
            parts[-1].append(point)
        else:
            parts.append([])
    left, right = sorted(parts)
    assert max(x for x, _y in left) < -450 and min(x for x, _y in right) > 450


def test_every_code_is_a_country_of_the_portal(drawn: dict[str, Any]) -> None:
    with (ROOT / "data" / "countries.csv").open(encoding="utf-8") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    assert set(drawn["paths"]) | set(drawn["points"]) <= known
    assert set(borders.ALPHA2.values()) == known - {"XK"}


def test_parties_of_the_data_file_are_all_on_the_map(drawn: dict[str, Any]) -> None:
    """States all; of territories those the scale allows."""
    with (ROOT / "data" / "treaty_status.csv").open(encoding="utf-8") as file:
        states = {row["party"] for row in csv.DictReader(file) if row["party_type"] == "state"}
    assert states - set(drawn["paths"]) - set(drawn["points"]) == set()


def test_small_countries_are_marked_by_a_point(drawn: dict[str, Any]) -> None:
    assert {"MT", "MC", "SM", "LI", "AD", "SG", "GI", "TV"} <= set(drawn["points"])
    assert not {"FR", "CY", "UA", "RU"} & set(drawn["points"])


def test_what_was_made_at_set_up_is_what_the_script_makes(drawn: dict[str, Any]) -> None:
    assert json.loads((FOLDER / "map.json").read_text()) == json.loads(json.dumps(drawn))


@pytest.mark.parametrize(("number", "words"), [("643", "Crimea"), ("732", "EH"), ("760", "SY")])
def test_changed_data_is_refused(topology: Any, number: str, words: str) -> None:
    geometries = [g for g in topology["objects"]["countries"]["geometries"] if g.get("id") != number]
    changed = {**topology, "objects": {"countries": {"geometries": geometries}}}
    with pytest.raises((ValueError, KeyError), match=words):
        world_map.make(changed)


@pytest.mark.parametrize("pair", [("IL", "SY"), ("MA", "EH")], ids="-".join)
def test_a_line_that_is_no_longer_at_a_border_is_refused(
    topology: Any, pair: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = borders.CEDED[pair]
    monkeypatch.setitem(borders.CEDED, pair, ((line[0][0] + 1, line[0][1] + 1), *line[1:]))
    with pytest.raises(ValueError, match="no border near"):
        world_map.make(topology)


@pytest.mark.parametrize(("giver", "taker"), [("643", "804"), ("376", "760"), ("504", "732")])
def test_the_lines_of_the_data_are_not_drawn(
    topology: Any, drawn: dict[str, Any], giver: str, taker: str
) -> None:
    """Of Natural Earth's line between two countries not one inner point is left in the shape of the second."""
    arcs = borders.decoded(topology)
    shape = {g.get("id"): _all_arcs(g["arcs"]) for g in topology["objects"]["countries"]["geometries"]}
    if giver == "643":  # only the one round Crimea
        russia = next(g for g in topology["objects"]["countries"]["geometries"] if g.get("id") == "643")
        shape[giver] = _all_arcs(next(p for p in russia["arcs"] if borders.is_crimea(p, arcs)))
    line = shape[giver] & shape[taker]
    assert line
    shown = {
        world_map.rounded(point) for ring in rings(drawn["paths"][borders.ALPHA2[taker]]) for point in ring
    }
    inner = [point for number in line for point in world_map.simplified(arcs[number])[1:-1]]
    assert inner and not shown & {world_map.rounded(world_map.robinson(point)) for point in inner}


def _all_arcs(nested: Any) -> set[int]:
    if isinstance(nested, int):
        return {borders.index(nested)}
    return {number for part in nested for number in _all_arcs(part)}


def test_views_hold_what_they_are_called_after(drawn: dict[str, Any]) -> None:
    def inside(name: str, longitude: float, latitude: float) -> bool:
        left, top, width, height = drawn["views"][name]
        x, y = world_map.robinson((longitude, latitude))
        return bool(left <= x <= left + width and top <= y <= top + height)

    places = {"Cape Horn": (-67.3, -56.0), "Wrangel": (181.0, 71.0), "Suva": (178.4, -18.1)}
    europe = {"Lisbon": (-9.1, 38.7), "North Cape": (25.8, 71.0), "Baku": (49.9, 40.4), "Cairo": (31.2, 30.0)}
    assert all(inside("world", *place) for place in {**places, **europe}.values())
    assert [name for name, place in europe.items() if not inside("europe", *place)] == []
    assert [name for name, place in places.items() if inside("europe", *place)] == []
