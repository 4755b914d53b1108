"""The demonstration content is what it says: documented, or marked as an example; never a third thing.

Static checks of ``data/demo``: no database. Facts are compared with the reference tables, so that a date
typed by hand cannot survive.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.demo.content import (
    CASES,
    DOCUMENTED,
    EXAMPLES,
    PEOPLE,
    PRACTICES,
    SHARED,
    by_id,
    figures,
    strings,
    table,
)

LANGUAGES = {"en", "fr", "es", "de", "it"}
KINDS = {
    "drafting",
    "channel",
    "urgency",
    "obstacle",
    "assurances",
    "evidence",
    "data-protection",
    "etiquette",
    "joint-approach",
}
TLP_OF_AUDIENCE = {"public": {"CLEAR"}, "members": {"GREEN"}, "communities": {"AMBER", "RED"}}
MARK = {"en": "Example: ", "fr": "Exemple : ", "es": "Ejemplo: ", "de": "Beispiel: ", "it": "Esempio: "}
INFERENCE = {
    "en": "Inference of the portal, not stated by the sources:",
    "fr": "Déduction du portail, non énoncée par les sources :",
    "es": "Deducción del portal, no afirmada por las fuentes:",
    "de": "Folgerung des Portals, nicht von den Quellen ausgesprochen:",
    "it": "Deduzione del portale, non enunciata dalle fonti:",
}
STATUS_CAPTIONS = {
    "en": "Treaty status used",
    "fr": "État des traités utilisé",
    "es": "Estado de los tratados utilizado",
    "de": "Verwendeter Vertragsstand",
    "it": "Stato dei trattati utilizzato",
}
DEPOSITARY = {
    "en": "depositary",
    "fr": "dépositaire",
    "es": "depositario",
    "de": "Verwahrer",
    "it": "depositario",
}
# Years that are part of how an instrument is called.
YEARS_OF_NAMES = {"1959", "1988", "1990"}


def is_status_table(block: dict[str, Any]) -> bool:
    return block["type"] == "table" and block["value"]["caption"] in STATUS_CAPTIONS.values()


def prose(practice: dict[str, Any]) -> str:
    blocks = [block["value"] for block in practice["body"] if not is_status_table(block)]
    return re.sub(r"<[^>]+>", " ", " \n| ".join(strings(blocks)))


# --- what there is ----------------------------------------------------------------------------------------


def test_practices_cover_countries_languages_and_audiences() -> None:
    assert len(PRACTICES) >= 44
    assert len({p["country"] for p in PRACTICES}) >= 15
    languages = Counter(p["language"] for p in PRACTICES)
    assert set(languages) == LANGUAGES
    assert min(languages.values()) >= 6
    assert min(Counter(p["audience"] for p in PRACTICES).values()) >= 12
    assert {p["kind"] for p in PRACTICES} == KINDS


def test_practices_are_distinct() -> None:
    for key in ("id", "title", "summary"):
        assert max(Counter(p[key] for p in PRACTICES).values()) == 1


def test_practices_belong_to_third_countries() -> None:
    rows = table("countries.csv")
    members = {row["code"] for row in rows if row["is_eu"] == "yes"}
    assert len(members) == 27
    for practice in PRACTICES:
        assert not members & {practice["country"], *practice["other_countries"]}, practice["id"]
        assert set(practice["member_states"]) <= members, practice["id"]


@by_id(PRACTICES)
def test_practice_is_well_formed(practice: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", practice["id"])
    assert practice["kind"] in KINDS
    assert practice["outcome"] in {"worked", "conditions", "failed", "pending", "none"}
    assert practice["confidence"] in {"high", "medium", "low"}
    assert practice["topics"] and set(practice["topics"]) <= {row["slug"] for row in table("topics.csv")}
    assert len(practice["topics"]) == len(set(practice["topics"]))
    assert practice["country"] not in practice["other_countries"]
    assert 0 < len(practice["title"]) <= 120
    assert 0 < len(practice["summary"]) <= 400
    assert re.fullmatch(r"2027-\d\d-\d\d", practice["review_by"])
    assert 110 <= len(prose(practice).split()) <= 380


@by_id(PRACTICES)
def test_practice_blocks_are_known_and_plain(practice: dict[str, Any]) -> None:
    for block in practice["body"]:
        value = block["value"]
        match block["type"]:
            case "text":
                assert re.fullmatch(r"(<p>(?:(?!</?p>).)+</p>)+", value, re.S)
            case "steps":
                assert len(value) >= 2 and all(isinstance(step, str) for step in value)
            case "obstacle":
                assert set(value) == {"obstacle", "workaround"}
            case "quote":
                assert set(value) == {"text", "reference"}
            case "table":
                assert set(value) == {"caption", "head", "rows"}
                assert {len(row) for row in value["rows"]} == {len(value["head"])}
            case other:
                pytest.fail(f"unknown block {other}")
        tags = set(re.findall(r"</?(\w+)", " ".join(strings(value))))
        assert tags <= ({"p", "strong", "em"} if block["type"] == "text" else set())


# --- audience ---------------------------------------------------------------------------------------------


@by_id(PRACTICES)
def test_practice_audience_matches_its_label(practice: dict[str, Any]) -> None:
    assert practice["tlp"] in TLP_OF_AUDIENCE[practice["audience"]]
    assert bool(practice["communities"]) is (practice["audience"] == "communities")
    assert set(practice["communities"]) <= {community["name"] for community in PEOPLE["communities"]}


# --- what binds whom --------------------------------------------------------------------------------------


@by_id(PRACTICES)
def test_practice_treaty_claims_match_the_reference_tables(practice: dict[str, Any]) -> None:
    status = {(row["instrument"], row["party"]): row for row in table("treaty_status.csv")}
    agreements = {row["code"]: row for row in table("agreements.csv")}
    for claim in practice["treaty_claims"]:
        if claim["table"] == "agreements.csv":
            row = agreements[claim["instrument"]]
            assert claim["country"] in f"{row['party_a']};{row['party_b']}".split(";")
            as_of = row["source_date"]
        else:
            row = status[claim["instrument"], claim["country"]]
            assert row["status"] == "in_force" and row["in_force"]
            assert claim["in_force_basis"] == row["in_force_basis"]
            as_of = row["as_of"]
        assert claim["status"] == row["status"]
        assert (claim["in_force"] or "") == row["in_force"]
        assert (claim["as_of"] or "") == as_of
        assert claim["confidence"] == row["confidence"]


@by_id(PRACTICES)
def test_practice_claims_every_instrument_it_is_filed_under(practice: dict[str, Any]) -> None:
    countries = {practice["country"], *practice["other_countries"], *practice["member_states"]}
    claims = {(claim["instrument"], claim["country"]) for claim in practice["treaty_claims"]}
    assert {instrument for instrument, _ in claims} == set(practice["instruments"])
    assert {country for _, country in claims} <= countries
    if practice["is_example"]:
        sides = {practice["country"], *practice["member_states"]}
        assert claims == {(code, side) for code in practice["instruments"] for side in sides}


@by_id(EXAMPLES)
def test_example_shows_the_status_it_relies_on(practice: dict[str, Any]) -> None:
    [shown] = [block["value"] for block in practice["body"] if is_status_table(block)]
    assert shown["caption"] == STATUS_CAPTIONS[practice["language"]]
    expected = [(claim["in_force"], claim["as_of"]) for claim in practice["treaty_claims"]]
    assert [(row[2].split(" ")[0], row[3]) for row in shown["rows"]] == expected
    computed = [claim["in_force_basis"] == "derived" for claim in practice["treaty_claims"]]
    assert ["(" in row[2] for row in shown["rows"]] == computed
    assert DEPOSITARY[practice["language"]] in practice["body"][-1]["value"]


# --- examples are examples --------------------------------------------------------------------------------


@by_id(EXAMPLES)
def test_example_is_marked_and_tells_no_case(practice: dict[str, Any]) -> None:
    assert practice["is_example"] is True
    assert practice["summary"].startswith(MARK[practice["language"]])
    assert MARK[practice["language"]].split()[0].strip(":") in practice["body"][0]["value"]
    assert practice["note"]
    assert practice["experience_from"] is None and practice["experience_until"] is None
    assert practice["outcome"] == "none"
    assert practice["source_id"] == ""


@by_id(EXAMPLES)
def test_example_states_no_dates_sums_or_addresses_of_its_own(practice: dict[str, Any]) -> None:
    text = prose(practice)
    assert set(re.findall(r"\b(?:1[89]|20)\d\d\b", text)) <= YEARS_OF_NAMES
    assert not re.search(r"@|https?:|www\.|\+\d{2}|€|\$|\bEUR\b|\bUSD\b|%", text + practice["contact"])
    # Whatever else is a number is an article, a paragraph or a period laid down in an instrument: the highest
    # article cited is 57 (UNCAC), the longest period sixty days (CETS 185, Art. 29).
    named = {row["official_no"].rpartition(" ")[2].lstrip("0") for row in table("instruments.csv")}
    assert all(float(number) <= 60 for number in figures(text) - YEARS_OF_NAMES - named)


@by_id(EXAMPLES)
def test_example_names_where_its_instrument_is_read(practice: dict[str, Any]) -> None:
    allowed = {"www.coe.int", "treaties.un.org", "www.fedlex.admin.ch", "github.com"}
    assert {urlsplit(source["url"]).hostname for source in practice["sources"]} <= allowed
    assert len(practice["sources"]) >= len(practice["instruments"])


# --- documented is documented -----------------------------------------------------------------------------


@by_id(DOCUMENTED)
def test_documented_practice_restates_one_published_case(practice: dict[str, Any]) -> None:
    case = CASES[practice["source_id"]]
    assert practice["is_example"] is False
    assert not practice["summary"].startswith(tuple(MARK.values()))
    assert practice["confidence"] == case["confidence"] != "low"
    assert practice["sources"]
    published = {(source["url"], source["date"]) for source in case["sources"]}
    assert {(source["url"], source["date"]) for source in practice["sources"]} == published
    if "*" not in case["third_countries"]:
        assert {practice["country"], *practice["other_countries"]} == set(case["third_countries"])
        assert set(practice["member_states"]) <= set(case["eu_participants"])


@by_id(DOCUMENTED)
def test_documented_practice_labels_the_inference(practice: dict[str, Any]) -> None:
    label = INFERENCE[practice["language"]]
    labelled = [block["value"] for block in practice["body"] if label in strings(block["value"])[0]]
    assert len(labelled) == 1
    assert labelled[0].startswith(f"<p><strong>{label}</strong> ")


@by_id(DOCUMENTED)
def test_documented_practice_adds_no_figure_to_its_sources(practice: dict[str, Any]) -> None:
    case = CASES[practice["source_id"]]
    agreements = [row for row in table("agreements.csv") if row["code"] in case["instruments"]]
    known = figures(json.dumps(case, ensure_ascii=False)) | figures(
        json.dumps(agreements, ensure_ascii=False)
    )
    known |= figures(case["event_date"].replace("-", " , ").replace("/", " , "))
    dates = " ".join(f"{row['signed']} {row['in_force']}" for row in agreements)
    known |= {part.lstrip("0") for part in re.split(r"\D+", dates)}
    for text in (practice["title"], practice["summary"], prose(practice)):
        assert figures(text) <= known


# --- quotations -------------------------------------------------------------------------------------------


def test_quotations_are_in_the_text_of_the_instrument() -> None:
    texts = SHARED / "treaty_texts"
    if not texts.is_dir():
        pytest.skip(
            "../shared/data/treaty_texts is not here: quotations were NOT compared with the treaty texts"
        )
    quoted = [(p["language"], b["value"]) for p in PRACTICES for b in p["body"] if b["type"] == "quote"]
    assert quoted
    for language, quote in quoted:
        code = quote["reference"].split(",")[0].replace(" ", "")
        body = re.sub(r"\s+", " ", (texts / f"{code}.{language}.md").read_text("utf-8"))
        assert quote["text"] in body
