"""Fields of forms about events: a time on a clock, places and languages."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.people.models import User

FIRST_YEAR, LAST_YEAR = 2000, 2100


class ClockInput(forms.DateTimeInput):
    """The browser's own picker of a day and a time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", attrs={"step": 60})


class ClockField(forms.Field):
    """A day and a time as a clock shows them, without a zone: which zone it is stands in another field."""

    widget = ClockInput
    default_error_messages = {
        "invalid": gettext_lazy("Enter a day and a time: 2026-03-28 14:30."),
        "year": gettext_lazy("This is not a date of our time."),
    }

    def to_python(self, value: Any) -> datetime.datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.datetime):
            return value.replace(tzinfo=None)
        text = str(value).strip().replace(" ", "T")
        try:
            if not text.isascii() or len(text) not in (16, 19):
                raise ValueError
            found = datetime.datetime.fromisoformat(text)
            if found.tzinfo is not None:
                raise ValueError
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["year"], code="year")
        return found.replace(second=0, microsecond=0)

    def prepare_value(self, value: Any) -> Any:
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


def person_with(address: str) -> User:
    """The active account with an e-mail address. Raises ``ValidationError`` where there is none."""
    found = User.objects.filter(email__iexact=address, is_active=True).first()
    if found is None:
        raise ValidationError(_("There is no active account with this address."))
    return found
