"""Demonstration dossiers say only what a source documents; demonstration people do not exist."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from portal.people.enums import CommunityKind, Role
from tests.demo.content import CASES, DOSSIERS, PEOPLE, PRACTICES, table

ELEMENTS = {
    "cooperation_level",
    "rule_of_law",
    "origin_transit",
    "criminal_organisations",
    "safe_haven",
    "money_laundering",
}


# --- dossiers ---------------------------------------------------------------------------------------------


def test_dossiers_use_only_the_six_elements_and_date_each_source() -> None:
    assert len({dossier["country"] for dossier in DOSSIERS}) == len(DOSSIERS) >= 15
    for dossier in DOSSIERS:
        assert dossier["elements"] and set(dossier["elements"]) <= ELEMENTS
        for name, element in dossier["elements"].items():
            where = f"{dossier['country']} {name}"
            assert element["text"].startswith("<p>"), where
            assert element["source_title"] and element["source_url"].startswith("http"), where
            assert re.fullmatch(r"\d{4}(-\d\d){0,2}", element["source_date"]), where


def test_dossier_dates_are_in_the_reference_tables() -> None:
    cases = {url: case for case in CASES.values() for url in (s["url"] for s in case["sources"])}
    for dossier in DOSSIERS:
        country = dossier["country"]
        known = {
            value for row in table("treaty_status.csv") if row["party"] == country for value in row.values()
        }
        for row in table("agreements.csv"):
            if country in {row["party_a"], *row["party_b"].split(";")}:
                known |= set(row.values())
        for row in table("eurojust_network.csv"):
            if row["country"] == country:
                known |= set(row.values())
        for name, element in dossier["elements"].items():
            used = [cases[source["url"]] for source in element["sources"] if source["url"] in cases]
            facts = " ".join(case["event_date"] + json.dumps(case) for case in used)
            for date in re.findall(r"\d{4}-\d\d(?:-\d\d)?", element["text"]):
                assert date in known or date in facts or date in restated_dates(used), (country, name, date)


def restated_dates(cases: list[dict[str, Any]]) -> set[str]:
    """Dates written out in cases ("19 May 2004"), as ISO dates."""
    months = "January February March April May June July August September October November December".split()
    text = " ".join(json.dumps(case) for case in cases)
    found = re.findall(rf"\b(\d{{1,2}}) ({'|'.join(months)}) (\d{{4}})", text)
    return {f"{year}-{months.index(month) + 1:02d}-{int(day):02d}" for day, month, year in found}


def test_dossier_assessments_rest_on_a_documented_case() -> None:
    """Beyond treaties and agreements a dossier only restates a published case, and says that it is one."""
    urls = {source["url"] for case in CASES.values() for source in case["sources"]}
    for dossier in DOSSIERS:
        for name in set(dossier["elements"]) - {"cooperation_level", "rule_of_law"}:
            element = dossier["elements"][name]
            assert element["text"].startswith("<p>One documented case, not an assessment of the country: ")
            assert element["source_url"] in urls


# --- people -----------------------------------------------------------------------------------------------


def test_accounts_are_fictional_and_reachable_nowhere() -> None:
    emails = [account["email"] for account in PEOPLE["accounts"]]
    assert len(emails) == len(set(emails))
    for email in emails:
        assert email.rpartition("@")[2] in {"example.org", "demo.comity.example"}
    for account in PEOPLE["accounts"]:
        assert account["about"].startswith("Fictional ")
        assert account["language"] in {"en", "fr"}


def test_accounts_cover_every_role() -> None:
    roles = Counter(account["role"] for account in PEOPLE["accounts"])
    assert set(roles) - {""} == set(Role.values)
    assert [a["key"] for a in PEOPLE["accounts"] if not a["role"]] == ["administrator"]
    assert [a["key"] for a in PEOPLE["accounts"] if a["is_superuser"]] == ["administrator"]


def test_accounts_belong_to_communities_that_exist() -> None:
    names = [community["name"] for community in PEOPLE["communities"]]
    assert len(names) == len(set(names))
    for account in PEOPLE["accounts"]:
        assert set(account["communities"]) <= set(names)
    for community in PEOPLE["communities"]:
        assert community["kind"] in CommunityKind.values
        if community["kind"] == CommunityKind.DESK:
            assert community["country_code"]


def test_every_desk_has_somebody_to_review() -> None:
    for community in PEOPLE["communities"]:
        if community["kind"] == CommunityKind.DESK:
            assert any(community["name"] in account["communities"] for account in PEOPLE["accounts"])


def test_every_narrow_practice_has_a_reader_and_an_outsider() -> None:
    for practice in PRACTICES:
        if practice["audience"] == "communities":
            inside = [a for a in PEOPLE["accounts"] if set(a["communities"]) & set(practice["communities"])]
            assert inside and len(inside) < len(PEOPLE["accounts"]), practice["id"]
