"""Forms for a single fact and for a reservation or declaration. Source and as-of date are always asked."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.treaties.cells import LENGTHS
from liaison.treaties.enums import ConsentType, ForceBasis, PartyStatus, PartyType, StatementKind
from liaison.treaties.findings import Finding
from liaison.treaties.models import TreatyStatement, TreatyStatus
from liaison.treaties.rules import ORGANISATIONS, StatusFacts, TreatyDates, check_facts, sources_of
from portal.forms import DayInput, by_name
from portal.language import language_choices
from portal.reference.cldr import territory_name
from portal.reference.enums import Confidence, TopicGroup
from portal.reference.models import Country, Instrument, Source, Topic
from portal.words import WordsField

EMPTY = ("", "—")
MOST = 10**9


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=DayInput(), input_formats=["%Y-%m-%d"], **options
    )


def country_choices() -> list[tuple[str, str]]:
    """All countries and territories by name."""
    codes = Country.objects.values_list("pk", flat=True)
    return by_name((code, territory_name(code)) for code in codes)


def source_choices() -> list[tuple[str, str]]:
    """All sources by code."""
    return [
        (code, f"{code} – {description[:80]}")
        for code, description in Source.objects.order_by("pk").values_list("pk", "description")
    ]


class SourcedForm(forms.Form):
    """What every fact carries. ``version`` is that of the row that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)
    source = forms.MultipleChoiceField(
        label=gettext_lazy("Source"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Where you read it; several where you compared. New sources are added in the editor."
        ),
    )
    as_of = forms.DateField(
        label=gettext_lazy("Data as of"),
        widget=DayInput(),
        input_formats=["%Y-%m-%d"],
        help_text=gettext_lazy("The day up to which the source tells what happened."),
    )
    confidence = forms.ChoiceField(
        label=gettext_lazy("How far to rely on it"), choices=Confidence.choices, initial=Confidence.MEDIUM
    )

    def offer_sources(self) -> None:
        """Offer the sources there are. Called when the form is made: no query at import."""
        field = self.fields["source"]
        field.choices = source_choices()  # type: ignore[attr-defined]

    def clean_source(self) -> str:
        """Sources joined as in the data file."""
        return " + ".join(self.cleaned_data["source"])

    def clean_as_of(self) -> datetime.date:
        """No source is from tomorrow."""
        day: datetime.date = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise ValidationError(_("This day lies in the future."))
        return day


