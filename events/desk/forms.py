"""What organisers write to groups of people."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from events.desk.enums import Group
from portal.forms import long_text
from portal.words import LineField, WordsField


class MessageForm(forms.Form):
    """A message; ``key`` stands for this one, ``shown`` for the receivers of the preview."""

    groups = forms.MultipleChoiceField(
        label=gettext_lazy("To"), choices=Group.choices, widget=forms.CheckboxSelectMultiple
    )
    subject = LineField(label=gettext_lazy("Subject"), max_length=200)
    text = WordsField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "It is read in the portal. The e-mail only says that there is a message, because e-mail is not protected."
        ),
        widget=long_text(10),
        max_length=10_000,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4())
        super().__init__(*args, **kwargs)
