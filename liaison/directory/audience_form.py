"""What every form of the directory asks for: who may see it, and which version was shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from liaison.directory.models import UnderAudience
from portal.forms import by_name, checkboxes
from portal.pages.community_names import community_names
from portal.people.naming import check_number, nameable
from portal.visibility import Audience


class AudienceForm(forms.Form):
    """What every item with an audience asks for, and its version."""

    audience = forms.ChoiceField(
        label=_("Who may see it"), choices=Audience.choices, widget=forms.RadioSelect, required=False
    )
    communities = checkboxes(
        _("Communities"),
        help_text=_("Count only where named communities are chosen. The country's desk always sees it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, user: Any, item: UnderAudience, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.item = user, item
        offered = nameable(user, item.communities.all() if item.pk else ())
        names = community_names(offered.values_list("pk", flat=True))
        self.offer("communities", by_name((str(pk), name) for pk, name in names.items()))

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Set the choices of a field; of several to be ticked, those that are come first."""
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            ticked = {str(value) for value in self.initial.get(name) or ()}
            choices = sorted(choices, key=lambda pair: str(pair[0]) not in ticked)
        field.choices = choices  # type: ignore[attr-defined]

    def clean_audience(self) -> str:
        return self.cleaned_data["audience"] or Audience.COMMUNITIES

    def clean_communities(self) -> list[Group]:
        return list(Group.objects.filter(pk__in=self.cleaned_data["communities"]))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_number(data.get("communities") or ())
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the form says, by field of the model."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "version" and not self.fields[name].disabled
        }
