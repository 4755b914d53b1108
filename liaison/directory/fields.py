"""A field of the directory's forms: a date known in part."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.words import LineField


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
