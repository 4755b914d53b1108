"""Forms of the scores: what-if weights and the variation (by address), and a new version of a method."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import ErrorList
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from liaison.assessments.enums import Direction, Normalisation
from liaison.assessments.methods import HEAVIEST, rows_of
from liaison.assessments.models import Method
from liaison.assessments.scoring import AML, Criterion
from liaison.assessments.sensitivity import LARGEST_SEED, SPREAD, Variation, usual_top
from portal.words import WordsField

WEIGHT = "w-"


class WhatIfForm(forms.Form):
    """Weights to try, and how to vary them. Everything may be left out; nothing of it is stored."""

    top = forms.IntegerField(
        label=gettext_lazy("Size of the top group"),
        required=False,
        min_value=1,
        max_value=200,
        help_text=gettext_lazy(
            "Usually half of the countries, 5 at most: in a group of all countries each would always stay."
        ),
    )
    spread = forms.IntegerField(
        label=gettext_lazy("Weights go up or down by, in %"), required=False, min_value=0, max_value=100
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        required=False,
        min_value=0,
        max_value=LARGEST_SEED,
        help_text=gettext_lazy("The same seed gives the same variations again."),
    )
    waiting = forms.BooleanField(
        label=gettext_lazy("Count bodies that have not submitted as having no data"), required=False
    )

    def __init__(self, data: Any, criteria: Iterable[Criterion], seed: int, countries: int) -> None:
        """``seed`` and ``countries`` (how many there are): what the variation is where nothing was asked for."""
        super().__init__(data)
        self.criteria, self.usual = list(criteria), Variation(seed, top=usual_top(countries))
        language = get_language() or "en"
        for one in self.criteria:
            self.fields[WEIGHT + one.key] = forms.FloatField(
                label=one.label(language), required=False, min_value=0, max_value=HEAVIEST
            )
        filled = {"top": self.usual.top, "spread": SPREAD, "seed": seed, "waiting": ""}
        filled |= {WEIGHT + one.key: f"{one.weight:g}" for one in self.criteria}
        given = {name: data[name] for name in filled if data.get(name)}
        self.data = filled | given

    def clean(self) -> dict[str, Any]:
        """At least one weight above 0."""
        data = super().clean() or {}
        if not self.errors and not any(data[WEIGHT + one.key] for one in self.criteria):
            raise forms.ValidationError(_("At least one criterion needs a weight above 0."))
        return data

    def weights(self) -> dict[str, float]:
        """The weights that differ from the method's."""
        if not self.is_valid():
            return {}
        return {
            one.key: self.cleaned_data[WEIGHT + one.key]
            for one in self.criteria
            if self.cleaned_data[WEIGHT + one.key] != one.weight
        }

    def variation(self) -> Variation:
        """How weights are varied; the usual where what was sent cannot be read."""
        if not self.is_valid():
            return self.usual
        return Variation(**{name: self.cleaned_data[name] for name in ("seed", "spread", "top")})

    def weight_fields(self) -> list[Any]:
        """The fields of the weights."""
        return [self[WEIGHT + one.key] for one in self.criteria]


class VersionForm(forms.Form):
    """A new version of a method: for each criterion its weight, how it is counted, and why."""

    def __init__(self, data: Any, method: Method) -> None:
        super().__init__(data, error_class=ErrorList)
        self.rows = rows_of(method)
        for row in self.rows:
            self._add(row)

    def _add(self, row: dict[str, Any]) -> None:
        key = row["key"]
        levels = key == AML
        ways = [choice for choice in Normalisation.choices if (choice[0] == Normalisation.LEVEL) == levels]
        kinds: dict[str, forms.Field] = {
            "weight": forms.FloatField(label=_("Weight"), min_value=0, max_value=HEAVIEST),
            "normalisation": forms.ChoiceField(label=_("Counted as"), choices=ways),
            "direction": forms.ChoiceField(label=_("Direction"), choices=Direction.choices),
            "ceiling": forms.FloatField(
                label=_("The most that “No data” of one body can stand for"), min_value=1, max_value=9_999_999
            ),
            "reason_en": WordsField(
                label=_("Reason, in English"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
            ),
            "reason_fr": WordsField(
                label=_("Reason, in French"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
            ),
        }
        if levels:
            del kinds["ceiling"]
        for name, field in kinds.items():
            field.initial = row.get(name)
            self.fields[f"{key}-{name}"] = field

    def sections(self) -> list[tuple[str, str, list[Any]]]:
        """The fields of each criterion: its key, its label, the fields."""
        language = "label_fr" if (get_language() or "en").startswith("fr") else "label_en"
        return [
            (
                row["key"],
                row[language],
                [self[name] for name in self.fields if name.startswith(f"{row['key']}-")],
            )
            for row in self.rows
        ]

    def criteria(self) -> list[dict[str, Any]]:
        """The criteria as a method keeps them."""
        found = []
        for row in self.rows:
            said = {
                name.removeprefix(f"{row['key']}-"): value
                for name, value in self.cleaned_data.items()
                if name.startswith(f"{row['key']}-")
            }
            numbers = {
                name: int(value) if isinstance(value, float) and value == int(value) else value
                for name, value in said.items()
            }
            found.append(row | numbers)
        return found
