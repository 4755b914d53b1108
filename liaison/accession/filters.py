"""The filters of the tracker. They offer what stands in items the viewer may see: a choice tells that it exists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.accession.enums import Status
from liaison.accession.queries import countries_and_conventions
from liaison.directory.forms import by_name
from portal.reference.cldr import territory_name
from portal.visibility import viewer_for


class AccessionFilter(forms.Form):
    """What a reader looks for. A value nobody offers is told at its field, and nothing is filtered."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    instrument = forms.ChoiceField(label=_("Convention"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    care = forms.ChoiceField(label=_("Looked after"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes, conventions = countries_and_conventions(user)
        self._offer(
            "country", gettext("All countries"), by_name((code, territory_name(code)) for code in codes)
        )
        self._offer(
            "instrument", gettext("All conventions"), by_name((i.code, i.label()) for i in conventions)
        )
        self._offer("status", gettext("All statuses"), list(Status.choices))
        mine = [("mine", gettext("By me"))] if viewer_for(user).user_id is not None else []
        care = [*mine, ("desk", gettext("By the country's desk")), ("overdue", gettext("Next step overdue"))]
        self._offer("care", gettext("By anybody"), care)

    def _offer(self, name: str, everything: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set, none where one of them makes no sense."""
        if not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if value}
