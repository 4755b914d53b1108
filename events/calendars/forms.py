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
