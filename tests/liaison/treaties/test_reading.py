"""Tables that somebody sent: encodings, delimiters, workbooks, and files that are refused."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import openpyxl
import pytest

from liaison.treaties import reading
from liaison.treaties.reading import Table

COLUMNS = ("instrument", "party", "note")


def read(
    data: bytes, name: str = "file.csv"
) -> tuple[list[dict[str, str]], list[tuple[int, str, str]], Table]:
    """Rows, findings as (row, column, code), and the table."""
    table = Table(name, data, COLUMNS, ("extra",))
    rows = [values for _number, values in table.rows()]
    return rows, [(finding.row, finding.column, finding.code) for finding in table.findings], table


def workbook(rows: list[list[Any]], **sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, more in sheets.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = "instrument,party,note\nCETS024,TR,Zürich – déjà vu\n"
EXPECTED = [{"instrument": "CETS024", "party": "TR", "note": "Zürich – déjà vu"}]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encodings_and_delimiters_are_recognised(
    encoding: str, said: str, delimiter: str, ending: str
) -> None:
    text = GOOD.replace(",", delimiter).replace("\n", ending)
    rows, found, table = read(text.encode(encoding))
    assert (rows, found, table.encoding) == (EXPECTED, [], said)


@pytest.mark.parametrize(
    ("data", "row", "code"),
    [
        (b"", 0, "empty_file"),
        (b"\n\n", 0, "empty_file"),
        (b"instrument,party,note\n", 0, "empty_file"),
        (b"instrument,party,note\n,,\n\n", 0, "empty_file"),
        (GOOD.encode() + "CETS024,NL,Zürich".encode("cp1252"), 3, "mixed_encoding"),
        ("\ufeff".encode() + GOOD.encode("cp1252"), 2, "mixed_encoding"),
        (GOOD.encode("utf-32"), 0, "encoding"),
        (GOOD.encode("utf-16-le"), 0, "encoding"),
        (b"instrument,party,note\nCETS024,TR,\x81\n", 2, "encoding"),
        (b"\xff\xfeinstruments", 0, "encoding"),
        (b"instrument|party|note\nCETS024|TR|\n", 1, "delimiter"),
        (b'instrument,party,note\nCETS024,TR,"open\nCETS024,NL,\n', 2, "not_csv"),
        (b'instrument,party,note\nCETS024,TR,"a"b\n', 2, "not_csv"),
        (b"instrument,party,note" + b",x" * 40 + b"\n", 1, "too_many_columns"),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_the_place(data: bytes, row: int, code: str) -> None:
    _rows, found, _table = read(data)
    assert (row, code) in [(number, said) for number, _column, said in found]


def test_header_must_name_every_column_once_and_no_other() -> None:
    assert read(b"instrument,party\nCETS024,TR\n")[1] == [(1, "note", "no_column")]
    assert read(b"instrument,party,note,in_forse\na,b,c,d\n")[1] == [(1, "in_forse", "unknown_column")]
    assert read(b"instrument,party,note,party\na,b,c,d\n")[1] == [(1, "party", "column_twice")]
    rows, found, _table = read(b"instrument,party,note,extra\na,b,c,d\n")
    assert found == [] and rows[0]["extra"] == "d"


def test_row_of_another_shape_is_told_and_the_others_are_read() -> None:
    data = b"instrument,party,note\nCETS024,TR\nCETS024,NL,a,b\nCETS024,FR,ok,,\n\nCETS024,DE,fine\n"
    rows, found, _table = read(data)
    assert [row["party"] for row in rows] == ["FR", "DE"]
    assert found == [(2, "", "cells"), (3, "", "cells")]


def test_long_file_is_refused_at_the_limit_without_reading_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"instrument,party,note\n" + b"CETS024,TR,x\n" * 100_000
    table = Table("file.csv", data, COLUMNS)
    assert sum(1 for _row in table.rows()) == reading.MAX_ROWS
    assert [(f.row, f.code, f.values) for f in table.findings] == [(0, "too_many_rows", {"limit": "25000"})]
    monkeypatch.setattr(reading, "MAX_BYTES", 1000)
    assert read(data)[1] == [(0, "", "too_large")]


def test_other_kinds_of_file_are_refused() -> None:
    assert read(b"instrument,party,note\n", "file.ods")[1] == [(0, "", "kind")]
    assert read(b"instrument,party,note\n", "file")[1] == [(0, "", "kind")]


# --- workbooks ------------------------------------------------------------------------------------------


def test_workbook_is_read_with_days_numbers_and_formulas_as_written() -> None:
    data = workbook(
        [
            ["instrument", "party", "note", None],
            ["CETS024", "TR", datetime.date(2019, 3, 14)],
            ["CETS024", "NL", 7.0],
            ["CETS024", "FR", "=1+1"],
            [None, None, None],
            ["CETS024", "DE"],
        ]
    )
    table = Table("file.xlsx", data, COLUMNS)
    assert list(table.rows()) == [
        (2, {"instrument": "CETS024", "party": "TR", "note": "2019-03-14"}),
        (3, {"instrument": "CETS024", "party": "NL", "note": "7"}),
        (4, {"instrument": "CETS024", "party": "FR", "note": "=1+1"}),
        (6, {"instrument": "CETS024", "party": "DE", "note": ""}),
    ]
    assert table.findings == []


def test_only_the_first_sheet_is_read_and_that_is_said() -> None:
    rows, found, _table = read(workbook([list(COLUMNS), ["a", "b", "c"]], other=[["x"]]), "file.xlsx")
    assert len(rows) == 1
    assert found == [(0, "", "sheets")]


def test_workbooks_that_are_none_or_hide_something_are_refused() -> None:
    good = workbook([list(COLUMNS), ["a", "b", "c"]])
    assert read(b"PK\x03\x04 no", "file.xlsx")[1] == [(0, "", "unreadable")]
    assert read(GOOD.encode(), "file.xlsx")[1] == [(0, "", "unreadable")]
    assert read(b"\xd0\xcf\x11\xe0" + b"x" * 600, "file.xlsx")[1] == [(0, "", "protected")]
    assert read(repacked(good, add={"xl/vbaProject.bin": b"x"}), "file.xlsx")[1] == [(0, "", "macros")]
    assert read(repacked(good, drop="xl/workbook.xml"), "file.xlsx")[1] == [(0, "", "unreadable")]
    assert read(workbook([list(COLUMNS) + [f"c{n}" for n in range(60)]]), "file.xlsx")[1] == [
        (0, "", "too_many_columns")
    ]


def test_workbook_that_unpacks_to_too_much_is_refused_before_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = repacked(workbook([list(COLUMNS)]), add={"xl/media/zero.bin": b"\0" * (reading.MAX_EXPANDED + 1)})
    assert len(bomb) < 1_000_000
    assert read(bomb, "file.xlsx")[1] == [(0, "", "too_large")]
    many = repacked(workbook([list(COLUMNS)]), add={f"x/{number}": b"" for number in range(600)})
    assert read(many, "file.xlsx")[1] == [(0, "", "too_large")]


def test_row_far_outside_a_sheet_does_not_keep_the_reader() -> None:
    """Before a row, the library makes all empty ones there would be."""
    row = b'<row r="999999999999"><c r="A999999999999" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    good = workbook([list(COLUMNS), ["CETS024", "TR", ""]])
    name = "xl/worksheets/sheet1.xml"
    sheet = zipfile.ZipFile(io.BytesIO(good)).read(name).replace(b"</sheetData>", row)
    rows, findings, _table = read(repacked(good, drop=name, add={name: sheet}), "file.xlsx")
    assert [row["party"] for row in rows] in (["TR"], []) and len(findings) <= 1


def test_entities_of_a_workbook_are_not_expanded() -> None:
    sheet = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
    <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
    <row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
    data = repacked(
        workbook([list(COLUMNS)]), drop="xl/worksheets/sheet1.xml", add={"xl/worksheets/sheet1.xml": sheet}
    )
    assert read(data, "file.xlsx")[1] == [(0, "", "unreadable")]


def test_one_row_far_below_and_one_cell_far_right_cost_little() -> None:
    book = openpyxl.Workbook()
    book.active.append(list(COLUMNS))
    book.active.cell(row=900_000, column=1, value="a")
    out = io.BytesIO()
    book.save(out)
    table = Table("file.xlsx", out.getvalue(), COLUMNS)
    assert [number for number, _values in table.rows()] == [900_000]


def repacked(data: bytes, *, add: dict[str, bytes] | None = None, drop: str = "") -> bytes:
    """A workbook with entries added or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != drop:
                new.writestr(name, old.read(name))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return out.getvalue()
