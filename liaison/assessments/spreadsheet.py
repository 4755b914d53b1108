"""The template of a contribution to fill in offline: a workbook with the present answers of one body.

One row for each third country of the round, one column for each question. What the upload needs to tell a change
from an answer that was there already (template, round, body, versions of the sections) stands on a hidden sheet.
Cells a spreadsheet would run as a formula are kept plain text (OWASP, "CSV Injection").
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from liaison.assessments.answers import FIELD_LABELS, LONGEST_SOURCE, LONGEST_TEXT, SECTION_FIELDS, SECTION_OF
from liaison.assessments.bodies import body_name
from liaison.assessments.enums import AmlLevel, Answer, FigureKey, Measure, Section
from liaison.assessments.figures import Figure
from liaison.assessments.models import Contribution, CountryFigures
from portal.reference.models import Country

FORMAT = "comity-contribution"
TEMPLATE_VERSION = 1
"""Another arrangement of the sheets is another version; a filled-in template of an earlier one is refused."""
META_SHEET = "comity"
META_KEYS = ("format", "template", "questionnaire", "round", "body", "sheet")
"""What the hidden sheet says first, one a row; then one row a country: code and the versions of its sections."""
KEY_ROW, LABEL_ROW, FIRST_ROW = 1, 2, 3
WORDS = (Answer.NO_DATA, Answer.ZERO, Answer.FEWER_THAN_3)
WISHED = "wished:"
"""What the columns of the measures begin with: one column a measure."""

COLUMNS: tuple[str, ...] = (
    "country",
    "name",
    *(name for fields in SECTION_FIELDS.values() for name in fields if name != "wished"),
    *(f"{WISHED}{value}" for value in Measure.values),
)
"""The columns of the answers, in their order. They stand in the hidden first row."""

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def as_text(text: str) -> str:
    """A cell's text that no spreadsheet takes for a formula; ``plain_text`` gives the same text again."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{text}" if _FORMULA.match(text) else text


def plain_text(cell: str) -> str:
    """The text out of a cell that ``as_text`` wrote, or that somebody typed."""
    cell = cell.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def column_label(column: str) -> str:
    """What stands over a column, in the reader's language."""
    if column == "country":
        return _("Code")
    if column == "name":
        return _("Country")
    if column.startswith(WISHED):
        return _("Wished for: %(measure)s") % {"measure": Measure(column.removeprefix(WISHED)).label}
    return str(FIELD_LABELS[column])


def template_of(contribution: Contribution) -> bytes:
    """The workbook of a contribution as it stands, in the reader's language. Changes nothing, logs nothing:
    only whoever speaks for its body is given it."""
    book = Workbook()
    book.properties.creator = "Comity"
    book.properties.language = get_language()
    countries = sorted(contribution.round.countries.all(), key=lambda country: country.name())
    rows = {row.country_id: row for row in contribution.countries.all()}
    guide = book.worksheets[0]
    guide.title = _title(_("Instructions"))
    _write_guide(guide, contribution)
    sheet = book.create_sheet(_title(_("Answers")))
    _write_answers(sheet, countries, rows)
    meta = book.create_sheet(META_SHEET)
    meta.sheet_state = "hidden"
    meta.protection.sheet = True
    _write_meta(meta, contribution, sheet.title, countries, rows)
    book.active = 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _title(text: str) -> str:
    """A name a sheet can have."""
    return re.sub(r"[\\/*?:\[\]]", " ", text)[:31]


# --- the answers ----------------------------------------------------------------------------------------


