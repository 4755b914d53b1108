"""What somebody may write in a cell of the template, in any language of the portal, as ``clean_answer`` takes it."""

from __future__ import annotations

import datetime
import re
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from liaison.assessments.enums import AmlLevel, Answer, FigureKey
from liaison.assessments.spreadsheet import WISHED, WORDS, plain_text

_RANGE = re.compile(r"(\d[\d\s]*?)\s*(?:[-‐‑‒–—]|\bto\b|\bà\b)\s*(\d[\d\s]*)", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d\s]*")


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()


@cache
def _known() -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Answers and levels by their words in every language, and the words for yes."""
    answers = {str(word.value): str(word.value) for word in WORDS}
    levels = {str(level.value): str(level.value) for level in AmlLevel}
    yes = {"yes", "x", "1"}
    for language, _name in settings.LANGUAGES:
        with override(language):
            answers |= {_same(str(word.label)): str(word.value) for word in WORDS}
            levels |= {_same(str(level.label).replace(",", "")): str(level.value) for level in AmlLevel}
            yes.add(_same(gettext("Yes")))
    return answers, levels, frozenset(yes)


def raw_of(column: str, value: Any) -> Any:
    """A cell's value as ``clean_answer`` takes it; for a measure whether it is wished for.

    Raises ``ValidationError`` for what is none of the answers.
    """
    if isinstance(value, bool):
        raise ValidationError(_("Enter text or a number here, not a logical value."))
    text = plain_text(_text(column, value)).strip()
    if column in FigureKey.values:
        return _figure(text)
    if column == "level":
        return _level(text)
    if column.startswith(WISHED):
        return _wished(text)
    return text


def _text(column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        if column in FigureKey.values:
            raise ValidationError(
                _("The spreadsheet made a date of this. Write a range with the word “to”, such as 10 to 20.")
            )
        return value.date().isoformat() if isinstance(value, datetime.datetime) else str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _figure(text: str) -> dict[str, Any] | None:
    if not text:
        return None
    if answer := _known()[0].get(_same(text)):
        return {"answer": answer}
    if found := _RANGE.fullmatch(text):
        return {"answer": Answer.RANGE, "low": found[1], "high": found[2]}
    if _NUMBER.fullmatch(text):
        return {"answer": Answer.NUMBER, "value": text}
    raise ValidationError(
        _("Write “%(no_data)s”, “%(zero)s”, “%(few)s”, a number such as 12 or a range such as 10–20."),
        params={"no_data": WORDS[0].label, "zero": WORDS[1].label, "few": WORDS[2].label},
    )


def _level(text: str) -> str | None:
    if not text:
        return None
    if level := _known()[1].get(_same(text.replace(",", ""))):
        return level
    raise ValidationError(
        _("Choose one of: %(choices)s."), params={"choices": ", ".join(map(str, AmlLevel.labels))}
    )


def _wished(text: str) -> bool:
    if not text:
        return False
    if _same(text) in _known()[2]:
        return True
    raise ValidationError(_("Write “Yes”, or leave the cell empty."))
