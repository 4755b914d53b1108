"""Dossiers and territories: none for parts of the European Union, the State responsible named for the others."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from portal.front.tree import ensure_tree
from portal.pages.desks import open_country_desk
from portal.pages.models import CountryElement, CountryIndexPage, CountryPage
from portal.reference.models import Country
from portal.visibility import ANONYMOUS
from practices.models import PracticePage
from tests.factories import Tree, make_country, make_instrument, make_practice

pytestmark = pytest.mark.django_db


def make_territory(code: str, state: str, *, in_eu: bool = False) -> Country:
    country = make_country(code)
    country.responsible, country.is_eu_territory, country.status_source = state, in_eu, "A treaty, Article 1"
    country.save()
    return country


@pytest.fixture
def early(tree: Tree) -> CountryPage:
    """The dossier of Réunion, as it was made when the portal did not know better."""
    make_country("RE")
    ensure_tree()
    page = CountryPage.objects.get(country_id="RE")
    make_territory("RE", "FR", in_eu=True)
    return page


def there(code: str = "RE") -> bool:
    return CountryPage.objects.filter(country_id=code).exists()


def test_no_dossier_is_made_for_a_part_of_the_union(tree: Tree) -> None:
    make_territory("AX", "FI", in_eu=True)
    make_territory("GL", "DK")
    ensure_tree()
    assert not there("AX") and there("GL")
    assert Client().get("/countries/ax/").status_code == 404


def test_empty_dossier_goes_and_the_tree_stays_whole(early: CountryPage) -> None:
    ensure_tree()
    assert not there() and Client().get("/countries/re/").status_code == 404
    index = CountryIndexPage.objects.get()
    assert index.numchild == index.get_children().count() == CountryPage.objects.count()
    assert Page.find_problems() == ([], [], [], [], [])


def write_introduction(page: CountryPage) -> None:
    page.introduction = "Words"
    page.save()


def write_draft(page: CountryPage) -> None:
    page.introduction = "Words"
    page.save_revision()


def add_practice(page: CountryPage) -> None:
    make_practice(page, state="draft")


def refer_to_it(page: CountryPage) -> None:
    make_practice(CountryPage.objects.get(country_id="MA"), other_countries=[page.country])


def name_as_party(page: CountryPage) -> None:
    instrument = make_instrument("BILATERAL")
    instrument.countries = [page.country]
    instrument.save()


def write_element(page: CountryPage) -> None:
    fields = {"text": "<p>Words</p>", "source": "A report", "source_date": "2024"}
    CountryElement.objects.create(page=page, element="cooperation_level", **fields)


@pytest.mark.parametrize(
    "fill",
    [
        write_introduction,
        write_draft,
        add_practice,
        refer_to_it,
        name_as_party,
        write_element,
        open_country_desk,
    ],
)
def test_dossier_with_anything_in_it_is_kept_and_says_what_it_is(early: CountryPage, fill: Any) -> None:
    fill(early)
    practices = PracticePage.objects.count()
    ensure_tree()
    assert there() and PracticePage.objects.count() == practices
    text = Client().get("/countries/re/").content.decode()
    assert "Part of the European Union" in text and "France" in text and "A treaty, Article 1" in text
    assert "Third country" not in text


def test_territory_is_shown_with_the_state_responsible(tree: Tree) -> None:
    make_territory("GL", "DK")
    ensure_tree()
    text = Client().get("/countries/gl/").content.decode()
    assert "Denmark" in text and "A treaty, Article 1" in text and "Third country" in text
    assert "(Denmark)" in Client().get("/countries/").content.decode()
    assert CountryPage.objects.visible_to(ANONYMOUS).filter(country_id="GL").exists()