class PickForm(forms.Form):
    """Which fact to enter or change."""

    instrument = forms.ChoiceField(label=gettext_lazy("Instrument"))
    party = forms.ChoiceField(label=gettext_lazy("Party"))

    def __init__(self, *args: Any, instruments: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = [(code, territory_name(code)) for code in sorted(ORGANISATIONS)]
        self.fields["instrument"].choices = instruments  # type: ignore[attr-defined]
        self.fields["party"].choices = [*organisations, *country_choices()]  # type: ignore[attr-defined]


class StatusForm(SourcedForm):
    """One party to one instrument. The rules are those of the import, each error at its field."""

    party_type = forms.ChoiceField(label=gettext_lazy("Kind of party"), choices=PartyType.choices)
    responsible = forms.ChoiceField(
        label=gettext_lazy("Responsible State"),
        required=False,
        help_text=gettext_lazy("For a territory: the State that extended the treaty to it."),
    )
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=PartyStatus.choices)
    signed = _day(gettext_lazy("Signed"))
    consent_date = _day(gettext_lazy("Consent to be bound"))
    consent_type = forms.ChoiceField(
        label=gettext_lazy("Kind of consent"), required=False, choices=[EMPTY, *ConsentType.choices]
    )
    in_force = _day(gettext_lazy("In force since"))
    in_force_basis = forms.ChoiceField(
        label=gettext_lazy("Entry into force is"), required=False, choices=[EMPTY, *ForceBasis.choices]
    )
    denounced = _day(gettext_lazy("Denunciation notified"))
    denunciation_effective = _day(gettext_lazy("Denunciation effective"))
    note = WordsField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=LENGTHS["note"],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What is odd about the source. In English."),
    )
    field_order = (
        "party_type", "responsible", "status", "signed", "consent_date", "consent_type", "in_force",
        "in_force_basis", "denounced", "denunciation_effective", "source", "as_of", "confidence", "note", "version",
    )  # fmt: skip

    def __init__(self, *args: Any, instrument: Instrument, party: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument, self.party = instrument, party
        self.warnings: list[Finding] = []
        self.offer_sources()
        self.fields["responsible"].choices = [EMPTY, *country_choices()]  # type: ignore[attr-defined]
        if party in ORGANISATIONS:
            self.fields["party_type"].choices = [(PartyType.ORGANISATION.value, PartyType.ORGANISATION.label)]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(row: TreatyStatus) -> dict[str, Any]:
        """The values of a row."""
        names = [name for name in StatusForm.field_order if name not in ("source", "responsible")]
        return {
            **{name: getattr(row, name) for name in names},
            "source": list(sources_of(row.source)),
            "responsible": row.responsible_id or "",
        }

    def facts(self) -> StatusFacts:
        """What a valid form says."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return StatusFacts(instrument=self.instrument.pk, party=self.party, **values)

    def _in_words(self, finding: Finding) -> str:
        """The message with the label of a field in place of the column of a file."""
        column = finding.values.get("column", "")
        if column not in self.fields:
            return finding.message
        return replace(finding, values={**finding.values, "column": str(self.fields[column].label)}).message

    def clean(self) -> dict[str, Any]:
        """Ask the rules that imports are asked; what is only odd is kept in ``warnings``."""
        data = super().clean() or {}
        if not self.errors:
            treaty = TreatyDates(self.instrument.opened, self.instrument.in_force)
            found = check_facts(self.facts(), treaty, timezone.localdate())
            self.warnings = [finding for finding in found if not finding.is_error]
            for finding in found:
                if finding.is_error:
                    name = "responsible" if finding.column == "parent" else finding.column
                    self.add_error(name, self._in_words(finding))
        return data


class StatementForm(SourcedForm):
    """A reservation or declaration. ``topics`` are the measures it concerns; none chosen: all."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=StatementKind.choices)
    article = forms.CharField(
        label=gettext_lazy("Article"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("For example: 6; 6(1)(a)."),
    )
    text = WordsField(
        label=gettext_lazy("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("As published by the depositary."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=language_choices, initial="en"
    )
    date = _day(gettext_lazy("Date"))
    withdrawn = _day(gettext_lazy("Withdrawn on"))
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Measures it concerns"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: all that the treaty covers."),
    )
    field_order = (
        "kind", "article", "text", "language", "date", "withdrawn", "topics", "source", "as_of", "confidence",
        "version",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_sources()
        topics = Topic.objects.filter(group=TopicGroup.MEASURE).order_by("order", "pk")
        self.fields["topics"].choices = [(topic.pk, topic.name()) for topic in topics]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(statement: TreatyStatement) -> dict[str, Any]:
        """The values of a statement."""
        names = ("kind", "article", "text", "language", "date", "withdrawn", "as_of", "confidence")
        return {
            **{name: getattr(statement, name) for name in names},
            "source": list(sources_of(statement.source)),
            "topics": [topic.pk for topic in statement.topics.all()],
        }

    def clean(self) -> dict[str, Any]:
        """Nothing is withdrawn before it was made, and no source knows what comes after it."""
        data = super().clean() or {}
        made, withdrawn, as_of = data.get("date"), data.get("withdrawn"), data.get("as_of")
        if made and withdrawn and withdrawn < made:
            self.add_error("withdrawn", _("Withdrawn before it was made."))
        for name, day in (("date", made), ("withdrawn", withdrawn)):
            if day and as_of and day > as_of:
                self.add_error(name, _("This day lies after the date of the source."))
        return data

    def fill(self, statement: TreatyStatement) -> TreatyStatement:
        """The statement with what a valid form says, unsaved."""
        for name, value in self.cleaned_data.items():
            if name not in ("version", "topics"):
                setattr(statement, name, value)
        return statement
