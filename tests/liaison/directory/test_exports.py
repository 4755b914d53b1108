"""Files of the directory: what this viewer may see, contact by contact, in a form that runs nothing."""

from __future__ import annotations

import datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from liaison.directory.exports import cell_text, write_vcards, write_workbook
from liaison.directory.models import Authority, Post
from portal.sanitise import strip_controls
from portal.spreadsheets import FORMULA_STARTS
from tests.factories import make_country, make_network, make_topic, make_user
from tests.liaison.directory.making import make_authority, make_contact, make_post
from tests.liaison.directory.test_vcard import pieces, read
from tests.practices.conftest import signed_in

pytestmark = pytest.mark.django_db


def cards(text: str) -> list[dict[str, list[tuple[dict[str, str], str]]]]:
    """Each card's properties by name."""
    found: list[dict[str, Any]] = []
    for name, params, raw in read(text):
        if name == "BEGIN":
            found.append({})
        found[-1].setdefault(name, []).append((params, raw))
    return found


def rows(content: bytes, sheet: int = 0) -> list[dict[str, Any]]:
    """The rows of a sheet by their heads."""
    table = list(load_workbook(BytesIO(content)).worksheets[sheet].values)
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def one_text(card: dict[str, Any], name: str) -> str:
    [(_params, raw)] = card[name]
    return pieces(raw, "\0")[0]


@pytest.fixture
def post(tree: Any) -> Post:
    make_country("TN")
    holder = make_user("holder", last_name="Last; Name")
    post = make_post(
        holder=holder,
        audience="members",
        institution="Embassy, Rabat",
        city="Rabat",
        languages=["fr", "ar"],
        other_countries=["TN"],
        note="Call; then write.",
        source="A source",
        source_date="2025-03",
        verified_on=datetime.date(2020, 1, 1),
    )
    make_contact(post, kind="phone", value="+999 555 0100 ext. 12", audience="members", hours="9-17 CET")
    make_contact(post, kind="mobile", value="555-0101", audience="members", is_urgent=True, label="night")
    make_contact(post, kind="e_mail", value="post@demo.comity.example", audience="members")
    make_contact(post, kind="web", value="https://demo.comity.example/a,b", audience="members")
    make_contact(post, kind="address", value="1, Example Street\nRabat", audience="members")
    make_contact(post, kind="secure", value="JUDEX box 7", audience="members")
    return post


def test_card_of_a_post_says_who_where_and_how(post: Post) -> None:
    [card] = cards(write_vcards(make_user("reader"), [post]))
    assert one_text(card, "KIND") == "individual"
    assert one_text(card, "FN") == "Holder Last; Name"
    [(_params, name)] = card["N"]
    assert pieces(name, ";") == ["Last; Name", "Holder", "", "", ""]
    assert one_text(card, "TITLE") == "Liaison magistrate of France: Morocco"
    assert pieces(card["ORG"][0][1], ";") == ["Embassy, Rabat", "Rabat"]
    assert card["LANG"] == [({"PREF": "1"}, "fr"), ({"PREF": "2"}, "ar")]
    assert card["TEL"] == [
        ({"TYPE": "work,cell", "PREF": "1"}, "555-0101"),
        ({"VALUE": "uri", "TYPE": "work,voice"}, "tel:+9995550100;ext=12"),
    ]
    assert card["EMAIL"] == [({"TYPE": "work"}, "post@demo.comity.example")]
    assert card["URL"] == [({"TYPE": "work"}, "https://demo.comity.example/a%2Cb")]
    [(params, address)] = card["ADR"]
    assert params == {"TYPE": "work", "LABEL": "1, Example Street\nRabat"}
    assert pieces(address, ";")[2] == "1, Example Street\nRabat"
    assert pieces(card["CATEGORIES"][0][1], ",") == ["Liaison magistrate", "Morocco", "Tunisia"]
    note = one_text(card, "NOTE")
    for words in (
        "Unverified since",
        "JUDEX box 7",
        "9-17 CET",
        "night",
        "Call; then write.",
        "A source, 2025-03",
    ):
        assert words in note
    assert "Who may see this: all members" in note
    assert card["SOURCE"][0][1].endswith(f"/directory/posts/{post.pk}/card.vcf")
    assert card["UID"] == cards(write_vcards(post.holder, [post]))[0]["UID"]


def test_card_of_a_vacant_post_and_of_an_authority_are_of_an_office(tree: Any) -> None:
    vacant = make_post(occupancy="vacant", is_example=True)
    authority = make_authority(name="Ministry, of Justice", languages=["fr"])
    first, second = cards(write_vcards(None, [vacant, authority]))
    assert one_text(first, "KIND") == one_text(second, "KIND") == "org"
    assert one_text(first, "FN") == "Liaison magistrate of France: Morocco" and "N" not in first
    assert "Example" in pieces(first["CATEGORIES"][0][1], ",")
    assert "Nobody can be reached this way" in one_text(first, "NOTE")
    assert one_text(second, "FN") == "Ministry, of Justice"
    assert one_text(second, "NOTE").startswith("Not verified yet")


