"""Fields of the directory's forms: words of people, partial dates, lists of codes."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.classification import find_marking
from portal.sanitise import clean_text


class WordsField(forms.CharField):
    """Text of a person: control characters go, an EU classification marking is refused."""

    def clean(self, value: Any) -> str:
        text = super().clean(clean_text(str(value or "").replace("\r\n", "\n")))
        if marking := find_marking(text):
            raise ValidationError(
                _(
                    "This carries the marking %(marking)s. EU classified information does not belong in the "
                    "portal: take it out and use the channel your service has for it."
                )
                % {"marking": marking},
                code="marking",
            )
        return text


class LineField(WordsField):
    """One line of text: line breaks and runs of white space become a space."""

    def clean(self, value: Any) -> str:
        return super().clean(" ".join(str(value or "").split()))


class PartialDateField(LineField):
    """A year, a month or a day, kept as exact as it is known: 2024, 2024-06, 2024-06-14."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        parts = text.split("-")
        try:
            if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]) or not text.isascii():
                raise ValueError
            numbers = [int(part) for part in parts]
            day = datetime.date(numbers[0], *(numbers[1:] + [1, 1])[:2])
        except ValueError:
            raise ValidationError(
                _("Enter a year, a month or a day: 2024, 2024-06 or 2024-06-14."), code="date"
            ) from None
        if not 1900 <= day.year <= 2100:
            raise ValidationError(_("This is not a date of our time."), code="date")
        return text


class DayInput(forms.DateInput):
    """The browser's own picker of a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def long_text(rows: int) -> forms.Textarea:
    """An area of that many lines."""
    return forms.Textarea(attrs={"rows": rows})
