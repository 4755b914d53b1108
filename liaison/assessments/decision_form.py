"""Forms of what follows a report: to whom it is transmitted, what was decided, why a decision is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.assessments.addressees import USUAL, addressee_name, counted_addressees
from liaison.assessments.decisions import BEGINS, ENDS, NOTHING, Choice, choices_of, standing
from liaison.assessments.forms import NamelessField
from liaison.assessments.models import Decision, PriorityCountry, Report, Round
from portal.forms import DayInput, long_text
from portal.reference.models import Country
from portal.words import LineField, WordsField

MOST_OTHERS = 30


class TransmissionForm(forms.Form):
    """Addressees who do not have the report yet, and a confirmation of which report it is."""

    addressees = forms.MultipleChoiceField(
        label=_("Addressees in the portal"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their people get an e-mail with a link; after signing in they read the report here."),
    )
    outside = WordsField(
        label=_("Others who get it by another way"),
        required=False,
        max_length=3000,
        widget=long_text(3),
        help_text=_(
            "One on each line. The portal writes down that they got the report, and sends them nothing."
        ),
    )
    note = NamelessField(label=_("Note"), required=False, max_length=1000, widget=long_text(2))
    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, report: Report) -> None:
        initial: dict[str, Any] = {"content_hash": report.content_hash}
        counts = {
            code: number for code, number in counted_addressees().items() if code not in report.addressees
        }
        if report.transmitted_at is None:
            initial["addressees"] = [code for code in USUAL if code in counts]
        super().__init__(data, initial=initial)
        self.fields["addressees"].choices = [  # type: ignore[attr-defined]
            (code, _("%(name)s (accounts: %(number)s)") % {"name": addressee_name(code), "number": number})
            for code, number in counts.items()
        ]

    def clean_outside(self) -> list[str]:
        """The lines, each short enough for a name."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["outside"].split("\n")]
        lines = [line for line in lines if line]
        if len(lines) > MOST_OTHERS or any(len(line) > 200 for line in lines):
            raise forms.ValidationError(_("At most 30 lines of 200 characters each."))
        return lines


@dataclass(frozen=True, slots=True)
class CountryRow:
    """The fields of one country in the form of a decision, and the priority that it has by another decision."""

    country: Country
    earlier: PriorityCountry | None
    proposal: str
    kind: forms.BoundField
    since: forms.BoundField
    until: forms.BoundField


class DecisionForm(forms.Form):
    """A decision: when, where, in which words, and what it says of each country."""

    at = forms.DateField(label=_("Date of the discussion"), widget=DayInput())
    reference = LineField(
        label=_("Reference"),
        max_length=120,
        help_text=_("Document number or minutes by which it can be found."),
    )
    text = NamelessField(
        label=_("Decision"),
        required=False,
        max_length=5000,
        widget=long_text(5),
        help_text=_(
            "In the words of the decision. Once released, it is read by those who can open the round."
        ),
    )
    reason = NamelessField(
        label=_("Reason for the correction"), required=False, max_length=1000, widget=long_text(2)
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(
        self,
        data: Any = None,
        *,
        round: Round,
        decision: Decision | None,
        proposals: dict[str, str],
        also: Iterable[str] = (),
    ) -> None:
        today = timezone.localdate()
        self.standing = standing(round, decision, decision.at if decision else today)
        self.proposals = proposals
        own = choices_of(decision) if decision is not None else {}
        codes = {*round.countries.values_list("pk", flat=True), *self.standing, *own, *also}
        self.countries = sorted(Country.objects.filter(pk__in=codes), key=lambda country: country.name())
        initial: dict[str, Any] = {"version": 0}
        if decision is not None:
            initial = {
                "version": decision.version,
                "at": decision.at,
                "reference": decision.reference,
                "text": decision.text,
            }
        for code, choice in own.items():
            initial |= {
                f"kind_{code}": choice.kind,
                f"since_{code}": choice.since,
                f"until_{code}": choice.until,
            }
        super().__init__(data, initial=initial)
        if decision is None:
            del self.fields["reason"]
        for country in self.countries:
            self._add(country.pk)

    def _add(self, code: str) -> None:
        """The three fields of a country: only what is possible is offered."""
        earlier = self.standing.get(code)
        if earlier is None:
            offered = [(NOTHING, _("No priority")), (BEGINS, _("Priority third country"))]
        elif earlier.until is None or earlier.ended_by_id:
            offered = [(NOTHING, _("Stays a priority")), (ENDS, _("Is no priority any more"))]
        else:
            offered = [
                (NOTHING, _("Stays as it is")),
                (BEGINS, _("Priority again, after its end")),
                (ENDS, _("Is no priority any more")),
            ]
        self.fields[f"kind_{code}"] = forms.ChoiceField(label=_("Decided"), choices=offered)
        self.fields[f"since_{code}"] = forms.DateField(label=_("From"), required=False, widget=DayInput())
        self.fields[f"until_{code}"] = forms.DateField(
            label=_("Until (first day without)"), required=False, widget=DayInput()
        )

    def country_rows(self) -> list[CountryRow]:
        """The countries by name, each with its fields."""
        return [
            CountryRow(
                country=country,
                earlier=self.standing.get(country.pk),
                proposal=self.proposals.get(country.pk, ""),
                kind=self[f"kind_{country.pk}"],
                since=self[f"since_{country.pk}"],
                until=self[f"until_{country.pk}"],
            )
            for country in self.countries
        ]

    def choices(self) -> dict[str, Choice]:
        """What is decided of each country."""
        data = self.cleaned_data
        return {
            code: Choice(data[f"kind_{code}"], data[f"since_{code}"], data[f"until_{code}"])
            for code in (country.pk for country in self.countries)
        }

    def refuse(self, errors: dict[str, Any]) -> None:
        """Put each error at its field; at the top where the field is not there."""
        for name, messages in errors.items():
            self.add_error(name if name in self.fields else None, messages)


class ReleaseForm(forms.Form):
    """Which state of a decision is released or taken back, and why."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    reason = NamelessField(required=False, max_length=1000)
