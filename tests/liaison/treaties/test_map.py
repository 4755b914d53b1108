"""The page of the map: each state drawn as what it is, and the same as a table."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from liaison.treaties import map as world_map
from liaison.treaties.enums import Standing
from liaison.treaties.matrix_table import LETTERS
from portal.reference.models import Country
from tests.factories import make_country, make_instrument
from tests.liaison.treaties.conftest import D, make_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> None:
    for code in ("MA", "UA", "FR", "MT", "TN", "RU"):
        make_country(code)
    make_instrument("CETS001", official_no="CETS 001")
    make_instrument("CETS182", official_no="CETS 182")
    make_status("CETS182", "UA", in_force=D("2012-01-01"))
    make_status("CETS182", "MT", in_force=D("2013-01-01"))
    make_status("CETS182", "FR", status="signed_only", signed=D("2001-11-08"))
    make_status("CETS182", "TN", status="party_dates_unknown")
    make_status(
        "CETS182", "RU", status="denounced", in_force=D("2020-01-01"), denunciation_effective=D("2022-09-16")
    )


def drawn(page: Any) -> dict[str, set[str]]:
    """The first words of the titles in each group of the map, by letter; circles and areas together."""
    text = page.content.decode()
    found: dict[str, set[str]] = {}
    for letter, inside in re.findall(
        r'<g class="comity-map__\w+ comity-map__(\w)"[^>]*>(.*?)(?=<g class|</svg>)', text, re.S
    ):
        found.setdefault(letter, set()).update(re.findall(r"<title>([^:<]*):", inside))
    return found


def test_countries_are_drawn_as_they_stand(client: Client, world: None) -> None:
    page = client.get("/treaties/map/?instrument=CETS182&on=2024-01-15")
    found = drawn(page)
    assert found["b"] == {"Ukraine", "Malta"}
    assert found["s"] == {"France"}
    assert found["d"] == {"Russia"}
    assert found["u"] == {"Tunisia"}
    assert found["y"] == set()
    assert {"Morocco", "Kosovo*", "Brazil"} <= found["n"]
    text = page.content.decode()
    assert "<title>Ukraine: In force since 1 Jan 2012</title>" in text
    assert "<title>Morocco: No data</title>" in text
    assert 'href="#row-UA"' in text and 'id="row-UA"' in text


def test_the_day_decides(client: Client, world: None) -> None:
    found = drawn(client.get("/treaties/map/?instrument=CETS182&on=2012-06-01"))
    assert found["b"] == {"Ukraine"}
    assert found["y"] == {"Malta", "Russia"}


def test_every_standing_has_a_pattern_of_its_own(client: Client, world: None) -> None:
    text = client.get("/treaties/map/?instrument=CETS182").content.decode()
    patterns = dict(re.findall(r'<pattern id="map-(\w)"[^>]*>(.*?)</pattern>', text, re.S))
    assert set(patterns) == {LETTERS[standing] for standing in Standing}
    assert len(set(patterns.values())) == len(patterns)


def test_table_says_what_the_map_says(client: Client, world: None) -> None:
    page = client.get("/treaties/map/?instrument=CETS182&on=2024-01-15")
    facts = page.context["facts"]
    assert {e.fact.status.party: e.fact.standing.value for e in facts.entries} == {
        "FR": "signed_only",
        "MT": "bound",
        "RU": "denounced",
        "TN": "unknown",
        "UA": "bound",
    }
    assert ("MA", "Morocco") in facts.parties_without
    assert "The table below says the same." in page.content.decode()


def test_without_an_instrument_the_first_with_data_is_shown(client: Client, world: None) -> None:
    for address in ("/treaties/map/", "/treaties/map/?instrument="):
        assert client.get(address).context["chosen_instrument"].pk == "CETS182"


def test_unknown_instrument_is_told_at_its_field(client: Client, world: None) -> None:
    page = client.get("/treaties/map/?instrument=NONE&on=soon")
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["instrument", "on"]
    assert "<svg viewBox" not in page.content.decode()


def test_other_filters_do_not_narrow_the_map(client: Client, world: None) -> None:
    page = client.get("/treaties/map/?instrument=CETS182&region=015&status=bound&country=UA")
    assert len(page.context["facts"].entries) == 5


def test_table_stands_alone_where_set_up_brought_no_shapes(
    client: Client, world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world_map, "SHAPES", "vendor/world-atlas/none.json")
    world_map.shapes.cache_clear()
    try:
        page = client.get("/treaties/map/?instrument=CETS182")
    finally:
        world_map.shapes.cache_clear()
    assert page.status_code == 200
    assert b"comity-map" not in page.content and b'id="row-UA"' in page.content


def test_nothing_is_on_file_at_all(client: Client) -> None:
    page = client.get("/treaties/map/")
    assert page.status_code == 200
    assert "Choose an instrument." in page.content.decode()


def test_kosovo_is_on_the_map_with_its_footnote(client: Client, world: None) -> None:
    Country.objects.create(code="XK", alpha3="XKX", footnote="Without prejudice.")
    text = client.get("/treaties/map/?instrument=CETS182").content.decode()
    assert "<title>Kosovo*: No data</title>" in text
    assert "* Without prejudice." in text


@pytest.mark.parametrize(
    ("asked", "view"), [("", "world"), ("europe", "europe"), ("moon", "world"), ("%00", "world")]
)
def test_a_part_of_the_world_can_be_chosen(client: Client, world: None, asked: str, view: str) -> None:
    page = client.get(f"/treaties/map/?instrument=CETS182&view={asked}")
    assert page.context["view"] == view
    drawn = world_map.shapes()
    assert drawn is not None
    box = " ".join(f"{n:g}" for n in drawn.views[view])
    assert f'viewBox="{box}"' in page.content.decode()


def test_legend_shows_the_patterns_of_the_map(client: Client, world: None) -> None:
    text = client.get("/treaties/map/?instrument=CETS182").content.decode()
    assert re.findall(r"comity-map__swatch.*?url\(#map-(\w)\)", text) == [
        LETTERS[standing] for standing in Standing
    ]
