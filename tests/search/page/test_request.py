"""The address of a search, read and written."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.request import LAST_PAGE, SearchRequest, parse_request

VALUES = {
    "country": {"MA", "TN", "TR"},
    "instrument": {"CETS182", "UNTOC"},
    "topic": {"extradition"},
    "kind": {"urgency"},
    "type": {"practice", "country"},
    "language": {"en", "fr"},
    "year": {"2024"},
}


def known(facet: str, value: str) -> str | None:
    return next((v for v in VALUES[facet] if v.lower() == value.lower()), None)


def read(query: str, **options: object) -> SearchRequest:
    return parse_request(QueryDict(query), known=known, **options)  # type: ignore[arg-type]


def test_address_is_read_with_repeated_facets() -> None:
    request = read("q=extradition&country=ma&country=TN&instrument=cets182&sort=newest&page=3")
    assert request.q == "extradition"
    assert request.selected == (("country", "MA"), ("country", "TN"), ("instrument", "CETS182"))
    assert (request.sort, request.page, request.notices) == ("newest", 3, ())


def test_canonical_url_is_stable_and_ordered() -> None:
    url = "/search/?q=a&country=MA&country=TN&instrument=UNTOC&sort=newest&page=2"
    assert read("page=2&sort=newest&instrument=untoc&country=TN&country=MA&country=ma&q=a").url() == url
    assert read("").url() == "/search/"
    assert read("q=&country=&sort=&page=1").url() == "/search/"


def test_default_order_is_not_written() -> None:
    assert read("q=a&sort=relevance").url() == "/search/?q=a"
    assert read("sort=newest").url() == "/search/"
    assert read("q=a&sort=newest").url() == "/search/?q=a&sort=newest"


def test_url_adds_and_removes() -> None:
    request = read("q=a&country=MA&country=TN&page=4")
    assert request.url(remove={"country": "MA"}) == "/search/?q=a&country=TN"
    assert request.url(remove={"country": None}) == "/search/?q=a"
    assert request.url(add={"instrument": "UNTOC"}) == "/search/?q=a&country=MA&country=TN&instrument=UNTOC"
    assert request.url(add={"page": 5}) == "/search/?q=a&country=MA&country=TN&page=5"
    assert request.url(add={"q": "b c"}) == "/search/?q=b+c&country=MA&country=TN"


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("country=ZZ", "Unknown country “ZZ” was left out."),
        ("instrument=CETS999", "Unknown legal instrument “CETS999” was left out."),
        ("sort=nonsense", "Unknown order “nonsense” was left out."),
        ("page=1000000000", "There are no results on page 1000000000."),
        ("page=-1", "The page number was not understood: this is the first page."),
        ("page=٣", "The page number was not understood: this is the first page."),
        ("q=" + "word+" * 2_000, "The text was very long: only the first 30 words were used."),
    ],
)
def test_what_cannot_be_used_is_said(query: str, notice: str) -> None:
    request = read(query)
    assert request.notices == (notice,)
    assert request.selected == ()


def test_page_beyond_the_window_is_the_last_possible() -> None:
    assert read("page=1000000000").page == LAST_PAGE


def test_many_unknown_values_make_few_notices() -> None:
    request = read("&".join(f"country=Z{n}" for n in range(500)))
    assert len(request.notices) == 4


def test_fixed_facet_is_not_read_from_the_address() -> None:
    request = read("type=country&country=MA", path="/practices/", fixed=(("type", "practice"),))
    assert request.selected == (("country", "MA"),)
    assert request.url() == "/practices/?country=MA"
    assert "type" not in request.facets


def test_unticked_recognised_value_makes_its_words_literal() -> None:
    request = read("q=extradition+Maroc&recognised=country:MA%3DMaroc")
    assert request.literal == ("maroc",)
    assert request.url() == "/search/?q=extradition+Maroc&literal=maroc"


def test_kept_recognised_value_stays_recognised() -> None:
    request = read("q=Maroc&recognised=country:MA%3DMaroc&keep=country:MA%3DMaroc")
    assert (request.literal, request.selected) == ((), ())


def test_one_of_two_values_of_the_same_words_can_be_unticked() -> None:
    request = read("q=x&recognised=country:MA%3Dx&recognised=country:TN%3Dx&keep=country:TN%3Dx")
    assert request.literal == ("x",)
    assert request.selected == (("country", "TN"),)


def test_literal_words_that_left_the_text_are_forgotten() -> None:
    assert read("q=Tunisie&literal=maroc").literal == ()


TEXT = st.text(max_size=60)
NAMES = st.sampled_from([*VALUES, "q", "sort", "page", "literal", "keep", "recognised", "lang"])


@given(st.lists(st.tuples(NAMES, TEXT), max_size=12))
def test_any_address_is_read_and_its_canonical_form_is_a_fixed_point(pairs: list[tuple[str, str]]) -> None:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    url = parse_request(data, known=known).url()
    again = read(urlsplit(url).query)
    assert again.url() == url
    assert again.notices == ()
    assert all(value for _name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True))
