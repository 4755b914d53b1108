"""Filled-in templates that are broken, foreign or hostile: refused whole, with the cell named."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from liaison.assessments import spreadsheet_package
from liaison.assessments.models import Contribution, CountryFigures, Round
from liaison.assessments.spreadsheet import COLUMNS, META_SHEET, template_of
from liaison.assessments.spreadsheet_reading import read_upload
from tests.liaison.assessments.making import contribution_of, make_member, make_open_round
from tests.liaison.assessments.test_spreadsheet import filled, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def contribution(db: None) -> Contribution:
    return contribution_of(make_open_round(), "FR")


@pytest.fixture
def data(contribution: Contribution) -> bytes:
    return template_of(contribution)


def refusals(data: bytes, contribution: Contribution, name: str = "file.xlsx") -> list[tuple[str, str]]:
    """Cells and messages; a refused file offers nothing."""
    reading = read_upload(name, data, contribution)
    assert bool(reading.findings) != bool(reading.offered)
    return [(finding.cell, finding.message) for finding in reading.findings]


def changed(data: bytes, change: Callable[[Any], object]) -> bytes:
    """The template with its workbook changed."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, add: dict[str, bytes] | None = None, **replaced: tuple[bytes, bytes]) -> bytes:
    """The template with entries added, or with bytes of the answers' sheet replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            for before, after in replaced.values():
                if name == "xl/worksheets/sheet2.xml":
                    assert before in content
                    content = content.replace(before, after, 1)
            new.writestr(name, content)
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def cell(column: str, row: int) -> str:
    return f"Answers!{openpyxl.utils.get_column_letter(COLUMNS.index(column) + 1)}{row}"


def test_template_itself_is_taken(data: bytes, contribution: Contribution) -> None:
    assert refusals(data, contribution) == []


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("hvt_mla", "=1+1", "This is a formula"),
        ("needs", '=HYPERLINK("http://example.org")', "This is a formula"),
        ("hvt_mla", "a few", "Write “No data”, “Zero”, “Fewer than 3”"),
        ("hvt_mla", "12.5", "Write “No data”"),
        ("hvt_mla", 12.5, "Write “No data”"),
        ("hvt_mla", -1, "Write “No data”"),
        ("hvt_mla", "20-10", "The range ends below where it begins."),
        ("hvt_mla", datetime.date(2026, 12, 10), "made a date of this"),
        ("hvt_mla", True, "not a logical value"),
        ("hvt_mla", "1" * 12, "Enter a whole number"),
        ("level", "Enormous", "Choose one of"),
        ("date", "31/12/2025", "Enter a date"),
        ("date", "2999-01-01", "cannot be in the future"),
        ("wished_dialogue", "perhaps", "Write “Yes”"),
        ("needs", "x" * 4001, "at most 4000 are kept"),
        ("needs", "Targets: John Smith, Peter Miller, Anna Brown", "names of people"),
        ("safe_haven", "Case no. 2024/1234", "case number"),
        ("source", "RESTREINT UE/EU RESTRICTED", "EU classified information"),
        ("name", "SECRET UE/EU SECRET", "EU classified information"),
    ],
)
def test_cell_is_named(
    data: bytes, contribution: Contribution, column: str, value: Any, message: str
) -> None:
    found = refusals(filled(data, **{f"MA__{column}": value, "TN__hvt_mla": "3"}), contribution)
    row = 3  # Morocco comes before Tunisia
    assert found[0][0] == cell(column.replace("wished_", "wished:"), row)
    assert message in found[0][1]


def test_all_wrong_cells_are_named_at_once(data: bytes, contribution: Contribution) -> None:
    found = refusals(filled(data, MA__hvt_mla="a few", TN__level="?", TN__date="soon"), contribution)
    assert [place for place, _message in found] == [cell("hvt_mla", 3), cell("level", 4), cell("date", 4)]


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (lambda b: b["Answers"].merge_cells("C3:D4"), "C3:D4", "merged"),
        (lambda b: b["Answers"].cell(3, 1, "XX"), "Answers!A3", "does not ask about this country"),
        (lambda b: b["Answers"].cell(3, 1, "TN"), "Answers!A4", "has a row already"),
        (lambda b: b["Answers"].cell(9, 3, "5"), "Answers!A9", "does not ask about this country"),
        (lambda b: b["Answers"].cell(3, len(COLUMNS) + 4, "note"), "Answers!AG3", "Nothing belongs"),
        (lambda b: b["Answers"].cell(450, 3, "5"), "Answers!A450", "Nothing belongs below"),
        (lambda b: b["Answers"].delete_cols(4), "Answers!D1", "columns are not those of the template"),
        (lambda b: b["Answers"].delete_rows(1), "Answers!A1", "columns are not those of the template"),
        (lambda b: b["Answers"].delete_rows(3, 2), "Answers!A3", "no row with a country"),
        (lambda b: b.create_sheet("Names"), "Names!A1", "a sheet too many"),
        (lambda b: b.remove(b[META_SHEET]), "", "not a template of the portal"),
        (lambda b: setattr(b["Answers"], "title", "Mine"), "comity!B6", "missing or was renamed"),
        (lambda b: b[META_SHEET].cell(1, 2, "else"), "comity!B1", "not a template of the portal"),
        (lambda b: b[META_SHEET].cell(2, 2, "99"), "comity!B2", "another version of the template"),
        (lambda b: b[META_SHEET].cell(2, 2, "=1"), "comity!B2", "formula"),
        (lambda b: b[META_SHEET].cell(3, 2, "99"), "comity!B3", "asks other questions"),
        (lambda b: b[META_SHEET].cell(7, 2, "-4"), "comity!A7", "hidden sheet was changed"),
        (lambda b: b[META_SHEET].delete_rows(1, 90), "comity!B1", "not a template of the portal"),
    ],
)
def test_changed_workbook(
    data: bytes, contribution: Contribution, change: Callable[[Any], object], place: str, message: str
) -> None:
    found = refusals(changed(data, change), contribution)
    assert found[0][0] == place and message in found[0][1]


def test_template_of_another_round_or_body(data: bytes, contribution: Contribution) -> None:
    spain = contribution_of(contribution.round, "ES")
    assert refusals(data, spain) == [("comity!B5", "This template belongs to another authority.")]
    later = contribution_of(make_open_round(), "FR")
    assert refusals(data, later) == [("comity!B4", "This template belongs to another round.")]


def test_version_there_never_was_overwrites_nothing(data: bytes, contribution: Contribution) -> None:
    from liaison.assessments.upload import changed_in, plan_of
    from tests.liaison.assessments.making import answer, number

    ann = make_member("FR")
    answer(contribution.round, "FR", "MA", "targets", ann, hvt_mla=number(4))
    lying = filled(changed(data, lambda b: b[META_SHEET].cell(7, 2, "777")), MA__hvt_mla="9")
    offered = read_upload("file.xlsx", lying, contribution).offered
    plan = plan_of(changed_in(offered, contribution), contribution)
    assert [one.is_conflict for one in plan.differences] == [True]


def test_country_that_left_the_round(data: bytes, contribution: Contribution) -> None:
    contribution.round.countries.remove("TN")
    assert refusals(data, contribution) == [("Answers!A4", "The round does not ask about this country.")]


# --- the package ----------------------------------------------------------------------------------------

LINK = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="%s" TargetMode="External"/></Relationships>'
)
RELS = "xl/worksheets/_rels/sheet2.xml.rels"


@pytest.mark.parametrize(
    ("add", "message"),
    [
        ({"xl/externalLinks/externalLink1.xml": b"<a/>"}, "linked to another file"),
        ({RELS: LINK % (b"externalLinkPath", b"file:///etc/passwd")}, "linked to another file"),
        ({"xl/vbaProject.bin": b"x"}, "macros"),
        ({"xl/embeddings/oleObject1.bin": b"x"}, "objects, pictures or connections"),
        ({"xl/connections.xml": b"<a/>"}, "objects, pictures or connections"),
        ({"docProps/x.xml": b"<a>\0</a>"}, "cannot be read"),
        ({"docProps/x.xml": b'<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'}, "cannot be read"),
        ({"xl/comments1.xml": b"<t>SECRET UE/EU SECRET</t>"}, "EU classified information"),
        ({"xl/zero.xml": b" " * (spreadsheet_package.MAX_EXPANDED + 1)}, "too large"),
    ],
)
def test_package(data: bytes, contribution: Contribution, add: dict[str, bytes], message: str) -> None:
    sent = repacked(data, add)
    assert len(sent) < 200_000
    found = refusals(sent, contribution)
    assert len(found) == 1 and message in found[0][1]


def test_address_that_became_a_hyperlink_by_itself_is_taken(data: bytes, contribution: Contribution) -> None:
    sent = repacked(data, {RELS: LINK % (b"hyperlink", b"https://example.org/")})
    assert refusals(sent, contribution) == []


def test_marking_at_the_head_of_the_printed_page(data: bytes, contribution: Contribution) -> None:
    def mark(book: Any) -> None:
        book["Answers"].oddHeader.center.text = "RESTREINT UE/EU RESTRICTED"

    assert "EU classified" in refusals(changed(data, mark), contribution)[0][1]


@pytest.mark.parametrize("far", ["999999999999", "1048576"])
def test_row_far_away_does_not_keep_the_reader(data: bytes, contribution: Contribution, far: str) -> None:
    row = f'<row r="{far}"><c r="C{far}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'.encode()
    reading = read_upload("file.xlsx", repacked(data, end=(b"</sheetData>", row)), contribution)
    assert set(reading.offered) in ({"MA", "TN"}, set())


@pytest.mark.parametrize("sent", [b"", b"PK\x03\x04", b"country,name\n", b"\xd0\xcf\x11\xe0" + b"0" * 600])
def test_what_is_no_workbook(contribution: Contribution, sent: bytes) -> None:
    assert len(refusals(sent, contribution)) == 1


@pytest.mark.parametrize("name", ["file.xlsm", "file.csv", "file"])
def test_other_kinds_of_file(data: bytes, contribution: Contribution, name: str) -> None:
    assert refusals(data, contribution, name) == [("", "Send the template as an XLSX file.")]


def test_too_large(contribution: Contribution) -> None:
    assert "too large" in refusals(b"x" * (spreadsheet_package.MAX_BYTES + 1), contribution)[0][1]


def test_broken_bytes_never_end_in_a_fault(data: bytes, contribution: Contribution) -> None:
    for at in range(0, len(data), max(1, len(data) // 40)):
        broken = data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :]
        read_upload("file.xlsx", broken, contribution)
        read_upload("file.xlsx", data[:at], contribution)


def test_refused_file_is_a_page_that_names_the_cell(contribution: Contribution, client: Client) -> None:
    round: Round = contribution.round
    client.force_login(make_member("FR"))
    page = send(client, round, filled(template_of(contribution), MA__hvt_mla="=2", TN__needs="Training"))
    assert page.status_code == 422
    assert "Answers!D3" in page.content.decode() and "This is a formula" in page.content.decode()
    assert client.post(page.request["PATH_INFO"], {}).status_code == 422
    assert not CountryFigures.objects.exists()
