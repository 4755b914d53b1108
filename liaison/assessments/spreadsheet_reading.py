"""Reading a filled-in template: hostile until read, and refused whole with the cell named.

``spreadsheet_package`` looks at the file itself; here are its sheets: no formulas, nothing that the template does not
have, no other round or body, and nothing that does not belong in a contribution.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from liaison.assessments.answers import SECTION_FIELDS, SECTION_OF, clean_answer
from liaison.assessments.enums import Measure, Section
from liaison.assessments.models import Contribution
from liaison.assessments.spreadsheet import (
    COLUMNS,
    FIRST_ROW,
    FORMAT,
    KEY_ROW,
    LABEL_ROW,
    META_KEYS,
    META_SHEET,
    TEMPLATE_VERSION,
    WISHED,
    column_label,
)
from liaison.assessments.spreadsheet_package import Refused, check_file, check_marking_anywhere, check_parts
from liaison.assessments.spreadsheet_words import raw_of
from liaison.treaties.reading import Unreadable
from portal.classification import find_marking
from portal.words import marking_message

MAX_ROWS = 400
"""More rows than there are countries in the world, with some left empty."""
MOST_FINDINGS = 100
_REACH = {"max_col": 100, "max_row": 5_000}
"""How far a sheet is looked at: a cell far outside would have millions of empty ones made before it."""

Answers = dict[str, Any]
Offered = dict[str, dict[str, tuple[int, Answers]]]
"""Country -> section -> the version that was shown in the template, and every answer of the file."""


@dataclass(frozen=True, slots=True)
class CellFinding:
    """Why a file is refused. ``cell``: "Answers!C4", or empty for the file as a whole."""

    cell: str
    message: str
    question: str = ""


@dataclass(slots=True)
class Reading:
    """What a file says. ``offered`` is to be used only where there are no ``findings``."""

    offered: Offered = field(default_factory=dict)
    findings: list[CellFinding] = field(default_factory=list)

    def refuse(self, cell: str, message: str, question: str = "") -> None:
        """Note why the file is refused."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(CellFinding(cell, message, question))


def read_upload(name: str, data: bytes, contribution: Contribution) -> Reading:
    """Read a filled-in template of a contribution. Writes nothing, raises for no content."""
    reading = Reading()
    try:
        check_file(name, data)
        check_parts(data)
        _read_book(data, contribution, reading)
        if not reading.findings:
            check_marking_anywhere(data)
    except Unreadable as error:
        reading.refuse("", error.finding.message)
    except Refused as error:
        reading.refuse(error.cell, error.message)
    if reading.findings:
        reading.offered = {}
    return reading


# --- the sheets -----------------------------------------------------------------------------------------


def _read_book(data: bytes, contribution: Contribution, reading: Reading) -> None:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        versions, title = _read_meta(book, contribution)
        asked = set(contribution.round.countries.values_list("pk", flat=True))
        versions = {code: shown for code, shown in versions.items() if code in asked}
        for number, row in enumerate(book[title].iter_rows(**_REACH), start=1):
            _read_row(number, row, title, versions, reading)
    except (Unreadable, Refused, MemoryError):
        raise
    except Exception as error:  # openpyxl raises whatever a broken file provokes
        raise Unreadable("unreadable") from error
    if not reading.offered and not reading.findings:
        raise Refused(_("The file has no row with a country."), f"{title}!A{FIRST_ROW}")


def _read_meta(book: Any, contribution: Contribution) -> tuple[dict[str, list[int]], str]:
    """The versions of the sections by country, and the name of the sheet with the answers."""
    if META_SHEET not in book.sheetnames:
        raise Refused(_("This is not a template of the portal. Download the template and fill that in."))
    lines = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
    for row in book[META_SHEET].iter_rows(max_col=len(Section) + 1, max_row=MAX_ROWS):
        for cell in row:
            _refuse_formula(cell, META_SHEET)
        lines.append([str(cell.value if cell.value is not None else "").strip() for cell in row])
    said = {
        line[0]: (number, line[1]) for number, line in enumerate(lines[: len(META_KEYS)], 1) if len(line) > 1
    }
    _check_meta(said, contribution)
    title = said["sheet"][1]
    if title not in book.sheetnames or title == META_SHEET:
        raise Refused(_("The sheet with the answers is missing or was renamed."), f"{META_SHEET}!B6")
    if len(book.sheetnames) > 3:
        others = [name for name in book.sheetnames[1:] if name not in (title, META_SHEET)]
        raise Refused(
            _("There is a sheet too many. Only the sheets of the template are read."), f"{others[0]}!A1"
        )
    versions: dict[str, list[int]] = {}
    for number, (code, *numbers) in enumerate(lines[len(META_KEYS) :], start=len(META_KEYS) + 1):
        if not code:
            continue
        if len(numbers) != len(Section) or not all(re.fullmatch(r"[0-9]{1,9}", text) for text in numbers):
            raise Refused(
                _("The hidden sheet was changed. Download the template again."), f"{META_SHEET}!A{number}"
            )
        versions[code] = [int(text) for text in numbers]
    return versions, title


