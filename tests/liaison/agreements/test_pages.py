"""The list of agreements and the page of one: what they say, and what they do not claim."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from liaison.agreements.queries import marks_of
from portal.reference.enums import InstrumentKind
from tests.factories import Tree
from tests.liaison.agreements.factory import make_agreement

pytestmark = pytest.mark.django_db


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def titles(client: Client, query: str = "") -> list[str]:
    groups = client.get(f"/agreements/{query}").context["groups"]
    return [row.agreement.pk for group in groups for row in group.rows]


@pytest.fixture
def several(tree: Tree) -> None:
    make_agreement("EUROJUST-MA")
    make_agreement(
        "EUROJUST-WA-TN",
        kind=InstrumentKind.WORKING_ARRANGEMENT.value,
        parties={"EUROJUST": "a", "TN": "b"},
    )
    mandate = {"mandate": {"date": "2021", "source": "Council", "as_of": "2021"}}
    make_agreement(
        "EUROJUST-NEG-UA",
        kind=InstrumentKind.NEGOTIATING_MANDATE.value,
        stage="mandate",
        parties={"EU": "a", "UA": "b"},
        steps=mandate,
    )
    make_agreement("EU-TN", body="eu", kind=InstrumentKind.EU_AGREEMENT.value, parties={"EU": "a", "TN": "b"})


def test_families_are_kept_apart_and_what_is_not_held_is_said(several: None, client: Client) -> None:
    groups = {
        str(group.family.value): [row.agreement.pk for row in group.rows]
        for group in client.get("/agreements/").context["groups"]
    }
    assert groups == {
        "agreement": ["EUROJUST-MA", "EU-TN"],
        "arrangement": ["EUROJUST-WA-TN"],
        "contact-point": [],
        "adequacy": [],
        "mandate": ["EUROJUST-NEG-UA"],
    }
    page = text(client, "/agreements/")
    assert '<dt>EPPO</dt><dd><span class="comity-muted">no data held yet</span></dd>' in page
    assert '<dt>Europol</dt><dd><span class="comity-muted">no data held yet</span></dd>' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?body=eu", ["EU-TN"]),
        ("?country=TN", ["EU-TN", "EUROJUST-WA-TN"]),
        ("?kind=negotiating-mandate", ["EUROJUST-NEG-UA"]),
        ("?stage=mandate", ["EUROJUST-NEG-UA"]),
        ("?country=TN&body=eurojust", ["EUROJUST-WA-TN"]),
        ("?body=eppo", []),
    ],
)
def test_filters(several: None, client: Client, query: str, found: list[str]) -> None:
    assert titles(client, query) == found


def test_nothing_found_is_not_said_to_be_nothing_there(several: None, client: Client) -> None:
    assert "That does not mean that there is none." in text(client, "/agreements/?body=eppo")


@pytest.mark.parametrize(
    "query", ["?body=nobody", "?country=%00", "?country=XX&stage=%F0%9F%98%80", "?kind[]=x"]
)
def test_filter_that_makes_no_sense_is_no_fault(several: None, client: Client, query: str) -> None:
    assert len(titles(client, query)) == 4


def test_page_says_each_stage_with_source_and_date(several: None, client: Client) -> None:
    page = text(client, "/agreements/eurojust-ma/")
    assert "12 November 2019" in page
    assert "Official Journal" in page
    assert "Reference data as of December 2019 (see source). Verify with the depositary." in page
    assert "Reference data as of 2020 (see source). Verify with the depositary." in page
    assert 'href="/instruments/eurojust-ma/"' in page


def test_address_in_capitals_leads_to_the_one_address(several: None, client: Client) -> None:
    answer = client.get("/agreements/EUROJUST-MA/")
    assert (answer.status_code, answer["Location"]) == (301, "/agreements/eurojust-ma/")


@pytest.mark.parametrize("code", ["nowhere", "cets182", "add-x", "-"])
def test_unknown_agreement_does_not_exist(several: None, client: Client, code: str) -> None:
    assert client.get(f"/agreements/{code}/").status_code == 404


def states(agreement: Any) -> dict[str, str]:
    return {mark.stage: mark.state for mark in marks_of(agreement)}


def test_stage_without_data_is_not_told_as_not_reached(tree: Tree) -> None:
    signed = states(make_agreement())
    assert signed == {
        "mandate": "passed", "negotiation": "passed", "initialled": "passed", "signed": "reached", "in_force": "open"
    }  # fmt: skip
    concluded = states(make_agreement("EUROJUST-XB", stage="concluded_date_unverified"))
    assert concluded["in_force"] == "unverified"


def test_page_links_to_dossiers_the_reader_may_open_only(several: None, client: Client, tree: Tree) -> None:
    assert 'href="/countries/tn/"' in text(client, "/agreements/eu-tn/")
    tree.tunisia.audience = "communities"
    tree.tunisia.save()
    assert 'href="/countries/tn/"' not in text(client, "/agreements/eu-tn/")


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow_with_the_agreements(
    tree: Tree, client: Client, django_assert_num_queries: Any, number: int
) -> None:
    for n in range(number):
        make_agreement(f"EUROJUST-X{n}")
    client.get("/agreements/")  # Wagtail's site is looked up once
    with django_assert_num_queries(8):
        client.get("/agreements/")
