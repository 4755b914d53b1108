"""What somebody decides about their own calendar."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from events.calendars.enums import Scope


class ScopeForm(forms.Form):
    """What stands in the calendar."""

    scope = forms.ChoiceField(
        label=_("What stands in it"), choices=Scope.choices, widget=forms.RadioSelect, initial=Scope.MINE
    )
    sessions = forms.BooleanField(
        label=_("The sessions of each event too, one by one"),
        required=False,
        help_text=_(
            "Each with its own time and room, beside the event itself. Not of an event marked TLP:RED, of which only "
            "the time leaves the portal."
        ),
    )
