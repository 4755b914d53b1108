"""Forms about issues: freezing, sharing, withdrawing, and which two are compared."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.issues.enums import Occasion
from events.issues.models import Issue
from events.issues.sharing import communities_inside, person_inside
from portal.forms import DayInput, by_name, checkboxes, long_text
from portal.pages.community_names import community_names
from portal.words import LineField, WordsField

MOST_PEOPLE = 50


class FreezeForm(forms.Form):
    """What is frozen is what was shown: ``seen`` says which text that was."""

    note = WordsField(
        label=gettext_lazy("What is new in this issue"),
        help_text=gettext_lazy("For whoever knows the issue before. It stands at the top of the issue."),
        required=False,
        max_length=2000,
        widget=long_text(3),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class WithdrawForm(forms.Form):
    """Why an issue is taken back."""

    reason = WordsField(
        label=gettext_lazy("Why it is withdrawn"),
        help_text=gettext_lazy("Its readers see this reason instead of the issue."),
        max_length=1000,
        widget=long_text(3),
    )


class ShareForm(forms.Form):
    """What an issue is shared for, and with whom inside its audience."""

    occasion = forms.ChoiceField(
        label=gettext_lazy("Occasion"),
        choices=Occasion.choices,
        widget=forms.RadioSelect,
        initial=Occasion.VISIT,
    )
    title = LineField(
        label=gettext_lazy("Which visit or meeting"),
        help_text=gettext_lazy("Those you share it with see this."),
        max_length=200,
    )
    date = forms.DateField(label=gettext_lazy("Date of it"), required=False, widget=DayInput())
    communities = checkboxes(
        gettext_lazy("Communities"), help_text=gettext_lazy("Told are those of them who may read this issue.")
    )
    people = WordsField(
        label=gettext_lazy("People"),
        help_text=gettext_lazy("E-mail addresses, one on each line. They must be inside the audience."),
        required=False,
        max_length=10_000,
        widget=long_text(3),
    )

    def __init__(self, *args: Any, issue: Issue, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issue = issue
        names = community_names(communities_inside(issue, user).values_list("pk", flat=True))
        self.fields["communities"].choices = by_name((str(pk), name) for pk, name in names.items())  # type: ignore[attr-defined]
        self.receivers: list[Any] = []

    def clean_date(self) -> datetime.date | None:
        date = self.cleaned_data["date"]
        if date is not None and not 2000 <= date.year <= 2100:
            raise ValidationError(_("This is not a date of our time."))
        return date

    def clean_communities(self) -> list[Group]:
        return list(Group.objects.filter(pk__in=self.cleaned_data["communities"]))

    def clean_people(self) -> str:
        """The addresses as they were typed; who they are is in ``receivers``. An account that is not there and one
        outside the audience are answered alike."""
        text = self.cleaned_data["people"]
        addresses = list(
            dict.fromkeys(part.strip() for part in text.replace(",", "\n").splitlines() if part.strip())
        )
        if len(addresses) > MOST_PEOPLE:
            raise ValidationError(_("Name at most %(number)s people.") % {"number": MOST_PEOPLE})
        found = {address: person_inside(self.issue, address) for address in addresses}
        if unknown := [address for address, user in found.items() if user is None]:
            raise ValidationError(
                _("Nobody inside the audience of this issue has this address: %(addresses)s")
                % {"addresses": ", ".join(unknown)}
            )
        self.receivers = list(found.values())
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        named = data.get("communities") or data.get("people")
        if not named and not {"communities", "people"} & self.errors.keys():
            raise ValidationError(_("Name a community or a person to share it with."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the form says of the occasion, by field of ``Share``."""
        return {name: self.cleaned_data[name] for name in ("occasion", "title", "date")}
