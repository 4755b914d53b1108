"""The form by which an agreement is added or changed on the site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.agreements.enums import DATED, Body, Side, Stage
from liaison.agreements.models import Agreement
from liaison.agreements.queries import party_name
from liaison.agreements.rules import date_error, date_errors, stage_error
from liaison.agreements.snapshot import OF_THE_INSTRUMENT, OWN_FIELDS, Values
from portal.forms import by_name
from portal.reference.enums import Confidence, InstrumentFamily, InstrumentKind, TopicGroup
from portal.reference.models import Country, Instrument, Topic
from portal.words import WordsField

PARTIAL = _("Year, month or day: 2024, 2024-06 or 2024-06-14.")
KINDS = [
    InstrumentKind.EU_AGREEMENT,
    InstrumentKind.EUROJUST_AGREEMENT,
    InstrumentKind.BILATERAL,
    InstrumentKind.ASSET_RETURN,
    InstrumentKind.WORKING_ARRANGEMENT,
    InstrumentKind.CONTACT_POINT,
    InstrumentKind.ADEQUACY_DECISION,
    InstrumentKind.NEGOTIATING_MANDATE,
]
"""Kinds of what is concluded between named parties."""
STEP_PARTS = ("date", "source", "as_of")


def _date() -> WordsField:
    return WordsField(label=_("Date"), required=False, max_length=10, help_text=PARTIAL)


class AgreementForm(forms.Form):
    """How far an agreement has come, each stage with its source. ``bodies`` are those the editor may keep."""

    body = forms.ChoiceField(label=_("Body"))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in KINDS],
        help_text=_("Only an international agreement can be a legal basis."),
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    source = WordsField(
        label=_("Source"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Where it is said how far the agreement has come: a publication, an address."),
    )
    source_date = WordsField(label=_("As of"), max_length=10, help_text=PARTIAL)
    confidence = forms.ChoiceField(label=_("How far to rely on it"), choices=Confidence.choices)
    reference = WordsField(
        label=_("Official reference"),
        required=False,
        max_length=200,
        help_text=_("For example OJ L 181, 19.7.2003."),
    )
    note = WordsField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(
        self, *args: Any, bodies: frozenset[str], agreement: Agreement | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        self._offer("body", [(body.value, body.label) for body in Body if body.value in bodies])
        for stage in DATED:
            label = Stage(stage).label
            self.fields[f"{stage}_date"] = _date()
            self.fields[f"{stage}_source"] = WordsField(label=_("Source"), required=False, max_length=2000)
            self.fields[f"{stage}_as_of"] = _date()
            self.fields[f"{stage}_as_of"].label = _("As of")
            for part in STEP_PARTS:
                # Read out on its own, "Date" would not say of what.
                self.fields[f"{stage}_{part}"].widget.attrs["aria-label"] = (
                    f"{label}: {self.fields[f'{stage}_{part}'].label}"
                )

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def step_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each stage with the stage's name."""
        return [
            (str(Stage(stage).label), [self[f"{stage}_{part}"] for part in STEP_PARTS]) for stage in DATED
        ]

    def clean(self) -> dict[str, Any]:
        """Raises at the field: dates that cannot be, a date without a source, a stage that does not fit."""
        data = super().clean() or {}
        if data.get("source_date") and (problem := date_error(data["source_date"])):
            self.add_error("source_date", problem)
        for stage in DATED:
            as_of = data.get(f"{stage}_as_of")
            if as_of and (problem := date_error(as_of)):
                self.add_error(f"{stage}_as_of", problem)
            if (data.get(f"{stage}_date") or as_of) and not data.get(f"{stage}_source"):
                self.add_error(f"{stage}_source", _("Every date needs its source."))
        if self.errors:
            return data
        values = self.values({})
        for stage, problem in date_errors(values).items():
            self.add_error(f"{stage}_date", problem)
        if not self.errors and (problem := stage_error(values, data["kind"])):
            self.add_error("stage", problem)
        return data

    def values(self, parties: dict[str, str]) -> Values:
        """What the form says, in the form ``write_agreement`` takes."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in (*OWN_FIELDS, *OF_THE_INSTRUMENT)},
            "parties": parties,
            "steps": {
                str(stage): {part: data[f"{stage}_{part}"] for part in STEP_PARTS}
                for stage in DATED
                if data[f"{stage}_source"]
            },
        }


class NewAgreementForm(AgreementForm):
    """An agreement that the data file does not have: also what it is, and between whom."""

    title = WordsField(label=_("Title in English"), max_length=500)
    countries = forms.MultipleChoiceField(
        label=_("Third countries"), widget=forms.SelectMultiple(attrs={"size": 8})
    )
    member_states = forms.MultipleChoiceField(
        label=_("Member States"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("Only where it is an agreement between States."),
    )
    topics = forms.MultipleChoiceField(
        label=_("Measures it is about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("title", "body", "kind", "countries", "member_states", "topics", "stage")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, countries in (
            ("countries", Country.objects.third()),
            ("member_states", Country.objects.member_states()),
        ):
            named = [(country.code, country.name()) for country in countries]
            self._offer(name, by_name(named))
            self.fields[name].validators.append(MaxLengthValidator(12))
        topics = Topic.objects.filter(group=TopicGroup.MEASURE)
        self._offer("topics", [(topic.pk, topic.name()) for topic in topics])

    def clean(self) -> dict[str, Any]:
        """Between States: at least one Member State; otherwise none."""
        data = super().clean()
        between_states = data.get("body") == Body.STATES
        if between_states and not data.get("member_states") and "member_states" not in self.errors:
            self.add_error("member_states", _("Choose the Member State that is a party."))
        if not between_states and data.get("member_states"):
            self.add_error("member_states", _("This body is the party, not a Member State."))
        return data

    def parties(self) -> dict[str, str]:
        """Who stands on which side. International agreements are the Union's, not a body's (Art. 216 TFEU)."""
        data = self.cleaned_data
        first = data["member_states"]
        if data["body"] != Body.STATES:
            family = InstrumentKind(data["kind"]).family
            own = family in (InstrumentFamily.ARRANGEMENT, InstrumentFamily.CONTACT_POINT)
            first = [str(data["body"]).upper() if own else "EU"]
        sides = dict.fromkeys(data["countries"], Side.B.value) | dict.fromkeys(first, Side.A.value)
        return dict(sorted(sides.items()))


def initial_of(values: Values, version: int) -> dict[str, Any]:
    """The form's fields for an agreement as it stands."""
    steps = {
        f"{stage}_{part}": text for stage, step in values["steps"].items() for part, text in step.items()
    }
    own = {name: values[name] for name in (*OWN_FIELDS, *OF_THE_INSTRUMENT)}
    return own | steps | {"version": version}


