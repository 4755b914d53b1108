"""What a search finds once some 2,400 facts of treaty status are on file beside what people wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils import translation

from liaison.treaties.loading import DATA_DIR, load_statuses
from portal.visibility import ANONYMOUS
from search.labels import Labels
from search.request import parse_request
from search.results import SearchPage, search
from tests.search.page.conftest import serving
from tests.search.page.conftest import world as world  # the fixture
from tests.search.page.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def index(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The small portal of the search's tests, with the project's treaty status, in the embedded engine."""
    assert not load_statuses(DATA_DIR / "treaty_status.csv").rejections
    with serving("tantivy", tmp_path_factory.mktemp("index")):
        yield


def find(language: str = "en", **parameters: Any) -> SearchPage:
    with translation.override(language):
        asked = parse_request(QueryDict(urlencode(parameters, doseq=True)), known=Labels(language).known)
        return search(viewer=ANONYMOUS, request=asked)


def types(page: SearchPage) -> list[str]:
    return [result.type for result in page.results]


@pytest.mark.parametrize(
    "query", ["extradition Maroc", "Auslieferung Marokko", "Morocco extradition", "entraide Maroc", "STE 182"]
)
def test_practices_lead_before_treaty_status(index: None, query: str) -> None:
    found = types(find(q=query))
    assert found, query
    lead = found.index("treaty-status") if "treaty-status" in found else len(found)
    assert "practice" in found[:lead] or "instrument" in found[:lead]
    assert all(kind == "treaty-status" for kind in found[lead:]), found


def test_looking_at_everything_newest_first_shows_what_people_wrote(index: None) -> None:
    assert "treaty-status" not in types(find())[:5]
    assert "treaty-status" not in types(find(sort="newest"))[:5]


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("treaty status Morocco", "en"),
        ("ratification Maroc", "fr"),
        ("accession Morocco", "en"),
        ("réserves Maroc", "fr"),
    ],
)
def test_treaty_status_of_a_country_is_found_by_its_words(index: None, query: str, language: str) -> None:
    found = [result for result in find(language, q=query).results if result.type == "treaty-status"]
    assert [result.card["url"] for result in found] == ["/treaties/?country=MA"]
    assert found[0].template == "search/cards/treaty-status.html"
    assert found[0].card["sources"] and found[0].card["newest"]


def test_treaty_status_is_filed_under_country_and_instrument(index: None) -> None:
    found = find(country="TR", instrument="CETS024", type="treaty-status").results
    assert [result.card["url"] for result in found] == ["/treaties/?country=TR"]
    assert not find(country="MA", instrument="CETS024", type="treaty-status").results


def test_one_entry_a_country(index: None) -> None:
    from liaison.treaties.models import TreatyStatus

    parties = TreatyStatus.objects.exclude(country=None).values("country").distinct().count()
    assert find(type="treaty-status").total == parties < 250