def _write_answers(sheet: Worksheet, countries: Sequence[Country], rows: dict[str, CountryFigures]) -> None:
    for at, column in enumerate(COLUMNS, start=1):
        _put(sheet, KEY_ROW, at, column)
        head = _put(sheet, LABEL_ROW, at, column_label(column))
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor="3860ED" if _shade(column) else "26324B")
        head.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(at)].width = _width(column)
    sheet.row_dimensions[KEY_ROW].hidden = True
    sheet.row_dimensions[LABEL_ROW].height = 75
    sheet.freeze_panes = "C3"
    for number, country in enumerate(countries, start=FIRST_ROW):
        said = cells_of(rows.get(country.pk))
        for at, column in enumerate(COLUMNS, start=1):
            value = {"country": country.pk, "name": country.name()}.get(column, said.get(column, ""))
            cell = _put(sheet, number, at, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.protection = Protection(locked=column in ("country", "name"))
    _add_lists(sheet, FIRST_ROW + max(len(countries), 1) - 1)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def cells_of(row: CountryFigures | None) -> dict[str, str]:
    """What stands in the cells of a country, by column: only what is answered."""
    if row is None:
        return {}
    found: dict[str, str] = {}
    for section in SECTION_FIELDS:
        for name, answer in row.section_values(section).items():
            if name == "wished":
                found |= {f"{WISHED}{value}": _("Yes") for value in answer}
            elif name in FigureKey.values:
                found[name] = Figure.parse(answer).format()
            else:
                found[name] = str(AmlLevel(answer).label) if name == "level" else str(answer)
    return found


def _put(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    """A cell of text: neither a formula, nor a number that a spreadsheet would show as a date."""
    cell = sheet.cell(row, column, as_text(str(text)) or None)
    if cell.value is not None:
        cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _shade(column: str) -> bool:
    """Every other section has another colour."""
    section = SECTION_OF.get("wished" if column.startswith(WISHED) else column)
    return section is not None and list(SECTION_FIELDS).index(section) % 2 == 0


def _width(column: str) -> int:
    if column in FigureKey.values or column.startswith(WISHED):
        return 18
    return {"country": 8, "name": 24, "level": 24, "date": 14, "source": 36}.get(column, 48)


def _add_lists(sheet: Worksheet, last: int) -> None:
    """What can be chosen. A number or a range can be typed beside the words; elsewhere only the list holds."""
    words = [str(word.label) for word in WORDS]
    numbers = _list(words, strict=False)
    numbers.promptTitle = _title(_("A number"))
    numbers.prompt = _("Choose from the list, or type a number such as 12 or a range such as 10–20.")
    levels = _list([str(label) for label in AmlLevel.labels], strict=True)
    ticks = _list([_("Yes")], strict=True)
    for at, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(at)
        area = f"{letter}{FIRST_ROW}:{letter}{last}"
        if column in FigureKey.values:
            numbers.add(area)
        elif column == "level":
            levels.add(area)
        elif column.startswith(WISHED):
            ticks.add(area)
        elif column not in ("country", "name", "date"):
            longest = LONGEST_SOURCE if column == "source" else LONGEST_TEXT
            check = DataValidation("textLength", operator="lessThanOrEqual", formula1=str(longest))
            check.error = _("At most %(longest)s characters.") % {"longest": longest}
            check.add(area)
            sheet.add_data_validation(check)
    for rule in (numbers, levels, ticks):
        sheet.add_data_validation(rule)


def _list(words: Sequence[str], *, strict: bool) -> DataValidation:
    """A list to choose from. Commas would part a word in two, and quotation marks end the list."""
    text = ",".join(word.replace(",", "").replace('"', "") for word in words)
    rule = DataValidation("list", formula1=f'"{text}"', allow_blank=True)
    rule.showErrorMessage, rule.showInputMessage = strict, True
    rule.error = _("Choose from the list.")
    return rule


# --- the other sheets -----------------------------------------------------------------------------------


def _write_guide(sheet: Worksheet, contribution: Contribution) -> None:
    round = contribution.round
    words = [str(word.label) for word in WORDS]
    lines = [
        _("Contribution of %(body)s") % {"body": body_name(contribution.body)},
        round.title,
        _("Reference period: %(start)s to %(end)s")
        % {"start": _day(round.period_start), "end": _day(round.period_end)},
        _("To be submitted until %(day)s") % {"day": _day(round.closes)},
        "",
        _("Fill in the sheet “%(sheet)s”, then upload the file on the page of the contribution.")
        % {"sheet": _title(_("Answers"))},
        _(
            "Before anything is saved you are shown what the file would change. It is saved whole or not at all."
        ),
        _("What colleagues have answered in the meantime is not overwritten: you are shown both answers."),
        "",
        _(
            "For a number, choose “%(no_data)s”, “%(zero)s” or “%(few)s”, or type a number or a range such as 10–20."
        )
        % {"no_data": words[0], "zero": words[1], "few": words[2]},
        _("These are different answers: nobody knows; there were none; one or two, not said which."),
        _("An empty cell is a question that is not answered. Emptying a cell takes the answer back."),
        _("Dates are written as 2026-06-30."),
        _("Give counts and ranges only: no names of people, no case numbers, no classified information."),
        _("Leave rows out if you like, but do not add columns, sheets, formulas or merged cells."),
    ]
    sheet.column_dimensions["A"].width = 100
    for number, line in enumerate(lines, start=1):
        cell = _put(sheet, number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if number == 1:
            cell.font = Font(bold=True, size=14)
    sheet.protection.sheet = True


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _write_meta(
    sheet: Worksheet,
    contribution: Contribution,
    answers: str,
    countries: Sequence[Country],
    rows: dict[str, CountryFigures],
) -> None:
    round = contribution.round
    said = (FORMAT, TEMPLATE_VERSION, round.questionnaire, round.pk, contribution.body, answers)
    for number, (key, value) in enumerate(zip(META_KEYS, said, strict=True), start=1):
        _put(sheet, number, 1, key)
        _put(sheet, number, 2, str(value))
    for number, country in enumerate(countries, start=len(META_KEYS) + 1):
        row = rows.get(country.pk)
        versions = [row.section_version(section) if row else 0 for section in Section.values]
        for at, value in enumerate([country.pk, *versions], start=1):
            _put(sheet, number, at, str(value))
