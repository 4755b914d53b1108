"""What a reader may choose of the treaty status: filters of the matrix, of its exports and of the map."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.treaties.enums import Standing
from liaison.treaties.models import TreatyStatus
from portal.folding import fold
from portal.forms import by_name
from portal.reference.cldr import territory_name
from portal.reference.enums import InstrumentKind, Organisation
from portal.reference.models import Country, Instrument

EU = "EU"
"""The Union as a party: no country, a row of its own."""
MULTILATERAL = (
    InstrumentKind.COE_CONVENTION,
    InstrumentKind.COE_PROTOCOL,
    InstrumentKind.UN_CONVENTION,
    InstrumentKind.UN_PROTOCOL,
    InstrumentKind.HCCH_CONVENTION,
)
FIRST_DAY, LAST_DAY = datetime.date(1945, 1, 1), datetime.date(2100, 12, 31)

OPENING = {"eu": "third", "organisation": Organisation.COE.value}
"""What is shown before anything was chosen: third countries and the conventions of the Council of Europe."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from. Read in three queries, whatever there is."""

    countries: list[Country]
    instruments: list[Instrument]

    @classmethod
    def read(cls) -> Choices:
        """All countries, and the instruments that have or could have parties, parents before their protocols."""
        rows = TreatyStatus.objects.order_by().values("instrument").distinct()
        instruments = Instrument.objects.filter(Q(kind__in=MULTILATERAL) | Q(pk__in=rows))
        return cls(
            sorted(Country.objects.all(), key=lambda country: fold(country.name())),
            in_order(instruments.prefetch_related("topics")),
        )


def in_order(instruments: Iterable[Instrument]) -> list[Instrument]:
    """By organisation, and a protocol after the convention it supplements."""
    ranks = {value: rank for rank, value in enumerate(Organisation.values)}
    every = list(instruments)
    parents = {i.pk: i.parent_id for i in every}

    def line(code: str) -> list[str]:
        found = [code]
        while (above := parents.get(found[0])) in parents and above not in found:
            found.insert(0, str(above))
        return found

    return sorted(every, key=lambda i: (ranks.get(i.organisation, 99), line(i.pk)))


class LongSelect(forms.Select):
    """A ``<select>`` of hundreds of options, joined as text: Django renders a template for each."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = str(value or "")
        options = [
            (code, SafeString(" selected") if str(code) == chosen else "", label)
            for code, label in self.choices
        ]
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            format_html_join("", '<option value="{}"{}>{}</option>', options),
        )


class MatrixForm(forms.Form):
    """The filters. A value that does not exist is told at its field, and nothing is filtered by it."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False, widget=LongSelect)
    instrument = forms.ChoiceField(label=gettext_lazy("Instrument"), required=False, widget=LongSelect)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False, widget=LongSelect)
    eu = forms.ChoiceField(label=gettext_lazy("Which countries"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False, widget=LongSelect)
    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("At least one entry is"), required=False)
    on = forms.DateField(
        label=gettext_lazy("On the day (empty: today)"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date", "class": "ecl-text-input"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Enter a day as in 2024-01-15.")},
    )
    all = forms.BooleanField(label=gettext_lazy("Also countries without any data"), required=False)

    def __init__(self, given: Mapping[str, Any], choices: Choices, **options: Any) -> None:
        super().__init__(given, auto_id="filter-%s", **options)
        self.choices = choices
        organisations = {i.organisation for i in choices.instruments}
        topics = {t.pk: t for i in choices.instruments for t in i.topics.all()}
        regions = {c.region: c.region_name() for c in choices.countries if c.region}
        self._offer("country", [(EU, territory_name(EU)), *((c.pk, c.name()) for c in choices.countries)])
        self._offer("instrument", [(i.pk, i.label()) for i in choices.instruments])
        self._offer("region", by_name(regions.items()))
        self._offer("eu", [("third", _("Third countries")), ("eu", _("Member States and the Union"))])
        self._offer(
            "topic", [(t.pk, t.name()) for t in sorted(topics.values(), key=lambda t: (t.order, t.pk))]
        )
        self._offer("organisation", [(v, str(n)) for v, n in Organisation.choices if v in organisations])
        self._offer("status", [(v, str(n)) for v, n in Standing.choices])

    def _offer(self, name: str, pairs: Iterable[tuple[str, str]]) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = [("", _("Any") if name == "status" else _("All")), *pairs]
        field.error_messages["invalid_choice"] = _("There is no such choice here. It was left out.")

    def clean_on(self) -> datetime.date | None:
        """A day on which there can be treaty status."""
        on: datetime.date | None = self.cleaned_data["on"]
        if on and not FIRST_DAY <= on <= LAST_DAY:
            raise forms.ValidationError(_("Enter a day between 1945 and 2100."))
        return on

    def chosen(self) -> Chosen:
        """The filters that are valid."""
        self.is_valid()
        given = self.cleaned_data
        return Chosen(
            **{name: given.get(name) or "" for name in Chosen.TEXTS},
            on=given.get("on") or timezone.localdate(),
            all=bool(given.get("all")),
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters as chosen. Empty: all."""

    country: str = ""
    instrument: str = ""
    region: str = ""
    eu: str = ""
    topic: str = ""
    organisation: str = ""
    status: str = ""
    on: datetime.date = FIRST_DAY
    all: bool = False

    TEXTS = ("country", "instrument", "region", "eu", "topic", "organisation", "status")

    def countries(self, choices: Choices) -> list[Country]:
        """The countries that are rows: the one chosen, or those of the region and side of the Union's border."""
        if self.country:
            return [c for c in choices.countries if c.pk == self.country]
        return [
            c
            for c in choices.countries
            if (not self.region or c.region == self.region)
            and (not self.eu or c.is_third == (self.eu != "eu"))
        ]

    def query(self, **changes: str) -> str:
        """The filters as the query of an address, with changes; today goes without saying."""
        given = {name: getattr(self, name) for name in self.TEXTS}
        given["on"] = "" if self.on == timezone.localdate() else self.on.isoformat()
        given["all"] = "on" if self.all else ""
        return urlencode({name: value for name, value in (given | changes).items() if value})

    @property
    def has_union(self) -> bool:
        """Whether the Union itself is a row."""
        return self.country == EU or not (self.country or self.region or self.eu == "third")

    def instruments(self, choices: Choices) -> list[Instrument]:
        """The instruments that are columns: the one chosen, or those of the organisation and topic."""
        if self.instrument:
            return [i for i in choices.instruments if i.pk == self.instrument]
        return [
            i
            for i in choices.instruments
            if (not self.organisation or i.organisation == self.organisation)
            and (not self.topic or any(t.pk == self.topic for t in i.topics.all()))
        ]


def form_for(query: Mapping[str, Any], choices: Choices) -> MatrixForm:
    """The form as filled in by an address; as it opens where the address chooses nothing."""
    return MatrixForm(query if any(name in query for name in MatrixForm.base_fields) else OPENING, choices)
