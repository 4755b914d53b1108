"""The form that lets an event come again."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.exchanges.models import Event
from events.exchanges.series import MAX_YEARS, check_days, days_of, rule_for
from events.exchanges.times import clock_of
from portal.forms import DayInput


class SeriesForm(forms.Form):
    """How often, and until when. ``days`` are the days that come of it."""

    how = forms.ChoiceField(label=_("It comes again"), widget=forms.RadioSelect)
    every = forms.IntegerField(
        label=_("Every"),
        min_value=1,
        max_value=52,
        initial=1,
        help_text=_("1: each time; 2: every other day, week or month; and so on."),
    )
    until = forms.DateField(label=_("Last day at most"), widget=DayInput())

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.first = clock_of(event.starts, event.time_zone).date()
        self.days: list[str] = []
        weekday = formats.date_format(self.first, "l")
        number = (self.first.day - 1) // 7 + 1
        choices = [
            ("weekly", gettext("Weekly, on the same weekday (%(day)s)") % {"day": weekday}),
            ("monthly_day", gettext("Monthly, on day %(day)d of the month") % {"day": self.first.day}),
        ]
        if number < 5:
            text = gettext("Monthly, on the same weekday (%(day)s number %(number)d of the month)")
            choices.append(("monthly_weekday", text % {"day": weekday, "number": number}))
        if (self.first + datetime.timedelta(days=7)).month != self.first.month:
            choices.append(("monthly_last", gettext("Monthly, on the last %(day)s") % {"day": weekday}))
        choices.append(("daily", gettext("Daily")))
        self.fields["how"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        until: datetime.date = data["until"]
        if not self.first < until or until.year > self.first.year + MAX_YEARS:
            self.add_error("until", gettext("Choose a day after the event, within three years."))
            return data
        days = days_of(rule_for(data["how"], data["every"], self.first), self.first, until)
        try:
            check_days(days, self.first, until)
        except ValidationError as problem:
            self.add_error("until", problem.messages)
            return data
        self.days = [formats.date_format(day, "l j F Y") for day in days]
        return data