def in_words(form: AgreementForm, name: str, value: Any) -> str:
    """A value of the form as a reader sees it."""
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value) or gettext("(empty)"))


def label_of(form: AgreementForm, name: str) -> str:
    """What a field is called; the fields of a stage with the stage's name."""
    return str(form.fields[name].widget.attrs.get("aria-label") or form.fields[name].label)


def differences(form: AgreementForm, theirs: Values) -> list[dict[str, str]]:
    """Where what was sent differs from what is stored by now: label, both values in words."""
    stored = initial_of(theirs, 0)
    found = []
    for name in form.fields:
        mine, other = str(form[name].value() or ""), str(stored.get(name) or "")
        if name != "version" and mine != other:
            found.append(
                {
                    "label": label_of(form, name),
                    "mine": in_words(form, name, mine),
                    "theirs": in_words(form, name, other),
                }
            )
    return found


def change_rows(before: Values, after: Values) -> list[dict[str, str]]:
    """The differences between two states of an agreement, for its history."""
    old, new = _flat(before), _flat(after)
    names = list(dict.fromkeys([*old, *new]))
    return [
        {"label": name, "before": old.get(name, ""), "after": new.get(name, "")}
        for name in names
        if old.get(name, "") != new.get(name, "")
    ]


def _flat(values: Values) -> dict[str, str]:
    """The values in the reader's words, by label."""
    if not values:
        return {}
    fields = {name: Agreement._meta.get_field(name) for name in OWN_FIELDS}
    fields |= {name: Instrument._meta.get_field(name) for name in OF_THE_INSTRUMENT}
    flat = {}
    for name, field in fields.items():
        words = dict(field.flatchoices)  # type: ignore[union-attr]
        flat[str(field.verbose_name).capitalize()] = str(words.get(values[name], values[name]))  # type: ignore[union-attr]
    flat[gettext("Parties")] = ", ".join(party_name(code) for code in values["parties"])
    for stage, step in values["steps"].items():
        label = str(Stage(stage).label)
        told = [part for part in (step["date"], step["source"]) if part]
        flat[label] = " · ".join(
            [*told, *([gettext("as of %(date)s") % {"date": step["as_of"]}] if step["as_of"] else [])]
        )
    return flat
