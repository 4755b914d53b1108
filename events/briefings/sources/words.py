"""Words that several sources use, in the language that is active."""

from __future__ import annotations

import datetime
import re

from django.utils import dates

from portal.language import day_in_words
from practices.body import as_text

DASH = "–"
MUCH = 1200
"""Characters of a long text that are taken over; the rest is one click away at the source."""

_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


def day_text(value: datetime.date | str | None) -> str:
    """A day, or a year or month as text ("2024", "2024-06"), in words. Empty for none; as it is where it is no date."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        found = _PARTIAL.match(value)
        if found is None:
            return value
        year, month, day = found.groups()
        if month is None:
            return year
        try:
            date = datetime.date(int(year), int(month), int(day or 1))
        except ValueError:
            return value
        return day_in_words(date) if day else f"{dates.MONTHS[int(month)]} {year}"
    return day_in_words(value)


def paragraphs(*parts: str) -> str:
    """The parts that say something, as paragraphs."""
    return "\n\n".join(part.strip() for part in parts if part.strip())


def shortened(text: str, most: int = MUCH) -> str:
    """A long text up to the end of a sentence, with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[:most]
    end = max(cut.rfind(mark) for mark in (". ", ".\n", "? ", "! "))
    cut = cut[: end + 1] if end > most // 2 else cut[: cut.rfind(" ")]
    return f"{cut.rstrip()} …"


def plain(markup: str) -> str:
    """Formatted text without its markup, paragraphs apart."""
    return as_text(markup)
