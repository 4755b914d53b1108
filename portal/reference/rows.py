"""Reading files of reference data: what a row must be, and what is said about one that is not.

Nothing here writes to the database, and nothing raises for bad content: every fault becomes a
``Rejection`` with file, row, column and reason, so that one bad row costs only itself.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row was not loaded. Row 1 is the header; row 0 stands for the file itself."""

    file: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, column {self.column or '-'}: {self.reason}"


@dataclass(slots=True)
class FileReport:
    """What became of one file."""

    file: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    removed: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    rows: dict[Hashable, int] = field(default_factory=dict)
    """Row number of each accepted key."""

    def __str__(self) -> str:
        said = f"{self.file}: {self.created} created, {self.updated} updated, {self.unchanged} unchanged"
        said += f", {self.removed} removed" if self.removed else ""
        said += f", {self.kept} left as changed here" if self.kept else ""
        return said + (f", {len(self.rejections)} rejected" if self.rejections else "")

    def reject(self, row: int, column: str, reason: str) -> None:
        """Note a rejected row."""
        self.rejections.append(Rejection(self.file, row, column, reason))


class RowError(Exception):
    """A value that cannot be. Caught by the loop over rows and turned into a rejection."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file with its number and accessors that say what is wrong with a value."""

    number: int
    values: dict[str, str]

    def text(self, column: str) -> str:
        """The value without surrounding white space; empty if absent."""
        return self.values.get(column, "").strip()

    def needed(self, column: str, longest: int = 0) -> str:
        """A value that must be there and, if a length is given, must not be longer."""
        value = self.text(column)
        if not value:
            raise RowError(column, "is empty")
        if longest and len(value) > longest:
            raise RowError(column, f"is longer than {longest} characters")
        return value

    def one_of(self, column: str, known: Collection[str], what: str) -> str:
        """A value out of a closed list."""
        value = self.needed(column)
        if value not in known:
            raise RowError(column, f"unknown {what} {value!r}")
        return value

    def codes(self, column: str, known: Collection[str], what: str) -> list[str]:
        """Codes separated by semicolons, all of them known."""
        values = [part.strip() for part in self.text(column).split(";") if part.strip()]
        for value in values:
            if value not in known:
                raise RowError(column, f"unknown {what} {value!r}")
        return values

    def yes_no(self, column: str) -> bool:
        """Yes or no."""
        return self.one_of(column, ("yes", "no"), "answer") == "yes"

    def language(self, column: str) -> str:
        """A language that CLDR knows, as written in the file."""
        value = self.needed(column, 10)
        try:
            Locale.parse(value, sep="-")
        except (UnknownLocaleError, ValueError):
            raise RowError(column, f"unknown language {value!r}") from None
        return value

    def number_in(self, column: str) -> int:
        """A whole number from 0 to 9999."""
        value = self.needed(column)
        if not value.isascii() or not value.isdigit() or len(value) > 4:
            raise RowError(column, f"{value!r} is not a whole number")
        return int(value)

    def partial_date(self, column: str) -> tuple[datetime.date | None, str]:
        """A date of which only the month or year may be known: the day if it is, and the text as recorded."""
        value = self.text(column)
        if not value:
            return None, ""
        parts = value.split("-")
        try:
            if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]) or not value.isascii():
                raise ValueError
            numbers = [int(part) for part in parts]
            day = datetime.date(numbers[0], *(numbers[1:] + [1, 1])[:2])
        except ValueError:
            raise RowError(column, f"{value!r} is not a date") from None
        if not 1800 <= day.year <= 2100:
            raise RowError(column, f"{value!r} is not a date of our time")
        return (day if len(parts) == 3 else None), value

    def ordered_dates(
        self, first: str, second: str
    ) -> tuple[datetime.date | None, str, datetime.date | None]:
        """Two dates of which the second cannot come before the first."""
        first_day, first_text = self.partial_date(first)
        second_day, second_text = self.partial_date(second)
        if second_text and second_day is None:
            raise RowError(second, f"{second_text!r} is not a full date")
        if first_text and second_text and second_text[: len(first_text)] < first_text:
            raise RowError(second, f"{second_text} is before {first} {first_text}")
        return first_day, first_text, second_day


def read_rows(path: Path, columns: Sequence[str], report: FileReport) -> Iterator[Row]:
    """The rows of a CSV file that can be read at all.

    Rejected with a reason: a missing or unreadable file, missing columns, rows with too many or too few
    values, rows with bytes that are not UTF-8 or with control characters.
    """
    try:
        content = path.read_bytes().decode("utf-8-sig", errors="surrogateescape")
    except OSError as error:
        report.reject(0, "", f"cannot be read: {error.strerror}")
        return
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    number = 1
    try:
        header = [name.strip() for name in next(reader, [])]
        missing = [column for column in columns if column not in header]
        if missing:
            report.reject(1, missing[0], "column is missing")
            return
        for number, cells in enumerate(reader, start=2):
            if not any(cell.strip() for cell in cells):
                continue
            fault = _fault(header, cells)
            if fault:
                report.reject(number, *fault)
            else:
                yield Row(number, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        report.reject(number + 1, "", f"is not CSV from here on: {error}")


def _fault(header: list[str], cells: list[str]) -> tuple[str, str] | None:
    """Column and reason if a row's shape or characters are wrong."""
    if len(cells) != len(header):
        return "", f"has {len(cells)} values where the header has {len(header)}"
    for column, cell in zip(header, cells, strict=True):
        if any("\udc80" <= char <= "\udcff" for char in cell):
            return column, "is not UTF-8"
        if any((ord(char) < 32 and char not in "\n\r\t") or ord(char) == 127 for char in cell):
            return column, "contains control characters"
    return None
