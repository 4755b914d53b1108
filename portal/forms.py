"""Pieces of forms that every room uses: how a day and a long text are entered, choices by name, filters of a list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from portal.folding import fold


class DayInput(forms.DateInput):
    """The browser's own picker of a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def long_text(rows: int) -> forms.Textarea:
    """An area of that many lines."""
    return forms.Textarea(attrs={"rows": rows})


def by_name(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Choices in the order of their names, whatever their case and accents."""
    return sorted(pairs, key=lambda pair: fold(pair[1]))


def checkboxes(label: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    """Several of a list, none required."""
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple, **kwargs
    )


class FilterForm(forms.Form):
    """Filters of a list, read from its address."""

    def offer(self, name: str, everything: Any, choices: list[tuple[str, Any]]) -> None:
        """Set the choices of a filter; ``everything`` is the name of no choice at all."""
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set, none where one of them makes no sense."""
        if not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if value}
