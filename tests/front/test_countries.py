"""The list of countries and the dossier: what they show, to whom, and in how many queries."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal.pages.countries import country_list_context
from portal.pages.dossier_context import element_rows
from portal.pages.enums import DossierElement
from portal.pages.models import CountryElement, CountryPage
from portal.people.enums import Role
from portal.reference.enums import CountryAliasKind, InstrumentKind, Organisation
from portal.reference.models import CountryAlias
from portal.visibility import ANONYMOUS, Audience, viewer_for
from practices.dossier import SHOWN, count_by_country, practices_panel
from tests.factories import (
    Tree,
    fresh,
    make_country,
    make_instrument,
    make_network,
    make_practice,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


def names(context: dict[str, Any]) -> list[str]:
    return [entry.name for _, entries in context["regions"] for entry in entries]


# --- counts ---------------------------------------------------------------------------------------------


def test_countries_count_only_what_the_viewer_may_see(tree: Tree) -> None:
    network = make_network()
    outsider, insider = make_user("outsider"), make_user("insider", groups=[network])
    guest = make_user("guest", role=Role.LIAISON_PROSECUTOR)
    make_practice(tree.morocco, audience=Audience.PUBLIC)
    make_practice(tree.morocco, audience=Audience.MEMBERS)
    make_practice(tree.morocco, audience=Audience.COMMUNITIES, communities=[network])
    make_practice(tree.tunisia, audience=Audience.COMMUNITIES, communities=[network])
    make_practice(tree.morocco, audience=Audience.PUBLIC, state="draft", owner=outsider)

    def counts(user: Any) -> dict[str, int]:
        return count_by_country(viewer_for(fresh(user)))

    assert counts(None) == {"MA": 1}
    assert counts(guest) == {"MA": 1}
    assert counts(outsider) == {"MA": 2}
    assert counts(insider) == {"MA": 3, "TN": 1}


def test_practice_counts_once_for_each_country_it_is_about(tree: Tree) -> None:
    page = make_practice(tree.morocco)
    page.other_countries = [make_country("MA"), make_country("UA"), make_country("FR")]
    page.save_revision().publish()
    assert count_by_country(ANONYMOUS) == {"MA": 1, "UA": 1, "FR": 1}


def test_list_shows_counts_and_hides_those_of_others(tree: Tree) -> None:
    make_practice(tree.morocco, audience=Audience.PUBLIC)
    make_practice(tree.tunisia, audience=Audience.MEMBERS)
    text = Client().get("/countries/").content.decode()
    assert re.findall(r"(\d+) experience", text) == ["1"]
    member = Client()
    member.force_login(make_user())
    assert re.findall(r"(\d+) experience", member.get("/countries/").content.decode()) == ["1", "1"]


# --- the list -------------------------------------------------------------------------------------------


def test_countries_are_grouped_by_region_in_the_readers_language(tree: Tree) -> None:
    with translation.override("fr"):
        regions = country_list_context(ANONYMOUS, "")["regions"]
    assert [(name, [e.name for e in entries]) for name, entries in regions] == [
        ("Afrique septentrionale", ["Maroc", "Tunisie"]),
        ("Europe de l’Est", ["Ukraine"]),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("maroc", ["Morocco"]),
        ("MOROC", ["Morocco"]),
        ("ma", ["Morocco"]),
        ("  tunìsia ", ["Tunisia"]),
        ("kingdom", ["Morocco"]),
        ("unis", ["Tunisia"]),
        ("zz", []),
        ("%", []),
        ("x" * 10_000, []),
        ("\x00", ["Ukraine", "Morocco", "Tunisia"]),  # nothing is asked for
    ],
)
def test_filter_finds_a_country_by_any_of_its_names(tree: Tree, query: str, found: list[str]) -> None:
    country = make_country("MA")
    for text, kind in (
        ("Maroc", CountryAliasKind.VARIANT),
        ("Kingdom of Morocco", CountryAliasKind.OFFICIAL),
    ):
        CountryAlias.objects.create(country=country, language="fr", text=text, kind=kind)
    CountryAlias.objects.create(country=None, language="en", text="zz top", kind=CountryAliasKind.NOT)
    assert names(country_list_context(ANONYMOUS, query)) == found
    assert Client().get("/countries/", {"q": query}).status_code == 200


def test_hidden_dossier_is_not_listed(tree: Tree) -> None:
    tree.morocco.audience = Audience.COMMUNITIES
    tree.morocco.save()
    assert names(country_list_context(ANONYMOUS, "")) == ["Ukraine", "Tunisia"]
    desk = make_user(groups=[tree.morocco_desk])
    assert names(country_list_context(desk, "")) == ["Ukraine", "Morocco", "Tunisia"]


# --- the dossier ----------------------------------------------------------------------------------------


def add_element(page: CountryPage, element: str, audience: str, text: str) -> None:
    CountryElement.objects.create(
        page=page,
        element=element,
        text=f"<p>{text}</p>",
        source="Report on it",
        source_url="https://example.org/report",
        source_date="2024-06",
        reviewer="The desk",
        reviewed_on=datetime.date(2025, 1, 2),
        audience=audience,
    )


def test_dossier_shows_an_element_with_its_source_date_and_reviewer(tree: Tree) -> None:
    add_element(
        tree.morocco, DossierElement.SAFE_HAVEN, Audience.PUBLIC, "Known <script>alert(1)</script>facts"
    )
    text = Client().get("/countries/ma/").content.decode()
    assert "Known alert(1)facts" in text and "<script>alert" not in text
    assert "Report on it</a>, <time" in text and ">June 2024<" in text
    assert "Reviewed by: The desk" in text and ">2 January 2025<" in text
    assert text.count("Not assessed yet") == 5


def test_element_that_is_hidden_looks_like_one_that_is_missing(tree: Tree) -> None:
    def shown(user: Any) -> str:
        client = Client()
        if user:
            client.force_login(user)
        return re.sub(r'(nonce|value)="[^"]*"', "", client.get("/countries/ma/").content.decode())

    outsider = make_user()
    before = shown(None), shown(outsider)
    add_element(tree.morocco, DossierElement.SAFE_HAVEN, Audience.COMMUNITIES, "zirconium")
    assert (shown(None), shown(outsider)) == before
    assert "zirconium" in shown(make_user(groups=[tree.morocco_desk]))


def test_every_element_has_its_row(tree: Tree) -> None:
    rows = element_rows(ANONYMOUS, tree.morocco)
    assert [row.key for row in rows] == DossierElement.values
    assert all(row.content is None for row in rows)


def test_dossier_shows_newest_practices_and_those_that_name_the_country(tree: Tree) -> None:
    old = make_practice(tree.morocco, title="Old one")
    also = make_practice(tree.tunisia, title="Also about Morocco")
    also.other_countries = [make_country("MA")]
    also.save_revision().publish()
    make_practice(tree.ukraine, title="About Ukraine")
    make_practice(tree.morocco, title="Hidden one", audience=Audience.COMMUNITIES)
    panel = practices_panel(ANONYMOUS, tree.morocco)
    assert [card["title"] for card in panel["cards"]] == ["Also about Morocco", "Old one"]
    assert panel["total"] == 2
    text = Client().get("/countries/ma/").content.decode()
    assert old.url in text and also.url in text and "About Ukraine" not in text and "Hidden one" not in text


def test_total_of_a_dossier_counts_visible_practices_only(tree: Tree) -> None:
    for _ in range(SHOWN + 2):
        make_practice(tree.morocco)
    make_practice(tree.morocco, audience=Audience.COMMUNITIES)
    text = Client().get("/countries/ma/").content.decode()
    assert f"All {SHOWN + 2} experiences about this country" in text


def test_dossier_lists_agreements_with_status_source_and_date(tree: Tree) -> None:
    agreement = make_instrument(
        "EUROJUST-MA",
        kind=InstrumentKind.EUROJUST_AGREEMENT,
        organisation=Organisation.EUROJUST,
        short_title="Agreement on cooperation with Eurojust",
        parties=["EUROJUST", "MA"],
        source="https://example.org/source",
        as_of="2025-03",
    )
    agreement.countries = [make_country("MA")]
    agreement.save()
    text = Client().get("/countries/ma/").content.decode()
    assert "Agreement on cooperation with Eurojust (Morocco)" in text
    assert 'href="https://example.org/source"' in text and ">March 2025<" in text
    assert "No agreement that names this country" in Client().get("/countries/tn/").content.decode()


def test_footnote_of_kosovo_is_shown_where_it_is_named(tree: Tree) -> None:
    country = make_country("XK")
    country.footnote = "This designation is without prejudice."
    country.footnote_fr = "Cette désignation est sans préjudice."
    country.save()
    CountryPage.objects.get(pk=tree.morocco.pk).get_parent().specific.add_child(
        instance=CountryPage(title="Kosovo", slug="xk", country=country, audience=Audience.PUBLIC)
    )
    text = Client().get("/countries/xk/").content.decode()
    assert "Kosovo*</h1>" in text and "* This designation is without prejudice." in text
    assert "* Cette désignation" in Client().get("/countries/xk/?lang=fr").content.decode()
    assert "* This designation" in Client().get("/countries/").content.decode()


# --- queries --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/countries/", "/countries/ma/", "/", "/instruments/", "/instruments/cets182/"]
)
def test_queries_do_not_grow_with_what_is_shown(tree: Tree, path: str) -> None:
    user = make_user(groups=[make_network() for _ in range(3)])
    instrument, topic = make_instrument("CETS182"), make_topic()

    def add(number: int) -> None:
        for _ in range(number):
            page = make_practice(tree.morocco, owner=user, audience=Audience.MEMBERS)
            page.instruments, page.topics = [instrument], [topic]
            page.other_countries = [make_country("TN"), make_country("UA")]
            page.save_revision().publish()
            network = make_network()
            user.groups.add(network)
            narrow = make_practice(tree.tunisia, audience=Audience.COMMUNITIES, communities=[network])
            narrow.instruments = [instrument]
            narrow.save_revision().publish()

    def queries() -> int:
        client = Client()
        client.force_login(user)
        client.get(path)
        cache.delete("wagtail_site_root_paths")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    add(1)
    first = queries()
    add(14)
    assert queries() == first
