"""What a search finds: queries, what must come first, what must be among the results, and what must not.

Every row runs on both engines. Change the ranking by adding a row here first.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils import translation

from portal.indexing import builders
from portal.reference.models import Instrument
from portal.visibility import ANONYMOUS
from search.labels import Labels
from search.request import parse_request
from search.results import SearchPage, search
from tests.search.page.world import World

pytestmark = pytest.mark.django_db


def find(viewer: Any, language: str = "en", languages: tuple[str, ...] = (), **parameters: Any) -> SearchPage:
    """The page of results for some URL parameters."""
    with translation.override(language):
        data = QueryDict(urlencode(parameters, doseq=True))
        asked = parse_request(data, known=Labels(language).known)
        return search(viewer=viewer, request=asked, languages=languages)


def names(world: World, page: SearchPage) -> list[str]:
    """The results by the names the world gives them; dossiers and instruments by their code."""
    known = {f"practice:{p.pk}": name for name, p in world.practices.items()}
    known |= {f"country:{p.pk}": code for code, p in world.dossiers.items()}
    instruments = builders()["instrument"]
    known |= {f"instrument:{instruments.object_id(i)}": i.code for i in Instrument.objects.all()}
    return [known[result.id] for result in page.results]


def practices(world: World, page: SearchPage) -> list[str]:
    """The practices among the results."""
    return [name for name in names(world, page) if name in world.practices]


# query, first of all results, also found, not found; for an anonymous reader of the English interface
OUTCOMES: list[tuple[str, str, set[str], set[str]]] = [
    # A country in any language or spelling is a filter; the other words order what is left.
    (
        "extradition Maroc",
        "ma-assurances",
        set(),
        {"tr-unterlagen", "ma-rogatoire", "al-members", "ma-network"},
    ),
    ("Marokko Auslieferung", "ma-assurances", set(), {"tr-unterlagen", "ma-rogatoire"}),
    ("extradition vers le Maroc", "ma-assurances", set(), {"tr-unterlagen", "ma-rogatoire"}),
    ("EXTRADITION MAROC", "ma-assurances", set(), {"tr-unterlagen", "ma-rogatoire"}),
    ("المغرب", "ma-assurances", {"ma-rogatoire", "MA"}, {"tr-unterlagen", "tn-video", "ma-network"}),
    ("Марокко", "ma-assurances", {"ma-rogatoire", "MA"}, {"tr-unterlagen"}),
    ("Türkei", "tr-unterlagen", {"TR"}, {"ma-assurances"}),
    ("TURKIYE", "tr-unterlagen", {"TR"}, {"ma-assurances"}),
    ("how to freeze an account in Dubai", "ae-freezing", set(), {"co-activos"}),
    ("decomiso Colombia", "co-activos", set(), {"ae-freezing"}),
    # So is an instrument under any of its names; its own entry is among the results.
    ("STE 182", "tn-video", {"ma-rogatoire", "ch-video", "CETS182"}, {"ma-assurances", "tr-unterlagen"}),
    ("CETS No. 182", "tn-video", {"ma-rogatoire", "ch-video"}, {"ma-assurances"}),
    ("cets182 vidéoconférence", "tn-video", {"ch-video"}, {"ma-rogatoire", "ma-assurances"}),
    ("cets182 videoconference", "tn-video", {"ch-video"}, {"ma-rogatoire"}),
    ("Palermo convention", "ma-assurances", {"ma-rogatoire", "UNTOC"}, {"tn-video"}),
    # A topic's word finds what speaks of it first, then what is filed under it in other languages.
    ("extradition", "CETS024", {"ma-assurances", "tr-unterlagen"}, {"tn-video", "al-members", "ma-network"}),
    ("Auslieferung", "tr-unterlagen", {"ma-assurances", "CETS024"}, {"tn-video", "al-members"}),
    ("estradizione", "CETS024", {"ma-assurances", "tr-unterlagen"}, {"tn-video"}),
    ("commission rogatoire", "ma-rogatoire", {"CETS182"}, {"tn-video", "ae-freezing"}),
    ("video-conference witness", "ch-video", set(), {"ma-assurances"}),
    # Words in the language of the entry, inflected, without accents.
    ("übersetzte Unterlage", "tr-unterlagen", set(), {"ma-assurances"}),
    ("ubersetzung unterlagen", "tr-unterlagen", set(), {"ma-assurances"}),
    ("hearings witnesses", "ch-video", set(), {"ae-freezing"}),
    # Phrases and exclusions.
    ('"diplomatischen Weg"', "tr-unterlagen", set(), {"ma-assurances"}),
    ("assurance -Türkei", "ma-assurances", set(), {"tr-unterlagen", "TR"}),
    ("extradition -Übersetzung", "CETS024", {"ma-assurances"}, {"tr-unterlagen"}),
]

# The same on /practices/, where nothing but practices is listed: all of them, in this order.
PRACTICE_OUTCOMES: list[tuple[str, list[str]]] = [
    ("extradition", ["ma-assurances", "tr-unterlagen"]),
    ("Auslieferung", ["tr-unterlagen", "ma-assurances"]),
    ("extradition -Türkei", ["ma-assurances"]),
    ("confiscation", ["ae-freezing", "co-activos"]),
    ("STE 182", ["tn-video", "ma-rogatoire", "ch-video"]),
    ("Maroc Tunisie", ["ma-assurances", "tn-video", "ma-rogatoire"]),
    ("urgent request bank accounts", ["ae-freezing"]),
]


@pytest.mark.parametrize(("query", "first", "found", "not_found"), OUTCOMES, ids=[row[0] for row in OUTCOMES])
def test_outcome(
    index: str, world: World, query: str, first: str, found: set[str], not_found: set[str]
) -> None:
    results = names(world, find(ANONYMOUS, q=query))
    assert results[:1] == [first]
    assert found <= set(results)
    assert not set(results) & not_found


@pytest.mark.parametrize(("query", "expected"), PRACTICE_OUTCOMES, ids=[row[0] for row in PRACTICE_OUTCOMES])
def test_practices_in_order(index: str, world: World, query: str, expected: list[str]) -> None:
    assert names(world, find(ANONYMOUS, q=query, type="practice")) == expected


@pytest.mark.parametrize(
    ("query", "suggestion", "then_first"),
    [
        ("extradtion", "extradition", "ma-assurances"),
        ("extradtion Maroc", "extradition Maroc", "ma-assurances"),
        ("Auslieferng", "auslieferung", "tr-unterlagen"),
        ("commision rogatiore", "commission rogatoire", "ma-rogatoire"),
    ],
)
def test_misspelt_words_are_corrected(
    index: str, world: World, query: str, suggestion: str, then_first: str
) -> None:
    page = find(ANONYMOUS, q=query)
    assert page.suggestion.casefold() == suggestion.casefold()
    assert practices(world, find(ANONYMOUS, q=page.suggestion))[0] == then_first


def test_nothing_is_suggested_from_what_the_viewer_may_not_see(index: str, world: World) -> None:
    assert find(ANONYMOUS, q="quoka").suggestion == ""
    assert find(world.users["member"], q="quoka").suggestion == "quokka"


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        ("anonymous", {"ma-assurances", "tr-unterlagen"}),
        ("member", {"ma-assurances", "tr-unterlagen", "al-members"}),
        ("insider", {"ma-assurances", "tr-unterlagen", "al-members", "ma-network"}),
    ],
)
def test_audience_decides_what_is_found_and_counted(
    index: str, world: World, viewer: str, seen: set[str]
) -> None:
    user = ANONYMOUS if viewer == "anonymous" else world.users[viewer]
    page = find(user, topic="extradition", type="practice")
    assert set(names(world, page)) == seen
    assert page.total == len(seen)
    countries = {value.value: value.count for value in facet(page, "country")}
    assert countries.get("AL", 0) == ("al-members" in seen)
    assert countries["MA"] == 1 + ("ma-network" in seen)
    secret = find(user, q="wallaby")
    assert names(world, secret) == (["ma-network"] if "ma-network" in seen else [])
    assert bool(secret.facets) == bool(secret.total)


def facet(page: SearchPage, name: str) -> list[Any]:
    """The values of one facet of a page, folded away or not."""
    return [value for group in page.facets if group.name == name for value in (*group.top, *group.more)]


def test_a_facet_ignores_its_own_selection(index: str, world: World) -> None:
    everything = {v.value: v.count for v in facet(find(ANONYMOUS, type="practice"), "country")}
    page = find(ANONYMOUS, type="practice", country="MA")
    assert {v.value: v.count for v in facet(page, "country")} == everything
    assert everything == {"AE": 1, "CH": 1, "CO": 1, "MA": 2, "TN": 1, "TR": 1}
    assert {v.value: v.count for v in facet(page, "instrument")} == {"UNTOC": 2, "CETS182": 1}


def test_facets_narrow_each_other_and_values_widen(index: str, world: World) -> None:
    page = find(ANONYMOUS, country=["MA", "TN"], instrument="CETS182")
    assert set(names(world, page)) == {"ma-rogatoire", "tn-video"}
    assert {v.value: v.count for v in facet(page, "country") if v.selected} == {"MA": 1, "TN": 1}


def test_a_selected_value_is_shown_with_nothing_behind_it(index: str, world: World) -> None:
    page = find(ANONYMOUS, country="AL", instrument="UNCAC")
    assert page.total == 0
    assert {v.value: v.count for v in facet(page, "country") if v.selected} == {"AL": 0}
    assert {v.value for v in facet(page, "instrument") if v.selected} == {"UNCAC"}


def test_recognised_country_and_ticked_country_widen_each_other(index: str, world: World) -> None:
    page = find(ANONYMOUS, q="extradition Maroc", country="TR")
    assert set(names(world, page)) == {"ma-assurances", "tr-unterlagen"}
    assert [(chip.label, chip.words) for chip in page.chips] == [("Morocco", "Maroc"), ("Türkiye", "")]


def test_taking_a_recognised_chip_away_keeps_its_words(index: str, world: World) -> None:
    chip = find(ANONYMOUS, q="parquet Maroc").chips[0]
    assert chip.remove_url == "/search/?q=parquet+Maroc&literal=maroc"
    literal = find(ANONYMOUS, q="parquet Maroc", literal="maroc")
    assert (literal.chips, names(world, literal)) == ((), [])


def test_labels_are_in_the_reader_s_language(index: str, world: World) -> None:
    page = find(ANONYMOUS, language="fr", q="Türkei Tunesien", type="practice")
    assert [chip.label for chip in page.chips if chip.words] == ["Turquie", "Tunisie"]
    topics = {v.value: v.label for v in facet(page, "topic")}
    assert topics == {"extradition": "Extradition", "video-conference": "Audition par vidéoconférence"}
    assert {v.value: v.label for v in facet(page, "language")} == {"de": "Deutsch", "fr": "français"}


def test_orders(index: str, world: World) -> None:
    def dates(sort: str) -> list[str]:
        return names(world, find(ANONYMOUS, q="STE 182", sort=sort, type="practice"))

    assert dates("newest") == ["tn-video", "ma-rogatoire", "ch-video"]
    assert dates("oldest") == ["ch-video", "ma-rogatoire", "tn-video"]
    assert dates("title") == ["tn-video", "ma-rogatoire", "ch-video"]


def test_the_reader_s_languages_come_first_and_hide_nothing(index: str, world: World) -> None:
    def first(language: str) -> list[str]:
        return practices(world, find(ANONYMOUS, q="Videokonferenz", languages=(language,)))

    french, english = first("fr"), first("en")
    assert (french[0], english[0]) == ("tn-video", "ch-video")
    assert set(french) == set(english) == {"tn-video", "ch-video"}


def test_highlights_mark_the_words_and_nothing_else(index: str, world: World) -> None:
    card = find(ANONYMOUS, q="assurance writing").results[0].card
    marked = re.findall(r"<mark>(.*?)</mark>", card["title"] + card["snippet"])
    assert {word.lower() for word in marked} <= {"assurance", "assurances", "writing"}
    assert marked


@pytest.mark.parametrize(
    "query", ["xyzzyq", "-extradition -Maroc xyzzyq", "*", '"', "AND OR NOT", "(a|b)+", "%_"]
)
def test_odd_queries_are_answered(index: str, world: World, query: str) -> None:
    assert find(ANONYMOUS, q=query).total >= 0


def test_one_round_trip(index: str, world: World) -> None:
    page = find(ANONYMOUS, q="extradition Maroc", country="TR", instrument="UNTOC")
    assert page.round_trips == 1
