"""The filters of the list of agreements. A value nobody offers is told at its field, and nothing is filtered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.agreements.enums import Body, Stage
from liaison.agreements.models import AgreementParty
from liaison.agreements.queries import party_name
from portal.forms import FilterForm, by_name
from portal.reference.enums import InstrumentKind


class AgreementFilter(FilterForm):
    """What a reader looks for. Countries and kinds are those there are agreements of."""

    body = forms.ChoiceField(label=_("Body"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = AgreementParty.objects.values_list("code", "country_id", "agreement__instrument__kind")
        codes = {code for code, country, _kind in used if country}
        kinds = {kind for _code, _country, kind in used}
        countries = by_name((code, party_name(code)) for code in codes)
        self.offer("body", _("All bodies"), Body.choices)
        self.offer("country", _("All countries"), countries)
        self.offer(
            "kind", _("All kinds"), [choice for choice in InstrumentKind.choices if choice[0] in kinds]
        )
        self.offer("stage", _("All stages"), Stage.choices)
