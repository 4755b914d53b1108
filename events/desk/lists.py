"""Lists of the people of an event, to take along: as a table (XLSX) and on paper (PDF/UA). For organisers.

A file leaves the portal, and its marks with it: TLP label and whom it is for stand on it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from events.desk.badges import badge_sheets, badges_of
from events.desk.enums import ListKind
from events.desk.seated import confirmed, last_first, mark_of, role_of
from events.exchanges.models import Event
from events.exchanges.when import when
from events.registration.delegations import delegation_name
from portal.documents.badges import badges_to_pdf
from portal.documents.model import Block, Cell, Column, Document, Facts, Paragraph, Run, Table
from portal.documents.pdf import to_pdf
from portal.sanitise import strip_controls
from portal.spreadsheets import quoted

LONGEST_CELL = 32_000
MOST_DAYS = 4
ROOM = "\u00a0\n\u00a0"
NARROWEST, WIDTH_TO_SIGN = 16, 30
WIDTHS = (12, 60)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: the names of its columns, and its rows of text."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def list_of(event: Event, kind: str, *, to_sign: bool = False) -> Listed:
    """One of the lists, in the reader's language. ``to_sign``: on paper, with a column a day to sign in."""
    if kind == ListKind.ANSWERS:
        return _answers(event)
    if kind == ListKind.ATTENDANCE:
        return _attendance(event, to_sign)
    if kind == ListKind.SEATING:
        return _seating(event)
    name, delegation, role = _("Name"), _("Delegation"), _("Role")
    if kind == ListKind.BADGES:
        badges = badges_of(event)
        return Listed(
            [name, role, delegation], [[badge.name, badge.function, badge.delegation] for badge in badges]
        )
    columns = [name, role, delegation, _("E-mail")]
    return Listed(
        columns, [[last_first(row), role_of(row), row.body_name, row.user.email] for row in confirmed(event)]
    )


def _attendance(event: Event, to_sign: bool) -> Listed:
    """Who has a seat, to sign (on each day of a meeting of a few), or with what was noted of them."""
    rows, signed = confirmed(event), _days_to_sign(event)
    if to_sign:
        columns = [_("Name"), _("Delegation"), *signed]
        return Listed(columns, [[last_first(row), row.body_name, *[""] * len(signed)] for row in rows])
    columns = [_("Name"), _("Delegation"), _("Attendance"), *signed]
    return Listed(
        columns,
        [
            [
                last_first(row),
                row.body_name,
                row.get_attendance_display() if row.attendance else "",
                *[""] * len(signed),
            ]
            for row in rows
        ],
    )


def _days_to_sign(event: Event) -> list[str]:
    """The columns to sign in: one for each day by the clock of the place, one alone where the days are many."""
    first, last = event.local_starts.date(), event.local_ends.date()
    number = (last - first).days + 1
    if not 1 < number <= MOST_DAYS:
        return [_("Signature")]
    days = [first + datetime.timedelta(days=day) for day in range(number)]
    return [_("Signature, %(day)s") % {"day": date_format(day, "D j.n.")} for day in days]


def _seating(event: Event) -> Listed:
    """The delegations with their seats, and who sits there, one below the other."""
    columns = [_("Delegation"), _("Seats"), _("Names")]
    rows = []
    for body, group in groupby(confirmed(event), key=lambda row: row.body):
        found = list(group)
        names = [f"{last_first(row)} ({role_of(row)})" if row.role else last_first(row) for row in found]
        rows.append([delegation_name(body) or _("Others"), str(len(found)), "\n".join(names)])
    return Listed(columns, rows)


def _answers(event: Event) -> Listed:
    """Every registration in its state, with the answers to every question. Three queries."""
    questions = list(event.questions.all())
    columns = [
        _("Name"),
        _("Role"),
        _("Delegation"),
        _("State"),
        _("Asked"),
        *(question.text for question in questions),
    ]
    rows = event.registrations.select_related("user").prefetch_related("answers").order_by("asked_at", "pk")
    found = []
    for row in rows:
        answers = {answer.question_id: _in_words(answer.value) for answer in row.answers.all()}
        asked = row.asked_at.astimezone(event.zone).strftime("%Y-%m-%d %H:%M")
        found.append(
            [
                last_first(row),
                role_of(row),
                row.body_name,
                row.get_status_display(),
                asked,
                *(answers.get(question.pk, "") for question in questions),
            ]
        )
    return Listed(columns, found)


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def title_of(kind: str) -> str:
    """The name of a list."""
    return str(ListKind(kind).label)


# --- as a table -----------------------------------------------------------------------------------------


def to_xlsx(event: Event, kind: str) -> bytes:
    """The list as a workbook. Nothing in it is a formula."""
    listed = list_of(event, kind)
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = "Comity", title_of(kind)
    sheet = book.create_sheet(title_of(kind)[:31].replace("/", " ").replace(":", " "))
    for index, label in enumerate(listed.columns, start=1):
        longest = max([len(label), *(len(row[index - 1]) for row in listed.rows)], default=0)
        sheet.column_dimensions[get_column_letter(index)].width = min(max(longest + 2, WIDTHS[0]), WIDTHS[1])
    sheet.append([_cell(sheet, f"{event.title} · {mark_of(event)}", bold=True)])
    sheet.append([_cell(sheet, label, bold=True) for label in listed.columns])
    for row in listed.rows:
        sheet.append([_cell(sheet, text) for text in row])
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _cell(sheet: Any, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=quoted(strip_controls(text))[:LONGEST_CELL])
    cell.data_type = "s"
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


# --- on paper -------------------------------------------------------------------------------------------


def to_paper(event: Event, kind: str) -> bytes:
    """The list as PDF/UA-1; badges to cut out. Raises ``PdfUnavailable`` where none can be made."""
    return badges_to_pdf(badge_sheets(event)) if kind == ListKind.BADGES else to_pdf(document_of(event, kind))


def document_of(event: Event, kind: str) -> Document:
    """The list as a document."""
    listed = list_of(event, kind, to_sign=True)
    blocks: list[Block] = [_table(kind, listed)]
    if not listed.rows:
        blocks = [Paragraph(_("Nobody has a seat yet."))]
    return Document(
        title=title_of(kind),
        subtitle=event.title,
        language=get_language() or "en",
        dated=timezone.now(),
        issuer="Comity",
        marking=f"{mark_of(event)} · {_('For the organisers')}",
        facts=Facts(
            [
                (_("When"), when(event.starts, event.ends, event.time_zone).text),
                (_("Where"), event.place or "–"),
                (_("Number"), str(len(listed.rows))),
            ]
        ),
        blocks=blocks,
        contents=False,
    )


def _table(kind: str, listed: Listed) -> Table:
    """The table; what is empty in an attendance list leaves room for a name written by hand."""
    columns = [
        Column(label, width=_share(label, listed, index)) for index, label in enumerate(listed.columns)
    ]
    rows: list[list[Cell | str]] = [list(row) for row in listed.rows]
    if kind == ListKind.ATTENDANCE:
        rows = [[cell or Cell((Run(ROOM),)) for cell in row] for row in rows]
    return Table(caption=title_of(kind), columns=columns, rows=rows)


def _share(label: str, listed: Listed, index: int) -> int:
    lines = [line for row in listed.rows for line in row[index].split("\n")]
    if not any(lines):
        return WIDTH_TO_SIGN
    return min(max([len(label), NARROWEST, *map(len, lines)]), 40)
