"""Fields of forms for text that people write: cleaned, and refused where it carries an EU classification marking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.classification import find_marking
from portal.sanitise import clean_text


def marking_message(marking: str) -> str:
    """Why a text or a file with an EU classification marking is refused."""
    return _(
        "This carries the marking %(marking)s. EU classified information does not belong in the portal: "
        "take it out and use the channel your service has for it."
    ) % {"marking": marking}


class WordsField(forms.CharField):
    """Text of a person: control characters go, an EU classification marking is refused."""

    def clean(self, value: Any) -> str:
        text = clean_text(str(value or "").replace("\r\n", "\n"))
        text = super().clean(text)
        if marking := find_marking(text):
            raise ValidationError(marking_message(marking), code="marking")
        return text


class LineField(WordsField):
    """One line of text: line breaks and runs of white space become a space."""

    def clean(self, value: Any) -> str:
        return super().clean(" ".join(str(value or "").split()))
