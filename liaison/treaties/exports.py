"""Treaty status as tables to take away: CSV and XLSX, of the matrix as filtered and of every fact in a row.

Cells that a spreadsheet would run as a formula are made plain text (OWASP, "CSV Injection"). Every fact carries its
source and as-of date, and the sentence of data/SOURCES.md.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from liaison.treaties.matrix import Party, cell_of, words
from liaison.treaties.matrix_facts import status_rows
from liaison.treaties.matrix_form import EU, Choices, Chosen
from liaison.treaties.models import TreatyStatus
from liaison.treaties.queries import SENTENCE
from portal.reference.cldr import territory_name
from portal.spreadsheets import XLSX_TYPE, quoted

LONGEST = 32_000
"""Characters of a cell; Excel takes 32,767."""

Row = Sequence[str]

LIST_COLUMNS = (
    "instrument", "instrument_title", "party", "party_name", "party_type", "parent", "signed", "consent_date",
    "consent_type", "in_force", "in_force_basis", "denounced", "denunciation_effective", "status", "reservations",
    "source", "as_of", "confidence", "note", "notice",
)  # fmt: skip
"""The columns of data/treaty_status.csv, with names, reservations on file and the sentence added."""


def safe(text: object) -> str:
    """A cell's text that no spreadsheet takes for a formula, without characters XLSX cannot hold."""
    plain = ILLEGAL_CHARACTERS_RE.sub("", "" if text is None else str(text))[:LONGEST]
    return quoted(plain)


def list_rows(chosen: Chosen, choices: Choices) -> Iterator[Row]:
    """Every fact of what was chosen in a row, codes as in the data file. One query."""
    yield LIST_COLUMNS
    titles = {instrument.pk: instrument.name() for instrument in chosen.instruments(choices)}
    parties = _parties(chosen, choices)
    for row in status_rows(list(titles), None).iterator(chunk_size=2000):
        if row.party in parties and _has_standing(row, chosen):
            yield _list_row(row, titles[row.instrument_id], parties[row.party])


def _parties(chosen: Chosen, choices: Choices) -> dict[str, str]:
    parties = {country.pk: country.name() for country in chosen.countries(choices)}
    return {**parties, EU: territory_name(EU)} if chosen.has_union else parties


def _has_standing(row: TreatyStatus, chosen: Chosen) -> bool:
    return not chosen.status or row.standing_on(chosen.on).value == chosen.status


def _list_row(row: TreatyStatus, title: str, name: str) -> Row:
    return (
        row.instrument_id, title, row.party, name, row.party_type, row.responsible_id or "",
        _iso(row.signed), _iso(row.consent_date), row.consent_type, _iso(row.in_force), row.in_force_basis,
        _iso(row.denounced), _iso(row.denunciation_effective), row.status,
        str(row.reservations),  # type: ignore[attr-defined]
        row.source, _iso(row.as_of), row.confidence, row.note, str(SENTENCE) % {"as_of": _iso(row.as_of)},
    )  # fmt: skip


def matrix_rows(chosen: Chosen, choices: Choices, parties: Iterable[Party]) -> Iterator[Row]:
    """The matrix as shown: a row a party, a column an instrument; each cell with its source and as-of date."""
    said = words()
    instruments = chosen.instruments(choices)
    yield [_("Code"), _("Country"), *(i.label() for i in instruments), _("Note")]
    facts: dict[tuple[str, str], str] = {}
    as_of = _("as of")
    for row in status_rows([i.pk for i in instruments], None).iterator(chunk_size=2000):
        cell = cell_of(row, chosen.on, said)
        told = f"{cell.words} {_iso(cell.day)}".strip()
        facts[row.party, row.instrument_id] = f"{told} [{row.source}, {as_of} {_iso(row.as_of)}]"
    notice = _("State of %(day)s. Verify with the depositary.") % {"day": chosen.on.isoformat()}
    for code, name in parties:
        cells = [facts.get((code, i.pk), said["no data"]) for i in instruments]
        yield [code, name, *cells, notice]


def _iso(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def as_csv(rows: Iterable[Row], name: str) -> HttpResponse:
    """CSV in UTF-8 with a byte order mark, so that Excel reads the accents."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([safe(value) for value in row] for row in rows)
    content = text.getvalue().encode("utf-8-sig")
    return _file(HttpResponse(content, content_type="text/csv; charset=utf-8"), f"{name}.csv")


def as_xlsx(rows: Iterable[Row], name: str) -> HttpResponse:
    """A workbook of one sheet, its heads in bold and kept in sight. Every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "C2"
    for number, row in enumerate(rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, safe(value))
            cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return _file(HttpResponse(buffer.getvalue(), content_type=XLSX_TYPE), f"{name}.xlsx")


def _file(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


FORMATS = {"csv": as_csv, "xlsx": as_xlsx}
