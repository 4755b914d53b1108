"""Lists of the people of an event, to take along: as a table (XLSX) and on paper (PDF/UA). For organisers.

A file leaves the portal, and its marks with it: TLP label and whom it is for stand on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from events.desk.enums import ListKind
from events.exchanges.models import Event
from events.exchanges.when import when
from events.registration.delegations import delegation_name
from events.registration.enums import RegistrationStatus
from events.registration.models import Registration
from portal.documents.model import Block, Column, Document, Facts, Heading, Paragraph, Table
from portal.folding import fold
from portal.sanitise import strip_controls
from portal.spreadsheets import quoted

LONGEST_CELL = 32_000
WIDTHS = (12, 60)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: the names of its columns, and its rows of text."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def _confirmed(event: Event) -> list[Registration]:
    """Who has a seat, by delegation and name."""
    rows = event.registrations.filter(status=RegistrationStatus.CONFIRMED).select_related("user")
    return sorted(rows, key=lambda row: (not row.body, fold(row.body_name), fold(_last_first(row))))


def _last_first(row: Registration) -> str:
    user = row.user
    return ", ".join(part for part in (user.last_name, user.first_name) if part) or str(user)


def _role(row: Registration) -> str:
    return row.get_role_display() if row.role else ""


def list_of(event: Event, kind: str) -> Listed:
    """One of the lists, in the reader's language."""
    name, delegation, role = _("Name"), _("Delegation"), _("Role")
    if kind == ListKind.ANSWERS:
        return _answers(event)
    rows = _confirmed(event)
    if kind == ListKind.ATTENDANCE:
        columns = [name, delegation, _("Attendance"), _("Signature")]
        return Listed(
            columns,
            [
                [_last_first(row), row.body_name, row.get_attendance_display() if row.attendance else "", ""]
                for row in rows
            ],
        )
    if kind == ListKind.SEATING:
        counted = [(body, list(found)) for body, found in groupby(rows, key=lambda row: row.body)]
        columns = [delegation, _("Seats"), _("Names")]
        return Listed(
            columns,
            [
                [
                    delegation_name(body) or _("Others"),
                    str(len(found)),
                    "; ".join(_last_first(row) for row in found),
                ]
                for body, found in counted
            ],
        )
    if kind == ListKind.BADGES:
        return Listed([name, role, delegation], [[str(row.user), _role(row), row.body_name] for row in rows])
    columns = [name, role, delegation, _("E-mail")]
    return Listed(columns, [[_last_first(row), _role(row), row.body_name, row.user.email] for row in rows])


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
                _last_first(row),
                _role(row),
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


def mark_of(event: Event) -> str:
    """What stands on every file: how it may be passed on, and whose it is."""
    mark = f"TLP:{event.tlp}"
    if event.is_example:
        mark += " · " + _("Example")
    return mark


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


def document_of(event: Event, kind: str) -> Document:
    """The list as a document; names for badges one below the other."""
    listed = list_of(event, kind)
    blocks: list[Block] = list(_badges(listed)) if kind == ListKind.BADGES else [_table(kind, listed)]
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
    columns = [
        Column(label, width=_share(label, listed, index)) for index, label in enumerate(listed.columns)
    ]
    return Table(caption=title_of(kind), columns=columns, rows=listed.rows)


def _share(label: str, listed: Listed, index: int) -> int:
    longest = max([len(label), *(len(row[index]) for row in listed.rows)], default=10)
    return min(max(longest, 10), 40)


def _badges(listed: Listed) -> Iterable[Block]:
    for name, role, delegation in listed.rows:
        yield Heading(name, level=2)
        yield Paragraph(" · ".join(part for part in (delegation, role) if part) or " ")
