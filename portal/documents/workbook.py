"""A workbook of plain cells: no formula, no link, no name of a person; the same content gives the same bytes."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from portal.documents import look
from portal.documents.core import PART, core_properties
from portal.documents.model import plain
from portal.documents.package import repacked
from portal.spreadsheets import quoted

Value = str | int | float | None
"""What a cell can hold: text, a number, or nothing."""

LONGEST = 32_767
"""The most characters a cell can hold (Excel)."""
_TITLE = re.compile(r"[\\/*?:\[\]]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: ``lead`` lines above, then the names of the columns, then rows. ``widths`` in characters."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    lead: Sequence[str] = ()
    widths: Sequence[int] = ()


def to_xlsx(
    sheets: Sequence[Sheet],
    *,
    title: str,
    issuer: str,
    language: str,
    dated: datetime.datetime,
    identifier: str = "",
) -> bytes:
    """The sheets as a workbook. ``issuer``: an office, never a person; ``dated``: the date of the file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _write(book.create_sheet(_TITLE.sub(" ", plain(sheet.title))[:31]), sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    properties = core_properties(
        title=title, issuer=issuer, identifier=identifier, language=language, dated=dated
    )
    return repacked(buffer.getvalue(), {PART: lambda _old: properties})


def _write(page: Worksheet, sheet: Sheet) -> None:
    for number, line in enumerate(sheet.lead, start=1):
        cell = _put(page, number, 1, line)
        cell.font = Font(name=look.FONT, bold=number == 1, size=13 if number == 1 else 10, color=look.INK)
    first = len(sheet.lead) + (2 if sheet.lead else 1)
    for at, label in enumerate(sheet.head, start=1):
        cell = _put(page, first, at, label)
        cell.font = Font(name=look.FONT, bold=True, size=10, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=look.DEEP)
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")
        width = sheet.widths[at - 1] if at <= len(sheet.widths) else 18
        page.column_dimensions[get_column_letter(at)].width = width
    for number, row in enumerate(sheet.rows, start=first + 1):
        for at, value in enumerate(row, start=1):
            cell = _put(page, number, at, value)
            cell.font = Font(name=look.FONT, size=10, color=look.INK)
            cell.alignment = Alignment(wrap_text=isinstance(value, str), vertical="top")
    page.freeze_panes = page.cell(first + 1, 2).coordinate if sheet.rows else None
    page.print_title_rows = f"{first}:{first}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _put(page: Worksheet, row: int, column: int, value: Value) -> Any:
    """A cell; text stays text, whatever it looks like."""
    if isinstance(value, str):
        cell = page.cell(row, column, quoted(plain(value))[:LONGEST])
        cell.data_type = "s"
        return cell
    return page.cell(row, column, value)
