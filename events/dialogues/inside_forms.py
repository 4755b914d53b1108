"""Forms of what stands inside a dialogue: members of delegations, agenda items, papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.dialogues.bodies import body_choices, name_of_body
from events.dialogues.delegations import RepresentativeValues, side_of
from events.dialogues.enums import AgendaKind, DialogueCircle, RepresentativeLevel, Side
from events.dialogues.models import AgendaItem, Dialogue, Representative
from events.exchanges.fields import person_with
from portal.forms import long_text
from portal.language import language_choices
from portal.media.checks import check_upload
from portal.people.models import User
from portal.words import LineField, WordsField

VERSION = {"widget": forms.HiddenInput, "min_value": 1, "max_value": 2**31 - 1}


class RepresentativeForm(forms.Form):
    """A member of a delegation."""

    body = forms.ChoiceField(label=_("Body"))
    name = LineField(
        label=_("Name"),
        required=False,
        max_length=200,
        help_text=_("Left empty, it is noted that the body takes part, and nobody is named."),
    )
    function = LineField(label=_("Function"), required=False, max_length=200)
    level = forms.ChoiceField(
        label=_("Level"),
        choices=RepresentativeLevel.choices,
        widget=forms.RadioSelect,
        initial=RepresentativeLevel.OTHER,
    )
    is_head = forms.BooleanField(label=_("Leads this delegation"), required=False)
    account = LineField(
        label=_("E-mail address of the account"),
        required=False,
        max_length=254,
        help_text=_(
            "On the side of the Union only. Whoever is named by their account sees the dialogue and what is meant for "
            "the EU delegation."
        ),
    )
    version = forms.IntegerField(required=False, **VERSION)  # type: ignore[arg-type]

    def __init__(
        self, *args: Any, dialogue: Dialogue, person: Representative | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        country = (dialogue.country_id, name_of_body(dialogue.country_id))
        body: Any = self.fields["body"]
        body.choices = [("", gettext("Choose a body")), *body_choices(), country]
        if person is not None:
            body.disabled = True
            self.fields["name"].required = True
            self.fields["name"].help_text = ""

    def clean_account(self) -> User | None:
        address = self.cleaned_data["account"]
        if not address:
            return None
        found = person_with(address)
        if found.is_guest:
            raise ValidationError(gettext("An official of a third country cannot sit on the Union's side."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        body, account = data.get("body"), data.get("account")
        if body and account and side_of(body) != Side.EU:
            self.add_error("account", gettext("Only members on the Union's side are named by their account."))
        if account and not data.get("name") and "name" not in self.errors:
            data["name"] = str(account)
        return data

    def values(self) -> RepresentativeValues:
        """What the form says."""
        data = self.cleaned_data
        return RepresentativeValues(
            body=data["body"],
            name=data["name"],
            function=data["function"],
            level=data["level"],
            is_head=data["is_head"],
            user=data["account"],
        )


def initial_person(one: Representative) -> dict[str, Any]:
    """The values of ``RepresentativeForm`` for somebody as they stand there."""
    return {
        "body": one.delegation.body,
        "name": one.name,
        "function": one.function,
        "level": one.level,
        "is_head": one.is_head,
        "account": one.user.email if one.user else "",
        "version": one.delegation.version,
    }


class AgendaItemForm(forms.Form):
    """An item of the agenda."""

    title = LineField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("About"), choices=AgendaKind.choices, initial=AgendaKind.DIFFICULTY)
    text = WordsField(
        label=_("What is to be said"),
        required=False,
        max_length=5000,
        widget=long_text(5),
        help_text=_("Leave out names of suspects, victims and witnesses, and anything classified."),
    )
    lead = LineField(
        label=_("Who leads"), required=False, max_length=200, help_text=_("A body or a function.")
    )
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=600)
    circle = forms.ChoiceField(
        label=_("Who may see it"),
        choices=DialogueCircle.choices,
        widget=forms.RadioSelect,
        initial=DialogueCircle.ALL,
    )
    version = forms.IntegerField(required=False, **VERSION)  # type: ignore[arg-type]

    def values(self) -> dict[str, Any]:
        """What the form says, by field of the model."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def initial_item(item: AgendaItem) -> dict[str, Any]:
    """The values of ``AgendaItemForm`` for an item as it stands."""
    return {name: getattr(item, name) for name in AgendaItemForm.base_fields}


class OneFileField(forms.FileField):
    """One file, checked by kind, size, content and marking (``portal.media.checks``)."""

    widget = forms.FileInput

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        file = super().clean(data, initial)
        if not file:
            return None
        check_upload(file)
        return file


class PaperForm(forms.Form):
    """A paper of the dialogue, or of one item."""

    upload = OneFileField(label=_("File"))
    title = LineField(
        label=_("Title"), required=False, max_length=200, help_text=_("Left empty, the name of the file.")
    )
    item = forms.ChoiceField(label=_("About"), required=False)
    circle = forms.ChoiceField(
        label=_("Who may open it"),
        choices=DialogueCircle.choices,
        widget=forms.RadioSelect,
        initial=DialogueCircle.DELEGATION,
        help_text=_("A paper about an agenda item is never for more people than the item."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, initial="en")

    def __init__(self, *args: Any, items: list[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {str(one.pk): one for one in items}
        about: Any = self.fields["item"]
        about.choices = [
            ("", gettext("The whole dialogue")),
            *((pk, one.title) for pk, one in self.items.items()),
        ]

    def clean_item(self) -> AgendaItem | None:
        return self.items.get(self.cleaned_data["item"])
