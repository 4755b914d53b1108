"""The matrix as HTML. Twelve thousand cells are joined as text: a template's loop would take ten times as long.

Everything from the data goes through ``escape`` once, where it is read: heads, addresses, words. A cell is made of
such parts only.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from babel import Locale
from babel.dates import get_month_names
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from liaison.treaties.enums import Standing
from liaison.treaties.matrix import Cell, Matrix, words
from portal.pages.instrument_names import distinct_name, name_language
from portal.reference.cldr import active_language
from portal.reference.models import Instrument
from portal.reference.titles import display_number

LETTERS = {
    Standing.BOUND: "b",
    Standing.NOT_YET: "y",
    Standing.SIGNED_ONLY: "s",
    Standing.DENOUNCED: "d",
    Standing.UNKNOWN: "u",
    Standing.NO_DATA: "n",
}
"""Classes of cells: one letter, as each stands there thousands of times. comity/treaties.css has their symbols."""


def table_html(matrix: Matrix) -> SafeString:
    """``<thead>`` and ``<tbody>`` of the matrix."""
    nothing = f'<td class="n">{escape(words()["no data"])}</td>'
    columns = [(instrument.pk, _address(instrument)) for instrument in matrix.instruments]
    cell_html = _cell_maker()
    then = _on(matrix.day)
    parts = [_head(matrix, then)]
    for party in matrix.parties:
        code = escape(party.code)
        row = matrix.cells[party.code]
        parts.append(
            f'<tr id="row-{code}"><th scope="row"><a href="?country={code}{then}">{escape(party.name)}</a></th>'
        )
        parts += [
            cell_html(row[instrument], address, code) if instrument in row else nothing
            for instrument, address in columns
        ]
        parts.append("</tr>\n")
    parts.append("</tbody>")
    return SafeString("".join(parts))


def _on(day: datetime.date) -> str:
    """The day in an address; today goes without saying."""
    return "" if day == timezone.localdate() else f"&amp;on={day.isoformat()}"


def _head(matrix: Matrix, then: str) -> str:
    heads = [
        f'<th scope="col"><a href="?instrument={escape(i.pk)}{then}"><b>{escape(number(i))}</b>'
        f'<span lang="{escape(name_language(i))}">{escape(distinct_name(i))}</span></a></th>'
        for i in matrix.instruments
    ]
    corner = f'<td><span class="comity-matrix__corner">{escape(_("Country"))}</span></td>'
    return f"<thead><tr>{corner}{''.join(heads)}</tr></thead>\n<tbody>"


def number(instrument: Instrument) -> str:
    """What a column is called in short: CETS 182, UNTOC."""
    return display_number(instrument.official_no) or instrument.code


def _address(instrument: Instrument) -> str:
    return escape(fact_url(instrument.pk, ""))


def fact_url(instrument: str, party: str) -> str:
    """The place on the instrument's page where everything on one party to it stands."""
    return f"/instruments/{instrument.lower()}/#party-{party}"


def _cell_maker() -> Callable[[Cell, str, str], str]:
    """What makes a cell. Escaped words and the names of months are kept: there are far fewer of them than cells."""
    openings: dict[tuple[Standing, str], tuple[str, str]] = {}
    named = [escape(month) for month in months()]

    def made(cell: Cell, address: str, party: str) -> str:
        standing, said, day = cell
        around = openings.get((standing, said))
        if around is None:
            around = openings[standing, said] = (f'<td class="{LETTERS[standing]}"><a href="', escape(said))
        if day is None:
            return f'{around[0]}{address}{party}">{around[1]}</a></td>'
        return f'{around[0]}{address}{party}">{around[1]}<br>{short_day(day, named)}</a></td>'

    return made


def months() -> list[str]:
    """Short names of the months in the reader's language, January at 1, from CLDR.

    Django's own three letters call June and July the same in French.
    """
    named = get_month_names("abbreviated", locale=Locale.parse(active_language().replace("-", "_")))
    return ["", *(named[month] for month in range(1, 13))]


def short_day(day: datetime.date | None, named: Sequence[str]) -> str:
    """A day as short as it can be read: 1 Jun 2005, 1 juin 2005. ``named`` are ``months()``."""
    return f"{day.day} {named[day.month]} {day.year}" if day else ""
