"""The question: Member State, third country, measure, day. Errors are told at the field."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.forms import by_name
from portal.reference.enums import TopicGroup
from portal.reference.models import Country, Topic

EARLIEST = datetime.date(1900, 1, 1)
YEARS_AHEAD = 10
ASKED = ("state", "measure", "on")
"""Without one of these in the address nothing was asked yet: ``?country=TR`` only fills in the form."""


class QuestionForm(forms.Form):
    """A form with GET, so that the address of an answer can be shared. ``on`` left out is today."""

    state = forms.CharField(label=_("Member State"), widget=forms.Select)
    country = forms.CharField(label=_("Third country or territory"), widget=forms.Select)
    measure = forms.CharField(label=_("Measure"), widget=forms.Select)
    on = forms.DateField(
        label=_("On the day"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date", "min": EARLIEST.isoformat()}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as 2024-01-15.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.countries = {country.pk: country for country in Country.objects.all()}
        self.topics = {topic.pk: topic for topic in Topic.objects.all()}
        for name in ("state", "country", "measure"):
            self.fields[name].error_messages["required"] = _("Choose one.")
        states = [c for c in self.countries.values() if c.is_eu]
        others = [c for c in self.countries.values() if c.is_third]
        empty = [("", _("Choose"))]
        self.fields["state"].widget.choices = empty + _by_name(states)
        self.fields["country"].widget.choices = empty + _by_name(others)
        self.fields["measure"].widget.choices = empty + self._measures()

    @property
    def footnote(self) -> str:
        """The footnote of the name with an asterisk in the list of countries."""
        return next((c.footnote_in() for c in self.countries.values() if c.footnote), "")

    def _measures(self) -> list[Any]:
        """Measures first, then the other topics under the names of their groups."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for topic in self.topics.values():
            groups.setdefault(str(TopicGroup(topic.group).label), []).append((topic.pk, topic.name()))
        return list(groups.items())

    def clean_state(self) -> Country:
        """A Member State by its code, in capitals or not."""
        found = self._country("state")
        if not found.is_eu:
            raise forms.ValidationError(_("Choose a Member State of the European Union."))
        return found

    def clean_country(self) -> Country:
        """A third country or territory by its code, in capitals or not."""
        found = self._country("country")
        if found.is_eu:
            raise forms.ValidationError(
                _(
                    "This is a Member State. Between Member States the law of the European Union applies, "
                    "not these instruments."
                )
            )
        if found.is_eu_territory:
            raise forms.ValidationError(
                _("This is a part of %(state)s and of the European Union: no third country.")
                % {"state": found.responsible_name()}
            )
        return found

    def _country(self, name: str) -> Country:
        found = self.countries.get(self.cleaned_data[name].strip().upper())
        if found is None:
            raise forms.ValidationError(_("No country has this code."))
        return found

    def clean_measure(self) -> Topic:
        """A topic by its slug."""
        found = self.topics.get(self.cleaned_data["measure"].strip().lower())
        if found is None:
            raise forms.ValidationError(_("No measure has this name."))
        return found

    def clean_on(self) -> datetime.date:
        """A day between 1900 and some years from now; today where none is given."""
        today = timezone.localdate()
        day: datetime.date = self.cleaned_data["on"] or today
        if not EARLIEST <= day <= today.replace(year=today.year + YEARS_AHEAD, day=1):
            raise forms.ValidationError(_("Choose a day between 1900 and ten years from now."))
        return day


def _by_name(countries: list[Country]) -> list[tuple[str, str]]:
    return by_name((c.pk, c.name()) for c in countries)


def question_form(query: QueryDict, user: Any, *, asked: bool = False) -> QuestionForm:
    """The form as asked in the address; where nothing is asked, filled in with what is known of the reader.

    ``asked`` takes the address as a question even where it has nothing: machines get errors, not a form.
    """
    given = {name: query.get(name, "") for name in ("state", "country", "measure", "on")}
    if asked or any(name in query for name in ASKED):
        # What a select shows is the code in capitals, whatever was typed in the address.
        given |= {name: given[name].strip().upper() for name in ("state", "country")}
        return QuestionForm(given)
    return QuestionForm(initial=initial_for(user, given["country"].strip().upper()))


def initial_for(user: Any, country: str = "") -> dict[str, Any]:
    """What the form begins with: the reader's own State, the country asked for or the one of their post, today."""
    return {
        "state": getattr(user, "state", ""),
        "country": country or getattr(user, "posted_to", ""),
        "on": timezone.localdate(),
    }
