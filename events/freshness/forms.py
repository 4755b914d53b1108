"""Forms of a consultation."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.freshness.enums import ConsultedBody
from portal.forms import long_text
from portal.words import WordsField

CONFIRM, OBJECT = "confirm", "object"


class AskForm(forms.Form):
    """Whom to ask about which sections."""

    body = forms.ChoiceField(label=_("Body"), widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label=_("Sections"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The body sees these sections as they stand on the day on which it answers."),
    )
    question = WordsField(
        label=_("What they should look at"), required=False, max_length=1000, widget=long_text(3)
    )

    def __init__(
        self, *args: Any, kinds: list[tuple[str, str]], asked: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        free = [choice for choice in ConsultedBody.choices if choice[0] not in asked]
        self.fields["body"].choices = free  # type: ignore[attr-defined]
        self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What a body says to its parts. An objection says why."""

    answer = forms.ChoiceField(
        label=_("Answer of your body"),
        choices=[
            (CONFIRM, _("We confirm these parts")),
            (OBJECT, _("We object: something has to change")),
        ],
        widget=forms.RadioSelect,
    )
    note = WordsField(
        label=_("Note"),
        required=False,
        max_length=5000,
        widget=long_text(5),
        help_text=_("Needed where you object: say what is wrong, and what would be right."),
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean(self) -> dict[str, Any]:
        """An objection without a reason helps nobody."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("answer") == OBJECT and not values.get("note") and "note" not in self.errors:
            self.add_error("note", gettext("Say what is wrong."))
        return values
