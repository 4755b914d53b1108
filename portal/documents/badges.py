"""Name badges to print, cut out and put into holders: eight of 90 × 60 mm on a page of A4, with crop marks.

Each badge is a heading (the name) and what belongs to it, in the order in which it is read on paper; frames and marks
are ornament. Long names get a smaller size, not an end.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from portal.documents import look
from portal.documents.fitting import largest_size
from portal.documents.model import plain
from portal.documents.pdf import write_pdf

STYLESHEET = Path(__file__).with_name("badges.css")

WIDTH, HEIGHT = 90, 60
"""Of a badge, in millimetres: the usual holder for conferences."""
COLUMNS, ROWS = 2, 4
A_PAGE = COLUMNS * ROWS
TEXT_WIDTH = 77.0
"""What the sides of a badge leave for text, with a little to spare."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a badge: how high it may be, and between which sizes it is set."""

    height: float
    sizes: Sequence[float]


NAME = Place(17.5, (24, 22, 20, 18, 16, 14, 12, 10.5, 9, 8, 7, 6, 5))
FUNCTION = Place(8.5, (11, 10, 9, 8, 7, 6, 5))
DELEGATION = Place(9.5, (14, 13, 12, 11, 10, 9, 8, 7, 6, 5))
EVENT = Place(8.0, (9.5, 9, 8.5, 8, 7.5, 7, 6, 5))
DAYS = Place(3.6, (8.5, 8, 7.5, 7, 6, 5))


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on one badge; ``function`` and ``delegation`` may be empty."""

    name: str
    function: str = ""
    delegation: str = ""


@dataclass(frozen=True, slots=True)
class Badges:
    """Badges of one event. ``event`` and ``days`` stand on each; ``marking`` beside them on the page, not on them."""

    title: str
    language: str
    dated: datetime.datetime
    issuer: str
    event: str
    days: str
    marking: str
    badges: Sequence[Badge]
    nobody: str = ""
    """What the page says where there is no badge."""


def badges_to_html(sheet: Badges) -> str:
    """The badges as a page of HTML that needs nothing from anywhere else."""
    event, days = _line(sheet.event, EVENT), _line(sheet.days, DAYS)
    cells = [
        {
            "name": _line(badge.name, NAME),
            "function": _line(badge.function, FUNCTION),
            "delegation": _line(badge.delegation, DELEGATION),
            "left": index % COLUMNS * WIDTH,
            "top": index // COLUMNS % ROWS * HEIGHT,
        }
        for index, badge in enumerate(sheet.badges)
    ]
    context = {
        "sheet": sheet,
        "created": sheet.dated.isoformat(timespec="seconds"),
        "event": event,
        "days": days,
        "pages": [cells[start : start + A_PAGE] for start in range(0, len(cells), A_PAGE)],
        "across": [column * WIDTH for column in range(COLUMNS + 1)],
        "down": [row * HEIGHT for row in range(ROWS + 1)],
        "style": _stylesheet(),
    }
    return render_to_string("documents/badges.html", context)


def badges_to_pdf(sheet: Badges) -> bytes:
    """The badges as PDF/UA-1; the same badges give the same bytes.

    Raises ``PdfUnavailable`` where Pango is not installed.
    """
    return write_pdf(badges_to_html(sheet))


def _line(text: str, place: Place) -> dict[str, Any]:
    """A text in one line of thought, and the size it is set in."""
    text = " ".join(plain(text).split())
    return {"text": text, "size": f"{largest_size(text, TEXT_WIDTH, place.height, place.sizes):g}pt"}


def _stylesheet() -> str:
    values = {name: f"#{getattr(look, name.upper())}" for name in ("ink", "muted", "deep", "line")}
    style = Template(STYLESHEET.read_text(encoding="utf-8")).substitute(
        values,
        font=look.FONT,
        width=WIDTH,
        height=HEIGHT,
        page_width=COLUMNS * WIDTH,
        page_height=ROWS * HEIGHT,
    )
    return mark_safe(style)  # noqa: S308 - our own file, with colours and numbers of our own