def test_each_contact_is_exported_to_those_who_may_see_it(tree: Any, post: Post) -> None:
    network = make_network()
    make_contact(
        post, kind="e_mail", value="narrow@demo.comity.example", audience="communities", communities=[network]
    )
    hidden = make_authority(name="Hidden quillwort", audience="communities", communities=[network])
    entries = [post, hidden]
    inside, outside = make_user("inside", groups=[network]), make_user("outside")
    for viewer, sees in ((inside, True), (outside, False)):
        text = write_vcards(viewer, entries)
        book = write_workbook(viewer, entries)
        assert ("narrow@demo" in text) is sees and ("quillwort" in text.replace("\r\n ", "")) is sees
        assert len(rows(book)) == (2 if sees else 1)
        values = [row["Number or address"] for row in rows(book, 1)]
        assert ("narrow@demo.comity.example" in values) is sees
    assert write_vcards(None, entries) == "" and rows(write_workbook(None, entries)) == []


def test_workbook_says_all_of_an_entry(tree: Any, post: Post) -> None:
    authority = make_authority(
        "UA", measures=[make_topic()], channels=["diplomatic"], transmission=["post"], audience="members"
    )
    first, second = rows(write_workbook(make_user("reader"), [post, authority]))
    assert first["What"] == "Liaison magistrate of France: Morocco"
    assert (first["Role"], first["Country"], first["Also covers"]) == (
        "Liaison magistrate",
        "Morocco",
        "Tunisia",
    )
    assert (first["Represents"], first["Holder"]) == ("France", "Holder Last; Name")
    assert first["Verification"].startswith("Unverified since") and first["Source"] == "A source, 2025-03"
    assert "E-mail: post@demo.comity.example" in first["Contacts"]
    assert first["Who may see this"] == "all members"
    assert (second["Measures"], second["Transmission"]) == ("Extradition", "Post")
    assert second["Channel"] == "Through diplomatic channels"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.text("=+-@\t\r\n '1a", max_size=8))
def test_no_cell_begins_a_formula(value: str) -> None:
    text = cell_text(value)
    assert not text.startswith(FORMULA_STARTS)
    assert text in (strip_controls(value), f"'{strip_controls(value)}")


def test_no_cell_of_a_workbook_is_a_formula(tree: Any) -> None:
    nasty = '=HYPERLINK("http://x.example","y")'
    authority = make_authority(name=nasty, other_names=nasty, note="+1+cmd|' /C calc'!A0", source="@SUM(1)")
    make_contact(authority, kind="address", value="-2+3", label=nasty, hours="\tx")
    book = load_workbook(BytesIO(write_workbook(None, [authority])))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert not [
        cell.value for cell in cells if isinstance(cell.value, str) and cell.value.startswith(FORMULA_STARTS)
    ]
    assert any(cell.value == f"'{nasty}" for cell in cells)


def test_long_list_takes_no_more_queries(tree: Any) -> None:
    reader = signed_in(make_user("reader"))

    def count() -> int:

        with CaptureQueriesContext(connection) as asked:
            for name in ("vcf", "xlsx"):
                assert reader.get(f"/directory/export.{name}").status_code == 200
        return len(asked)

    for number in (1, 29):
        for _number in range(number):
            make_contact(
                make_post(audience="members", holder=make_user(), other_countries=["TN"]), audience="members"
            )
            make_contact(make_authority(measures=[make_topic()]))
        if number == 1:
            count()  # what is asked once and kept
            one = count()
    assert count() == one


# --- addresses ---------------------------------------------------------------------------------------------------


def test_files_hold_what_the_filters_found(tree: Any) -> None:
    for code in ("MA", "UA"):
        make_authority(code, name=f"Authority of {code}")
    for query, names in (("", {"MA", "UA"}), ("?country=MA", {"MA"}), ("?q=nothing-like-it", set())):
        text = Client().get(f"/directory/export.vcf{query}").content.decode()
        book = Client().get(f"/directory/export.xlsx{query}").content
        assert {one_text(card, "FN")[-2:] for card in (cards(text) if text else [])} == names
        assert {row["What"][-2:] for row in rows(book)} == names
        page = Client().get(f"/directory/{query}").content.decode()
        assert (f'href="/directory/export.xlsx{query}"' in page) is bool(names)


def test_file_names_tell_nothing_of_what_is_inside(tree: Any) -> None:
    post, authority = make_post(title="Title quillwort"), make_authority(name="Name quillwort")
    today = datetime.date.today().isoformat()  # noqa: DTZ011
    for address, name, kind in (
        ("export.vcf?country=MA", f"comity-directory-{today}.vcf", "text/vcard; charset=utf-8"),
        ("export.xlsx?country=MA", f"comity-directory-{today}.xlsx", "application/vnd.openxmlformats"),
        (f"posts/{post.pk}/card.vcf", f"comity-contact-{today}.vcf", "text/vcard; charset=utf-8"),
        (f"authorities/{authority.pk}/card.vcf", f"comity-contact-{today}.vcf", "text/vcard; charset=utf-8"),
    ):
        answer = Client().get(f"/directory/{address}")
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Content-Type"].startswith(kind)
        assert Client().post(f"/directory/{address}").status_code == 405


def test_card_of_a_hidden_entry_does_not_exist(tree: Any) -> None:
    post, authority = make_post(audience="communities"), make_authority(audience="communities")
    client = signed_in(make_user("member"))
    for path, pk in (("posts", post.pk), ("authorities", authority.pk)):
        hidden, missing = (client.get(f"/directory/{path}/{number}/card.vcf") for number in (pk, 987_654))
        assert hidden.status_code == missing.status_code == 404
        assert Authority.objects.count() == 1


def test_files_speak_the_readers_language(tree: Any) -> None:
    make_post()
    text = Client().get("/directory/export.vcf?lang=fr").content.decode().replace("\r\n ", "")
    assert "Maroc" in text
