"""The page and its JSON: what is asked, what is answered, and what is said about a question that cannot be."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from liaison.treaties.models import TreatyStatus
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]

ASKED = "/legal-basis/?state=NL&country=TR&measure=extradition&on=2024-01-15"


def page(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def answered(client: Client, address: str) -> dict[str, Any]:
    response = client.get(f"{address}&format=json")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    return json.loads(response.content)


def test_json_has_what_the_address_promises(client: Client) -> None:
    given = answered(client, ASKED)
    assert {"state", "country", "measure", "on"} < set(given)
    assert (given["state"], given["country"], given["measure"], given["on"]) == (
        "NL", "TR", "extradition", "2024-01-15",
    )  # fmt: skip
    first = given["instruments"][0]
    assert {
        key: first[key]
        for key in ("code", "title", "in_force_since", "as_of", "articles", "parent", "confidence")
    } == {
        "code": "CETS024",
        "title": "European Convention on Extradition",
        "in_force_since": "1969-05-15",
        "as_of": "2023-06-28",
        "articles": "1–25",
        "parent": None,
        "confidence": "high",
    }
    assert first["source"].startswith("FEDLEX-0.353.1 ")
    assert given["instruments"][1]["parent"] == "CETS024"
    for entry in given["instruments"]:
        assert entry["code"] and entry["title"] and entry["source"] and entry["as_of"] and entry["citation"]
    for entry in given["not_applicable"]:
        assert entry["code"] and entry["reason"] and entry["explanation"]
    told = {entry["code"]: entry for entry in given["not_applicable"]}
    assert told["CETS212"]["reason"] == "no_data"
    assert (
        told["CETS212"]["explanation"] == "Netherlands: no data. That does not mean that it is not a party."
    )
    assert told["CETS030"]["reason"] == "not_for_measure"


def test_page_says_what_the_json_says(client: Client) -> None:
    given, soup = answered(client, ASKED), page(client, ASKED)
    shown = [each["id"] for each in soup.select(".lb-instrument")]
    assert shown == [entry["code"].lower() for entry in given["instruments"]]
    under = [each["id"] for each in soup.select("#cets024 .lb-instrument")]
    assert under == ["cets086", "cets098", "cets209"]
    links = [a["href"] for a in soup.select(".lb-reason__title a, .lb-others a")]
    assert links == [entry["url"] for entry in given["not_applicable"]]
    text = soup.select_one("#answer-text")
    assert text is not None
    for entry in given["instruments"]:
        assert entry["citation"] in text.text
    assert "http://testserver/legal-basis/?state=NL&country=TR&measure=extradition&on=2024-01-15" in text.text
    assert soup.select_one("#in-force").get_text() == "Extradition · Netherlands – Türkiye, 15 January 2024"  # type: ignore[union-attr]


def test_every_date_has_its_source_and_the_words_that_belong_to_it(client: Client) -> None:
    soup = page(client, ASKED)
    for instrument in soup.select(".lb-instrument"):
        source = instrument.select_one(":scope > .comity-source")
        assert source is not None
        assert "Reference data as of " in source.text and "Verify with the depositary." in source.text


def test_the_form_keeps_what_was_asked(client: Client) -> None:
    soup = page(client, ASKED)
    chosen = {
        each.find_parent("select")["name"]: each["value"] for each in soup.select("main option[selected]")
    }  # type: ignore[index]
    assert chosen == {"state": "NL", "country": "TR", "measure": "extradition"}
    assert soup.select_one("input[name=on]")["value"] == "2024-01-15"  # type: ignore[index]


def test_codes_may_be_written_small(client: Client) -> None:
    small = answered(client, "/legal-basis/?state=nl&country=tr&measure=EXTRADITION&on=2024-01-15")
    assert small == answered(client, ASKED)


def test_the_form_begins_with_the_readers_state_and_post(client: Client) -> None:
    client.force_login(make_user(state="FR", posted_to="MA"))
    soup = page(client, "/legal-basis/")
    assert [each["value"] for each in soup.select("main option[selected]")] == ["FR", "MA", ""]
    asked = page(client, "/legal-basis/?country=TR")
    assert [each["value"] for each in asked.select("main option[selected]")] == ["FR", "TR", ""]
    assert not asked.select(".comity-field__error")


def test_today_where_no_day_is_given(client: Client) -> None:
    given = answered(client, "/legal-basis/?state=NL&country=TR&measure=extradition")
    assert given["on"] == timezone.localdate().isoformat()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("state=&country=TR&measure=mla", "state"),
        ("country=TR&measure=mla", "state"),
        ("state=TR&country=MA&measure=mla", "state"),
        ("state=ZZ&country=TR&measure=mla", "state"),
        ("state=NL&country=FR&measure=mla", "country"),
        ("state=NL&country=NL&measure=mla", "country"),
        ("state=NL&country=GP&measure=mla", "country"),
        ("state=NL&measure=mla", "country"),
        ("state=NL&country=%00&measure=mla", "country"),
        ("state=NL&country=TR&measure=marriage", "measure"),
        ("state=NL&country=TR", "measure"),
        ("state=NL&country=TR&measure=mla&on=2024-02-30", "on"),
        ("state=NL&country=TR&measure=mla&on=15.01.2024", "on"),
        ("state=NL&country=TR&measure=mla&on=0001-01-01", "on"),
        ("state=NL&country=TR&measure=mla&on=9999-12-31", "on"),
    ],
)
def test_a_question_that_cannot_be_is_told_at_the_field(client: Client, asked: str, field: str) -> None:
    response = client.get(f"/legal-basis/?{asked}&format=json")
    assert response.status_code == 400
    errors = json.loads(response.content)["errors"]
    assert list(errors) == [field]
    assert errors[field][0]
    soup = page(client, f"/legal-basis/?{asked}")
    assert [each["data-field"] for each in soup.select(".comity-field--invalid")] == [field]
    assert soup.select_one(".comity-field__error").get_text(strip=True) == errors[field][0]  # type: ignore[union-attr]
    assert not soup.select(".lb-instrument")


def test_json_without_a_question_names_every_field(client: Client) -> None:
    response = client.get("/legal-basis/?format=json")
    assert response.status_code == 400
    assert set(json.loads(response.content)["errors"]) == {"state", "country", "measure"}


def test_only_reading(client: Client) -> None:
    assert client.post("/legal-basis/", {"state": "NL"}).status_code == 405


def test_nothing_in_force_is_not_called_nothing(client: Client) -> None:
    soup = page(client, "/legal-basis/?state=FR&country=PH&measure=electronic-evidence&on=2025-01-15")
    assert "That does not mean that there is none" in soup.select_one(".comity-empty").text  # type: ignore[union-attr]
    assert "Philippines: a party as of 24 September 2024, but since when is not known." in soup.text
    assert "not a party" not in soup.select_one(".lb-reasons").text.replace("it is not a party", "")  # type: ignore[union-attr]


def test_agreements_of_the_union_say_what_to_verify(client: Client) -> None:
    for state, words in (
        ("DK", "only if it takes part"),
        ("IE", "only if it takes part"),
        ("DE", "takes part in"),
    ):
        given = answered(client, f"/legal-basis/?state={state}&country=US&measure=mla&on=2024-01-15")
        [said] = given["instruments"][0]["verify"]
        assert words in said and "verify" in said


def test_a_territory_of_the_member_state_itself_is_told(client: Client) -> None:
    soup = page(client, "/legal-basis/?state=NL&country=CW&measure=mla&on=2025-01-15")
    assert "A territory of this Member State" in soup.text
    other = page(client, "/legal-basis/?state=DE&country=CW&measure=mla&on=2025-01-15")
    assert "A territory of this Member State" not in other.text
    assert "no data on an extension to this territory, for which Netherlands is responsible." in other.text


def test_a_day_to_come_is_marked(client: Client) -> None:
    later = (timezone.localdate() + datetime.timedelta(days=30)).isoformat()
    soup = page(client, f"/legal-basis/?state=NL&country=TR&measure=mla&on={later}")
    assert "This day lies in the future" in soup.text
    assert "This day lies in the future" not in page(client, ASKED).text


def test_french_readers_get_french_notes(client: Client) -> None:
    soup = page(client, f"{ASKED}&lang=fr")
    assert "Entre ses Parties, la Convention remplace les traités bilatéraux d’extradition" in soup.text


def test_values_of_the_address_are_escaped(client: Client) -> None:
    response = client.get('/legal-basis/?state="><script>alert(1)</script>&country=TR&measure=mla')
    assert b"<script>alert(1)" not in response.content


def test_a_page_takes_as_many_queries_for_many_instruments_as_for_few(client: Client) -> None:
    address = "/legal-basis/?state=NL&country=TR&measure=mla&on=2024-01-15"
    page(client, address)
    with CaptureQueriesContext(connection) as many:
        page(client, address)
    TreatyStatus.objects.exclude(instrument="CETS030").delete()
    with CaptureQueriesContext(connection) as few:
        page(client, address)
    assert len(few) == len(many)
    assert len(many) <= 16
