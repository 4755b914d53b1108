"""Forms of the rounds: what a round asks for, the note of a step, the reason of a reopening."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from liaison.assessments.bodies import body_name, sorted_bodies
from liaison.assessments.models import Method, Round
from liaison.assessments.personal import findings
from liaison.assessments.rounds import settings_of
from portal.reference.models import Country
from portal.words import WordsField


class DayField(forms.DateField):
    """A day, by the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=picker, input_formats=["%Y-%m-%d"], **kwargs)


class NamelessField(WordsField):
    """Text beside a round's figures: like every answer, it names nobody and carries no case number."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if found := findings(text):
            raise ValidationError(found)
        return text


class RoundForm(forms.Form):
    """Everything a round asks for. ``countries`` and ``asked`` are lists to tick."""

    title = WordsField(label=_("Title"), max_length=160)
    introduction = NamelessField(
        label=_("Introduction"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Shown to everyone who is asked."),
    )
    period_start = DayField(label=_("Reference period from"))
    period_end = DayField(label=_("Reference period to"))
    opens = DayField(label=_("Opens on"), help_text=_("Nothing can be filled in before this day."))
    closes = DayField(
        label=_("Closes on"),
        help_text=_("What comes later is marked as late, until the collection is ended."),
    )
    method = forms.ModelChoiceField(
        label=_("Scoring method"), queryset=Method.objects.order_by("name", "-version"), empty_label=None
    )
    previous = forms.ModelChoiceField(
        label=_("Previous round"),
        queryset=Round.objects.all(),
        required=False,
        empty_label=_("None"),
        help_text=_("The report says what changed since then."),
    )
    asked = forms.MultipleChoiceField(label=_("Who is asked"), widget=forms.CheckboxSelectMultiple)
    countries = forms.MultipleChoiceField(label=_("Third countries"), widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, round: Round | None = None, **kwargs: Any) -> None:
        if round is not None:
            kwargs.setdefault("initial", initial_of(round))
        super().__init__(*args, **kwargs)
        self.round = round
        third = sorted(Country.objects.third(), key=lambda country: country.name())
        self._offer("asked", [(code, body_name(code)) for code in sorted_bodies()])
        self._offer("countries", [(country.pk, country.name()) for country in third])
        if round is not None:
            previous = Round.objects.exclude(pk=round.pk)
            self.fields["previous"].queryset = previous  # type: ignore[attr-defined]
        else:
            self.fields["asked"].initial = sorted_bodies()

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Dates in order."""
        data = super().clean() or {}
        for first, last, message in (
            ("period_start", "period_end", _("The period ends before it begins.")),
            ("opens", "closes", _("The round closes before it opens.")),
        ):
            if data.get(first) and data.get(last) and data[last] < data[first]:
                self.add_error(last, message)
        return data

    def values(self) -> dict[str, Any]:
        """What is set, but for the countries."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("countries", "version")
        }

    def chosen_countries(self) -> list[Country]:
        """The countries that are ticked."""
        return list(Country.objects.filter(pk__in=self.cleaned_data["countries"]))


def initial_of(round: Round) -> dict[str, Any]:
    """What stands in the form of a round."""
    values = settings_of(round)
    return values | {
        "method": values["method_id"],
        "previous": values["previous_id"],
        "version": round.version,
    }


class NoteForm(forms.Form):
    """A note that is kept with a step or a reopening."""

    note = NamelessField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
