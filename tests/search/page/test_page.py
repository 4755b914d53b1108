"""The search page as a browser gets it: whole, in part for htmx, without JavaScript, and with bad input."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import breaker
from search.engines.base import FACETS
from search.request import parameter_names
from tests.search.page.conftest import serving
from tests.search.page.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("embedded_index")]

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "search-found"}


def soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [link.get_text() for link in page.select(".comity-results .comity-card__title a")]


def notices(page: BeautifulSoup) -> str:
    return " ".join(
        box.get_text(" ", strip=True) for box in page.select(".comity-search__results .ecl-notification")
    )


def test_page_shows_results_with_marks_and_where_they_belong(client: Client) -> None:
    page = soup(client.get("/search/?q=extradition+Maroc"))
    assert titles(page) == ["Extradition: assurances on the death penalty"]
    card = page.select_one(".comity-results .comity-card")
    assert card is not None
    assert [mark.get_text() for mark in card.select("h3 mark")] == ["Extradition"]
    text = card.get_text(" ", strip=True)
    for part in ("Morocco", "TLP:CLEAR", "Assurances", "everyone, also without signing in"):
        assert part in text
    assert page.select_one("#search-count").get_text() == "1 result"  # type: ignore[union-attr]
    assert page.select_one("input[name=q]")["value"] == "extradition Maroc"  # type: ignore[index]


def test_form_works_without_javascript(client: Client) -> None:
    page = soup(client.get("/search/?country=MA"))
    form = page.select_one("#search-form")
    assert form is not None
    assert (form["method"], form["action"]) == ("get", "/search/")
    assert form.select_one("noscript button[type=submit]")
    ticked = [(box["name"], box["value"]) for box in form.select("input[type=checkbox][checked]")]
    assert ticked == [("country", "MA")]


def test_unticked_recognised_value_leads_to_its_canonical_address(client: Client) -> None:
    page = soup(client.get("/search/?q=parquet+Maroc"))
    fields = [
        (str(f["name"]), str(f["value"])) for f in page.select("#search-form input[type=hidden], #search-q")
    ]
    response = client.get("/search/?" + urlencode(fields))
    assert response.status_code == 302
    assert response.headers["Location"] == "/search/?q=parquet+Maroc&literal=maroc"


def test_htmx_gets_the_part_that_changes_and_the_canonical_address(client: Client) -> None:
    query = "/search/?q=Maroc&sort=&recognised=country:MA%3DMaroc&keep=country:MA%3DMaroc&country=TR&page="
    response = client.get(query, **HTMX)  # type: ignore[arg-type]
    page = soup(response)
    assert page.select_one("html") is None
    assert page.select_one("title")
    assert page.select_one("#search-count[hx-swap-oob]")
    assert response.headers["HX-Push-Url"] == "/search/?q=Maroc&country=TR"
    assert {"HX-Request", "Cookie", "Accept-Language"} <= set(response.headers["Vary"].split(", "))


def test_back_button_gets_the_whole_page(client: Client) -> None:
    response = client.get("/search/?q=Maroc", HTTP_HX_HISTORY_RESTORE_REQUEST="true", **HTMX)  # type: ignore[arg-type]
    assert soup(response).select_one("html")


def test_answers_are_never_kept_by_a_shared_cache(client: Client, world: World) -> None:
    assert client.get("/search/").headers["Cache-Control"] == "private, no-cache"
    client.force_login(world.users["member"])
    assert client.get("/search/").headers["Cache-Control"] == "private, no-store"


def test_practices_lists_practices_only(client: Client) -> None:
    page = soup(client.get("/practices/"))
    assert page.select_one("h1").get_text() == "Good practices"  # type: ignore[union-attr]
    assert len(titles(page)) == 7
    assert titles(page)[:2] == [
        "Freezing bank accounts in an urgent case",
        "Extradition: assurances on the death penalty",
    ]
    assert not page.select("#facet-type")
    browse = {link.get_text(" ", strip=True): link["href"] for link in page.select(".comity-browse a")}
    assert browse["Morocco 2"] == "/practices/?country=MA"
    assert browse["Extradition 2"] == "/practices/?topic=extradition"
    assert not soup(client.get("/practices/?country=MA")).select(".comity-browse")
    assert not soup(client.get("/search/")).select(".comity-browse")
    assert soup(client.get("/practices/?type=country")).select_one("#search-count").get_text() == "7 results"  # type: ignore[union-attr]


def test_empty_state_helps(client: Client) -> None:
    page = soup(client.get("/search/?q=parquet+Maroc&instrument=UNCAC"))
    empty = page.select_one(".comity-empty")
    assert empty is not None
    links = {link.get_text(" ", strip=True): link["href"] for link in empty.select("a")}
    assert links["without Country: Morocco"] == "/search/?q=parquet+Maroc&instrument=UNCAC&literal=maroc"
    assert links["without any filter"] == "/search/?q=parquet+Maroc&literal=maroc"
    assert links["Share an experience"] == "/practices/share/"


def test_suggestion_is_a_link(client: Client) -> None:
    link = soup(client.get("/search/?q=extradtion+Maroc")).select_one(".comity-suggestion a")
    assert link is not None
    assert (link.get_text(), link["href"]) == ("extradition Maroc", "/search/?q=extradition+Maroc")


def test_pages_of_results(client: Client, world: World) -> None:
    first = soup(client.get("/search/?sort=title"))
    assert len(titles(first)) == 20
    assert first.select_one("a[rel=next]")["href"] == "/search/?sort=title&page=2"  # type: ignore[index]
    second = soup(client.get("/search/?sort=title&page=2"))
    assert not set(titles(first)) & set(titles(second))
    assert second.select_one("ol.comity-results")["start"] == "21"  # type: ignore[index]


@pytest.mark.parametrize("page", ["1000000000", "77"])
def test_page_beyond_the_last_shows_the_last(client: Client, page: str) -> None:
    beyond = soup(client.get(f"/search/?q=STE+182&page={page}"))
    assert len(titles(beyond)) == 4
    assert "this is the last one" in notices(beyond)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("country=ZZ", "Unknown country “ZZ” was left out."),
        ("instrument=<script>", "Unknown legal instrument “<script>” was left out."),
        ("sort=nonsense", "Unknown order “nonsense” was left out."),
        ("q=" + "mot+" * 2500, "only the first 30 words were used"),
        ("q=%00%1b%ff%fe", ""),
        ("year=20x4&language=xx&kind=zz&topic=zz&type=zz", "Unknown type “zz” was left out."),
    ],
)
def test_bad_input_is_said_and_answered(client: Client, query: str, said: str) -> None:
    assert said in notices(soup(client.get(f"/search/?{query}")))


def test_every_facet_has_a_name() -> None:
    assert set(parameter_names()) == set(FACETS)


def test_markup_in_words_stays_text(client: Client) -> None:
    page = client.get("/search/?q=<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_markup_in_a_title_is_shown_not_obeyed(client: Client, world: World, tmp_path: Path) -> None:
    title = 'Seizing <b>gold</b> & "diamonds" <mark>x</mark>'
    world.add("markup", "CO", title, "Zirconium.", language="en")
    with serving("tantivy", tmp_path):
        link = soup(client.get("/search/?q=gold")).select_one(".comity-results h3 a")
    assert link is not None
    assert link.get_text() == title
    assert [mark.get_text() for mark in link.select("mark")] == ["gold"]
    assert link.select("b") == []


def test_what_left_the_audience_since_it_was_indexed_is_not_shown(client: Client, world: World) -> None:
    type(world.practices["ma-assurances"]).objects.filter(slug="ma-assurances").update(audience_key="g999")
    page = soup(client.get("/search/?q=extradition+Maroc"))
    assert titles(page) == []
    assert page.select_one("#search-count").get_text() == "No results"  # type: ignore[union-attr]
    assert "assurances" not in page.get_text().lower()


def test_title_changed_since_it_was_indexed_is_the_new_one(client: Client, world: World) -> None:
    type(world.practices["ma-assurances"]).objects.filter(slug="ma-assurances").update(
        title="Corrected title"
    )
    assert titles(soup(client.get("/search/?q=extradition+Maroc"))) == ["Corrected title"]


def test_plain_list_when_the_engine_is_down(client: Client, world: World, tmp_path: Path) -> None:
    breaker.forget()
    with override_settings(SEARCH_ENGINES={"tantivy": {"path": str(tmp_path / "nothing")}}):
        for _ in range(4):  # the breaker opens on the way: the answer is the same
            page = soup(client.get("/search/?q=extradition&type=practice"))
            assert "Search is not available right now" in notices(page)
            assert titles(page) == [
                "Extradition: assurances on the death penalty",
                "Auslieferung: Übersetzung der Unterlagen",
            ]
            assert "wallaby" not in page.get_text()
            assert page.select("#facet-country-ma")
    breaker.forget()


def test_kosovo_carries_its_footnote(client: Client, world: World) -> None:
    page = soup(client.get("/search/?country=XK"))
    assert "Kosovo*" in page.get_text()
    assert "1244" in page.select_one("#footnote").get_text()  # type: ignore[union-attr]
    assert soup(client.get("/search/?country=MA&type=practice")).select_one("#footnote") is None


def entry_titles(response: Any) -> list[str]:
    """The titles of an Atom feed."""
    return [
        str(title.text) for title in ElementTree.fromstring(response.content).iterfind("{*}entry/{*}title")
    ]


TEXT = st.text(max_size=80)
NAMES = st.sampled_from(
    [*FACETS, "q", "q", "q", "sort", "page", "literal", "keep", "recognised", "lang", "other"]
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, TEXT), max_size=8), st.booleans())
def test_no_address_is_an_error(client: Client, pairs: list[tuple[str, str]], is_htmx: bool) -> None:
    encoded = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])
    for path in ("/search/", "/practices/", "/search/feed/"):
        response = client.get(f"{path}?{encoded}", **(HTMX if is_htmx else {}))  # type: ignore[arg-type]
        assert response.status_code in (200, 302)


def test_feed_holds_public_results_whoever_asks(client: Client, world: World) -> None:
    client.force_login(world.users["insider"])
    response = client.get("/search/feed/?q=extradition")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    found = entry_titles(response)
    assert "Extradition: assurances on the death penalty" in found
    assert not {"Extradition hearings in Tirana", "Extradition: whom to call about the wallaby file"} & set(
        found
    )
    assert "wallaby" not in response.content.decode()


def test_feed_is_newest_first(client: Client, world: World) -> None:
    assert entry_titles(client.get("/search/feed/?q=STE+182&type=practice&sort=oldest")) == [
        "Audition d'un témoin par vidéoconférence",
        "Commission rogatoire adressée par la voie directe",
        "Hearing a witness by video-conference",
    ]


def places(client: Client, path: str) -> list[str]:
    """The addresses of a sitemap, or of the parts an index of sitemaps names."""
    tree = ElementTree.fromstring(client.get(path).content)
    return [str(place.text).removeprefix("http://testserver") for place in tree.iterfind(".//{*}loc")]


def test_sitemap_holds_public_pages_only(client: Client, world: World) -> None:
    client.force_login(world.users["insider"])
    paths = {path for part in places(client, "/sitemap.xml") for path in places(client, part)}
    assert {"/", "/countries/", "/countries/ma/", "/countries/ma/ma-assurances/"} <= paths
    assert {"/instruments/", "/instruments/cets182/", "/practices/"} <= paths
    assert not [path for path in paths if "al-members" in path or "ma-network" in path]


def test_robots_point_to_the_sitemap(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /search/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