def _check_meta(said: dict[str, tuple[int, str]], contribution: Contribution) -> None:
    """The template is ours, of this version, and of this round and body."""
    round = contribution.round
    wanted = {
        "format": (
            FORMAT,
            _("This is not a template of the portal. Download the template and fill that in."),
        ),
        "template": (
            str(TEMPLATE_VERSION),
            _("This is another version of the template. Download the present one."),
        ),
        "questionnaire": (
            str(round.questionnaire),
            _("This template asks other questions than the round. Download the present one."),
        ),
        "round": (str(round.pk), _("This template belongs to another round.")),
        "body": (contribution.body, _("This template belongs to another authority.")),
    }
    for key, (value, message) in wanted.items():
        number, found = said.get(key, (META_KEYS.index(key) + 1, ""))
        if found != value:
            raise Refused(message, f"{META_SHEET}!B{number}")
    if "sheet" not in said:
        raise Refused(_("The hidden sheet was changed. Download the template again."), f"{META_SHEET}!B6")


def _refuse_formula(cell: Any, title: str) -> None:
    if cell.data_type == "f":
        raise Refused(_("This is a formula. Enter the value itself."), f"{title}!{cell.coordinate}")
    if cell.data_type == "e":
        raise Refused(
            _("The spreadsheet shows an error here. Enter the value itself."), f"{title}!{cell.coordinate}"
        )


def _read_row(
    number: int, row: Iterable[Any], title: str, versions: dict[str, list[int]], reading: Reading
) -> None:
    """One row of the sheet with the answers; the first must have the columns of the template."""
    cells = [cell for cell in row if getattr(cell, "value", None) is not None]
    if not cells and number != KEY_ROW:
        return
    for cell in cells:
        _refuse_formula(cell, title)
        if isinstance(cell.value, str) and (marking := find_marking(cell.value)):
            reading.refuse(f"{title}!{cell.coordinate}", marking_message(marking))
        if cell.column > len(COLUMNS):
            raise Refused(_("Nothing belongs in this column."), f"{title}!{cell.coordinate}")
    values = {cell.column: cell.value for cell in cells}
    if number > MAX_ROWS:
        raise Refused(_("Nothing belongs below the countries."), f"{title}!A{number}")
    if number == KEY_ROW:
        _check_columns(values, title)
    elif number != LABEL_ROW:
        _read_country(number, values, title, versions, reading)


def _check_columns(values: dict[int, Any], title: str) -> None:
    for at, column in enumerate(COLUMNS, start=1):
        if values.get(at) != column:
            raise Refused(
                _(
                    "The columns are not those of the template. Download it again and copy your answers into it."
                ),
                f"{title}!{get_column_letter(at)}{KEY_ROW}",
            )


def _read_country(
    number: int, values: dict[int, Any], title: str, versions: dict[str, list[int]], reading: Reading
) -> None:
    code = str(values.get(1, "")).strip()
    place = f"{title}!A{number}"
    if code not in versions:
        return reading.refuse(place, _("The round does not ask about this country."))
    if code in reading.offered:
        return reading.refuse(place, _("This country has a row already."))
    answers: dict[str, Answers] = {section: {} for section in SECTION_FIELDS}
    wished: list[str] = []
    for at, column in enumerate(COLUMNS[2:], start=3):
        cell = f"{title}!{get_column_letter(at)}{number}"
        try:
            raw = raw_of(column, values.get(at))
            if column.startswith(WISHED):
                wished += [column.removeprefix(WISHED)] if raw else []
            else:
                answers[SECTION_OF[column]][column] = clean_answer(column, raw)
        except ValidationError as refused:
            reading.refuse(cell, " ".join(refused.messages), column_label(column))
    answers[Section.NEEDS]["wished"] = [value for value in Measure.values if value in wished] or None
    shown = dict(zip(Section.values, versions[code], strict=True))
    reading.offered[code] = {section: (shown[section], said) for section, said in answers.items()}
    return None
