"""Treaty status as CSV and XLSX: complete, dated, sourced, and inert in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from liaison.treaties.exports import LIST_COLUMNS, safe
from liaison.treaties.models import TreatyStatement, TreatyStatus
from portal.reference.models import Instrument
from tests.factories import make_country, make_instrument
from tests.liaison.treaties.conftest import D, make_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> None:
    for code in ("MA", "UA", "FR"):
        make_country(code)
    make_instrument("CETS182", official_no="CETS 182")
    make_instrument("CETS030", official_no="CETS 030")
    row = make_status(
        "CETS182", "UA", source="SRC", in_force=D("2012-01-01"), consent_date=D("2011-09-14"),
        consent_type="ratification", signed=D("2001-11-08"), in_force_basis="printed", note="A note",
    )  # fmt: skip
    TreatyStatement.objects.create(
        status=row, kind="reservation", text="x", source="SRC", as_of=D("2024-01-01"), confidence="high"
    )
    make_status("CETS030", "FR", source="SRC", status="signed_only", signed=D("1961-04-28"))


def read_csv(client: Client, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="treaty-')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def read_xlsx(client: Client, address: str) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(client.get(address).content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    return [[cell.value or "" for cell in row] for row in book.active.iter_rows()]


def test_list_has_every_fact_with_source_date_and_sentence(client: Client, world: None) -> None:
    rows = read_csv(client, "/treaties/export/status.csv")
    assert tuple(rows[0]) == LIST_COLUMNS
    sentence = "Reference data as of 2024-01-01 (see source). Verify with the depositary."
    assert rows[1:] == [
        ["CETS030", "CETS030", "FR", "France", "state", "", "1961-04-28", "", "", "", "", "", "", "signed_only", "0",
         "SRC", "2024-01-01", "high", "", sentence],
        ["CETS182", "CETS182", "UA", "Ukraine", "state", "", "2001-11-08", "2011-09-14", "ratification", "2012-01-01",
         "printed", "", "", "in_force", "1", "SRC", "2024-01-01", "high", "A note", sentence],
    ]  # fmt: skip
    assert read_xlsx(client, "/treaties/export/status.xlsx") == rows


def test_matrix_is_the_one_shown_and_each_cell_has_its_source(client: Client, world: None) -> None:
    rows = read_csv(client, "/treaties/export/matrix.csv?on=2024-01-15&all=on&eu=third")
    assert rows == [
        ["Code", "Country", "CETS 030 – CETS030", "CETS 182 – CETS182", "Note"],
        ["MA", "Morocco", "no data", "no data", "State of 2024-01-15. Verify with the depositary."],
        [
            "UA",
            "Ukraine",
            "no data",
            "In force since 2012-01-01 [SRC, as of 2024-01-01]",
            "State of 2024-01-15. Verify with the depositary.",
        ],
    ]
    assert read_xlsx(client, "/treaties/export/matrix.xlsx?on=2024-01-15&all=on&eu=third") == rows


def test_filters_of_the_list_are_those_of_the_matrix(client: Client, world: None) -> None:
    def parties(query: str) -> list[str]:
        return [row[2] for row in read_csv(client, f"/treaties/export/status.csv?{query}")[1:]]

    assert parties("country=UA") == ["UA"]
    assert parties("instrument=CETS030") == ["FR"]
    assert parties("eu=third") == ["UA"]
    assert parties("status=signed_only") == ["FR"]
    assert parties("status=bound&on=2011-12-31") == []


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("\x00=1", "'=1"),
        ("a=1", "a=1"),
        ("", ""),
        (None, ""),
        (3, "3"),
    ],
)
def test_formula_is_made_text(text: object, made: str) -> None:
    assert safe(text) == made


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("what", ["matrix", "status"])
def test_no_cell_of_a_file_is_a_formula(client: Client, world: None, what: str, kind: str) -> None:
    TreatyStatus.objects.update(note="=HYPERLINK(1)", source="@evil")
    Instrument.objects.update(short_title="+1", names={})
    read = read_csv if kind == "csv" else read_xlsx
    rows = read(client, f"/treaties/export/{what}.{kind}")
    assert len(rows) == 3
    assert not [cell for row in rows for cell in row if str(cell)[:1] in "=+-@\t\r" and cell]


def test_a_character_xlsx_cannot_hold_is_left_out(client: Client, world: None) -> None:
    TreatyStatus.objects.update(note="a\x0bb" + "x" * 40_000)
    rows = read_xlsx(client, "/treaties/export/status.xlsx")
    assert rows[1][18].startswith("abx") and len(rows[1][18]) == 32_000


@pytest.mark.parametrize(
    "address",
    [
        "/treaties/export/all.csv",
        "/treaties/export/matrix.pdf",
        "/treaties/export/matrix",
        "/treaties/export/",
    ],
)
def test_other_files_do_not_exist(client: Client, world: None, address: str) -> None:
    assert client.get(address, follow=True).status_code == 404


@pytest.mark.parametrize(
    "query", ["region=999", "on=2024-13-45", "country=ZZ", "instrument=NONE", "status=x"]
)
def test_a_filter_that_does_not_exist_gives_no_file(client: Client, world: None, query: str) -> None:
    answer = client.get(f"/treaties/export/status.csv?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert query.split("=")[0] in answer.content.decode()


def test_empty_tables_have_their_heads(client: Client) -> None:
    assert read_csv(client, "/treaties/export/status.csv") == [list(LIST_COLUMNS)]
    assert read_xlsx(client, "/treaties/export/matrix.xlsx") == [["Code", "Country", "Note"]]
