"""The choice of an audience for what belongs to dialogues: members or named communities, never everyone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.directory.audience_form import AudienceForm
from portal.visibility import Audience
from practices.enums import Tlp


class MembersAtMostForm(AudienceForm):
    """Who may see something of a dialogue, and its TLP label."""

    tlp = forms.ChoiceField(label=_("TLP label"), choices=Tlp.choices, initial=Tlp.AMBER)

    PEOPLE = ""
    """Who always sees it, in words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wide = [(value, str(label)) for value, label in Audience.choices if value != Audience.PUBLIC]
        self.offer("audience", wide)
        self.fields["communities"].help_text = " ".join(
            text
            for text in (
                gettext("Count only where named communities are chosen."),
                self.PEOPLE,
                gettext("Officials of third countries never see it."),
            )
            if text
        )


class KnownCrossings(forms.Field):
    """What other approaches the page has told of already, in a hidden field: codes, separated by spaces."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> frozenset[str]:
        return frozenset(str(value or "").split())
