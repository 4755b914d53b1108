"""Reading a table that somebody sent: CSV or XLSX, row by row, with what is wrong with the file itself.

A file is hostile until read: its size, rows, columns and what it unpacks to are limited before anything is kept.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.defaultfilters import filesizeformat

from liaison.treaties.findings import WARNING, Finding

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 25_000
"""Instruments times countries and territories stay well below this; a longer file is something else."""
MAX_COLUMNS = 40
LAST_ROW = 1_048_576
"""The last row a sheet can have: before a row that says it is a later one, endless empty ones would be made."""
MAX_EXPANDED = 120 * 1024 * 1024
MAX_ENTRIES = 500
DELIMITERS = (",", ";", "\t")
_OLE = b"\xd0\xcf\x11\xe0"
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Cells = Sequence[str]


class Unreadable(Exception):
    """The file ends here: what was read so far is not to be used. Carries the finding."""

    def __init__(self, fault: str | Finding, row: int = 0, **values: object) -> None:
        super().__init__(fault)
        texts = {name: str(value) for name, value in values.items()}
        self.finding = fault if isinstance(fault, Finding) else Finding(row, "", fault, texts)


@dataclass(slots=True)
class Table:
    """One file. ``rows()`` gives number and values by column; ``findings`` says afterwards what was wrong."""

    name: str
    data: bytes
    columns: Collection[str]
    optional: Collection[str] = ()
    findings: list[Finding] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    encoding: str = ""
    """As recognised: UTF-8, UTF-16 or Windows-1252; empty for XLSX, which says so itself."""

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows that have the shape of the header. Row 1 is the header; blank rows count and are left out."""
        try:
            yield from self._rows()
        except Unreadable as error:
            self.findings.append(error.finding)

    def _rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        lines = self._lines()
        self.header = _trimmed(next(lines, []))
        if not self.header:
            raise Unreadable("empty_file")
        self._check_header()
        found = 0
        for number, cells in enumerate(lines, start=2):
            if not any(cell.strip() for cell in cells):
                continue
            found += 1
            if found > MAX_ROWS:
                raise Unreadable("too_many_rows", limit=MAX_ROWS)
            cells = list(cells)
            while len(cells) > len(self.header) and not cells[-1].strip():
                cells.pop()
            if len(cells) > len(self.header) or (self.encoding and len(cells) < len(self.header)):
                values = {"found": str(len(cells)), "wanted": str(len(self.header))}
                self.findings.append(Finding(number, "", "cells", values))
                continue
            yield number, dict(zip(self.header, cells, strict=False))
        if not found:
            raise Unreadable("empty_file")

    def _check_header(self) -> None:
        """Every column once, none missing, none unknown: an unknown one may be a known one misspelt."""
        faults = [("no_column", column) for column in self.columns if column not in self.header]
        faults += [
            ("unknown_column", column)
            for column in self.header
            if column not in self.columns and column not in self.optional
        ]
        faults += [
            ("column_twice", column) for column in sorted(set(self.header)) if self.header.count(column) > 1
        ]
        found = [Finding(1, column[:60], code, {"column": column[:60]}) for code, column in faults]
        if found:
            self.findings += found[:-1]
            raise Unreadable(found[-1])

    def _lines(self) -> Iterator[Cells]:
        kind = self.name.rpartition(".")[2].lower()
        if len(self.data) > MAX_BYTES:
            raise Unreadable("too_large", limit=filesizeformat(MAX_BYTES))
        if not self.data.strip(b"\x00 \r\n\t"):
            raise Unreadable("empty_file")
        if kind == "xlsx":
            return self._sheet()
        if kind in ("csv", "tsv", "txt"):
            text, self.encoding = decode(self.data)
            return _csv(text, self.columns)
        raise Unreadable("kind")

    def _sheet(self) -> Iterator[Cells]:
        """The first sheet of a workbook, streamed; formulas are given as they are written."""
        check_package(self.data)
        import openpyxl

        try:
            book = openpyxl.load_workbook(io.BytesIO(self.data), read_only=True, keep_links=False)
            sheets = book.worksheets
            if len(sheets) > 1:
                self.findings.append(Finding(0, "", "sheets", {"sheet": sheets[0].title}, WARNING))
            sheets[0].reset_dimensions()
            for row in sheets[0].iter_rows(max_col=MAX_COLUMNS + 1, max_row=LAST_ROW, values_only=True):
                cells = [_text(value) for value in row]
                if len(cells) > MAX_COLUMNS and cells[MAX_COLUMNS]:
                    raise Unreadable("too_many_columns", limit=MAX_COLUMNS)
                yield cells
        except (Unreadable, MemoryError):
            raise
        except Exception as error:  # openpyxl raises whatever a broken file provokes
            raise Unreadable("unreadable") from error


def check_package(data: bytes, limit: int = MAX_EXPANDED) -> None:
    """Whether a workbook may be unpacked, to at most ``limit`` bytes. Raises ``Unreadable``.

    What an entry says of its size holds: ``zipfile`` reads no further, and a false sum of it is an error.
    """
    if data.startswith(_OLE):
        raise Unreadable("protected")  # a modern workbook with a password is wrapped in the old container
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable("unreadable") from error
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > limit:
        raise Unreadable("too_large", limit=filesizeformat(limit))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable("protected")
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise Unreadable("macros")


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and its encoding: UTF-8, UTF-16 with its mark, or Windows-1252.

    A file whose lines are partly UTF-8 and partly not was put together from two, and nobody can tell what the rest
    means: it is refused with the first line that does not fit.
    """
    if data.startswith(_UTF32):
        raise Unreadable("encoding")
    if data.startswith(_UTF16):
        try:
            return data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError as error:
            raise Unreadable("encoding") from error
    if b"\x00" in data:
        raise Unreadable("encoding")
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    _refuse_mixed(data)
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as error:
        raise Unreadable("encoding", data.count(b"\n", 0, error.start) + 1) from error


def _refuse_mixed(data: bytes) -> None:
    first_other = 0
    has_utf8 = data.startswith(codecs.BOM_UTF8)
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            has_utf8 = True
        except UnicodeDecodeError:
            first_other = first_other or number
        if has_utf8 and first_other:
            raise Unreadable("mixed_encoding", first_other)


def _csv(text: str, columns: Collection[str]) -> Iterator[Cells]:
    delimiter = _delimiter(text, columns)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if len(cells) > MAX_COLUMNS and any(cell.strip() for cell in cells[MAX_COLUMNS:]):
                raise Unreadable("too_many_columns", number, limit=MAX_COLUMNS)
            yield cells[:MAX_COLUMNS]
    except csv.Error as error:
        raise Unreadable("not_csv", number + 1) from error


def _delimiter(text: str, columns: Collection[str]) -> str:
    """What stands between the columns: whichever makes the first line name most of them."""
    first = text.split("\n", 1)[0][:10_000].strip("\r")
    found = {
        delimiter: sum(cell.strip().strip('"') in columns for cell in first.split(delimiter))
        for delimiter in DELIMITERS
    }
    best = max(found, key=lambda delimiter: found[delimiter])
    if found[best] < 2:
        raise Unreadable("delimiter", 1)
    return best


def _trimmed(cells: Cells) -> list[str]:
    """Names of columns, without the empty cells a spreadsheet leaves after the last one."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _text(value: Any) -> str:
    """The value of a cell as a CSV would have it; a day as 2019-03-14."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
