"""The filters of the tracker. They offer what stands in items the viewer may see: a choice tells that it exists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.accession.enums import Status
from liaison.accession.queries import countries_and_conventions
from portal.forms import FilterForm, by_name
from portal.reference.cldr import territory_name
from portal.visibility import viewer_for


class AccessionFilter(FilterForm):
    """What a reader looks for. A value nobody offers is told at its field, and nothing is filtered."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    instrument = forms.ChoiceField(label=_("Convention"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    care = forms.ChoiceField(label=_("Looked after"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes, conventions = countries_and_conventions(user)
        self.offer(
            "country", gettext("All countries"), by_name((code, territory_name(code)) for code in codes)
        )
        self.offer(
            "instrument", gettext("All conventions"), by_name((i.code, i.label()) for i in conventions)
        )
        self.offer("status", gettext("All statuses"), list(Status.choices))
        mine = [("mine", gettext("By me"))] if viewer_for(user).user_id is not None else []
        care = [*mine, ("desk", gettext("By the country's desk")), ("overdue", gettext("Next step overdue"))]
        self.offer("care", gettext("By anybody"), care)
