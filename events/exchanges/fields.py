"""Fields of forms about events: a time on a clock, places and languages."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.exchanges.times import FIRST, SECOND, ClockError, both_offsets, to_instant
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


class ClocksForm(forms.Form):
    """A form with times on a clock. Where the clock shows one of them twice, it asks which of the two is meant."""

    CLOCKS: tuple[str, ...] = ()

    def zone_of_clocks(self) -> str:
        """The zone whose clock it is, as far as it is known: what was sent need not be one."""
        raise NotImplementedError

    def ask_which(self) -> None:
        """Add the question to each time that is shown twice. Called when all fields have their choices."""
        zone = self.zone_of_clocks()
        for name in self.CLOCKS:
            clock = self._shown(name)
            offsets = both_offsets(clock, zone) if clock else None
            if clock is None or offsets is None:
                continue
            known = self.get_initial_for_field(self.fields[name], name)
            same = isinstance(known, datetime.datetime) and known.replace(second=0, microsecond=0) == clock
            self.fields[which_name(name)] = forms.ChoiceField(
                label=_("%(field)s: which of the two?") % {"field": self.fields[name].label},
                required=False,
                choices=[
                    ("", "—"),
                    (FIRST, _("the first time, %(offset)s") % {"offset": offsets[0]}),
                    (SECOND, _("the second time, %(offset)s") % {"offset": offsets[1]}),
                ],
                initial=(SECOND if known.fold else FIRST) if same else "",
                help_text=_("The clock is put back that day and shows this hour twice."),
            )

    def _shown(self, name: str) -> datetime.datetime | None:
        field = self.fields[name]
        if self.is_bound:
            value = field.widget.value_from_datadict(self.data, {}, self.add_prefix(name))
        else:
            value = self.get_initial_for_field(field, name)
        try:
            found: datetime.datetime | None = field.to_python(value)
        except ValidationError:
            return None
        return found

    def clean_clocks(self, data: dict[str, Any], zone: str) -> None:
        """Make instants of the times in ``data``; what the clock never shows is an error at its field."""
        for name in self.CLOCKS:
            clock, which = data.get(name), data.pop(which_name(name), "")
            if not isinstance(clock, datetime.datetime):
                continue
            try:
                data[name] = to_instant(clock, zone, which)
            except ClockError as problem:
                self.add_error(name, str(problem))

    def with_questions(self, names: Iterable[str]) -> list[forms.BoundField]:
        """These fields, each time with its question where it has one."""
        found = []
        for name in names:
            found += [self[one] for one in (name, which_name(name)) if one in self.fields]
        return found


def which_name(name: str) -> str:
    """The field that asks which of two times is meant."""
    return f"{name}_which"


def person_with(address: str) -> User:
    """The active account with an e-mail address. Raises ``ValidationError`` where there is none."""
    found = User.objects.filter(email__iexact=address, is_active=True).first()
    if found is None:
        raise ValidationError(_("There is no active account with this address."))
    return found
