"""Sources as people type them: one on a line, title and address, the date in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from practices.models import PracticeSource

_ADDRESS = re.compile(r"https?://\S+")
_DATE = re.compile(r"\((\d{4}(?:-\d{2}(?:-\d{2})?)?)\)\s*$")


def sources_text(sources: Iterable[PracticeSource]) -> str:
    """Sources as the lines of the form."""
    return "\n".join(
        " ".join(filter(None, (s.title, s.url, f"({s.date})" if s.date else ""))) for s in sources
    )


def read_sources(text: str) -> list[PracticeSource]:
    """The sources typed in the form, in order.

    Raises ``ValidationError`` naming the line whose address cannot be one or whose title is too long.
    """
    return [_read(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _read(number: int, line: str) -> PracticeSource:
    date = url = ""
    rest = line.strip()
    if found := _DATE.search(rest):
        date, rest = found[1], rest[: found.start()].strip()
    if found := _ADDRESS.search(rest):
        url = found[0].rstrip(".,;")
        rest = (rest[: found.start()] + rest[found.end() :]).strip()
        try:
            URLValidator(schemes=["http", "https"])(url)
        except ValidationError as error:
            raise ValidationError(
                _("Line %(number)d: this address cannot be one.") % {"number": number}
            ) from error
    if len(rest) > 255 or len(url) > 500:
        raise ValidationError(_("Line %(number)d is too long.") % {"number": number})
    return PracticeSource(title=rest.rstrip(" ,:–-"), url=url, date=date)
