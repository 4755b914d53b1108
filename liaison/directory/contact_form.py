"""The form of a contact."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.directory.audience_form import AudienceForm
from liaison.directory.enums import ContactKind
from liaison.directory.models import Contact
from portal.forms import long_text
from portal.words import LineField, WordsField


class ContactForm(AudienceForm):
    """One way to reach a post or an authority."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind.choices)
    value = WordsField(label=_("Number or address"), max_length=500, widget=long_text(2))
    label = LineField(
        label=_("Label"),
        required=False,
        max_length=120,
        help_text=_("An office or a use: secretariat, requests in English."),
    )
    hours = LineField(label=_("Hours"), required=False, max_length=120, help_text=_("With the time zone."))
    is_urgent = forms.BooleanField(label=_("For urgent cases"), required=False)

    field_order = ["kind", "value", "label", "hours", "is_urgent", "audience", "communities", "version"]

    def __init__(self, *args: Any, user: Any, item: Contact, **kwargs: Any) -> None:
        super().__init__(*args, user=user, item=item, **kwargs)
        self.fields["audience"].help_text = gettext(
            "Never wider than the entry it belongs to. Whoever may not see it does not learn that it exists."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, value = data.get("kind"), data.get("value", "")
        if kind != ContactKind.ADDRESS:
            data["value"] = value = " ".join(value.split())
        if value and kind and (problem := contact_problem(kind, value)):
            self.add_error("value", problem)
        return data


def contact_problem(kind: str, value: str) -> str:
    """What is wrong with a number or an address of a kind; empty where nothing is."""
    try:
        if kind == ContactKind.E_MAIL:
            EmailValidator(message=gettext("This is not an e-mail address."))(value)
        elif kind == ContactKind.WEB:
            URLValidator(
                schemes=["https", "http"], message=gettext("Enter an address that begins with https://.")
            )(value)
    except ValidationError as error:
        return " ".join(error.messages)
    if kind in (ContactKind.PHONE, ContactKind.MOBILE, ContactKind.FAX):
        digits = sum(char.isdigit() for char in value)
        if not 3 <= digits <= 20 or any(
            char.isalpha() for char in value.lower().replace("ext", "").replace("x", "")
        ):
            return gettext("Enter a number as it is dialled from abroad: +39 06 1234 5678, ext. 9.")
    return ""
