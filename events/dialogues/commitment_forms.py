"""Forms of commitments and approaches."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.dialogues.audience_fields import KnownCrossings, MembersAtMostForm
from events.dialogues.bodies import body_choices, name_of_body
from events.dialogues.enums import ApproachKind, CommitmentState
from events.dialogues.inside_forms import VERSION, OneFileField
from events.dialogues.models import Approach, Commitment
from events.exchanges.fields import person_with
from portal.forms import DayInput, by_name, long_text
from portal.people.models import User
from portal.reference.cldr import territory_name
from portal.reference.models import Country
from portal.words import LineField, WordsField

SAME, OWN = "same", "own"


class CommitmentForm(MembersAtMostForm):
    """What was promised, by whom, until when. Who sees it may be left out: then whoever sees the dialogue does."""

    text = WordsField(
        label=_("Commitment"),
        max_length=2000,
        widget=long_text(3),
        help_text=_(
            "What was promised. No names of suspects, victims and witnesses, and nothing classified."
        ),
    )
    owner_body = forms.ChoiceField(label=_("Who has promised it"))
    due = forms.DateField(label=_("Due"), required=False, widget=DayInput())
    owner_user = LineField(
        label=_("Who looks after it"),
        required=False,
        max_length=254,
        help_text=_(
            "The e-mail address of an account. Whoever looks after it sees it, and finds it in “My work”."
        ),
    )
    reach = forms.ChoiceField(
        label=_("Seen by"),
        required=False,
        choices=[(SAME, _("Whoever sees the dialogue")), (OWN, _("Others, chosen below"))],
        widget=forms.RadioSelect,
        initial=SAME,
    )

    FIRST = ("text", "owner_body", "due")
    MORE = ("owner_user", "reach", "audience", "communities", "tlp")

    item: Commitment

    def __init__(self, *args: Any, user: Any, item: Commitment, **kwargs: Any) -> None:
        self.PEOPLE = gettext("The organisers and the EU delegation of the dialogue always see it.")
        super().__init__(*args, user=user, item=item, **kwargs)
        self.fields["audience"].label = gettext("Who, if others")
        self.fields["tlp"].required = False
        country = item.dialogue.country_id
        self.offer("owner_body", [(country, name_of_body(country)), *body_choices()])

    def first(self) -> list[forms.BoundField]:
        """What is asked for in a meeting."""
        return [self[name] for name in self.FIRST]

    def more(self) -> list[forms.BoundField]:
        """What can be said later."""
        return [self[name] for name in self.MORE if name != "communities" or self.fields[name].choices]  # type: ignore[attr-defined]

    @property
    def more_is_open(self) -> bool:
        """Whether one of these is set, or is wrong."""
        return any(self[name].errors for name in self.MORE) or bool(
            self["owner_user"].value() or self["reach"].value() == OWN
        )

    def clean_owner_user(self) -> User | None:
        address = self.cleaned_data["owner_user"]
        if not address:
            return None
        found = person_with(address)
        if found.is_guest:
            raise ValidationError(gettext("An official of a third country cannot look after it here."))
        return found

    @property
    def values(self) -> dict[str, Any]:
        """What the form says, by field of the model."""
        values = super().values
        values["same_audience"] = values.pop("reach") != OWN
        values["tlp"] = values["tlp"] or self.item.tlp
        return values


def initial_commitment(commitment: Commitment) -> dict[str, Any]:
    """The values of ``CommitmentForm`` for a commitment as it stands."""
    names = ("text", "owner_body", "due", "audience", "tlp", "version")
    found: dict[str, Any] = {name: getattr(commitment, name) for name in names}
    found["reach"] = SAME if commitment.same_audience else OWN
    found["owner_user"] = commitment.owner_user.email if commitment.owner_user else ""
    found["communities"] = (
        [str(pk) for pk in commitment.communities.values_list("pk", flat=True)] if commitment.pk else []
    )
    return found


class ReportForm(forms.Form):
    """How a commitment stands, and what shows it."""

    state = forms.ChoiceField(
        label=_("How it stands"), choices=CommitmentState.choices, widget=forms.RadioSelect
    )
    evidence = WordsField(
        label=_("What shows it"),
        required=False,
        max_length=5000,
        widget=long_text(4),
        help_text=_("A law, a letter, a date. Seen by whoever sees the commitment."),
    )
    upload = OneFileField(
        label=_("File"), required=False, help_text=_("A new file takes the place of the one before.")
    )
    version = forms.IntegerField(**VERSION)  # type: ignore[arg-type]


def initial_report(commitment: Commitment) -> dict[str, Any]:
    """The values of ``ReportForm`` for a commitment as it stands."""
    return {
        "state": commitment.state,
        "evidence": commitment.evidence,
        "version": commitment.version,
    }


class ApproachForm(MembersAtMostForm):
    """A visit, a démarche or another approach: a short form."""

    country = forms.ChoiceField(label=_("Country"))
    kind = forms.ChoiceField(label=_("Kind"), choices=ApproachKind.choices, widget=forms.RadioSelect)
    title = LineField(
        label=_("Title"),
        max_length=200,
        help_text=_("Who goes or writes, and what about. Nothing classified."),
    )
    starts = forms.DateField(label=_("First day"), widget=DayInput())
    ends = forms.DateField(label=_("Last day"), widget=DayInput(), required=False)
    body = forms.ChoiceField(label=_("By"))
    is_cancelled = forms.BooleanField(label=_("It does not take place"), required=False)
    known = KnownCrossings()

    WHAT = ("country", "kind", "title", "starts", "ends", "body", "is_cancelled")
    SEEN = ("audience", "communities", "tlp")

    def __init__(self, *args: Any, user: Any, item: Approach, **kwargs: Any) -> None:
        self.PEOPLE = gettext("Whoever notes it always sees it.")
        super().__init__(*args, user=user, item=item, **kwargs)
        third = Country.objects.third().values_list("code", flat=True)
        countries = by_name((code, territory_name(code)) for code in third)
        self.offer("country", [("", gettext("Choose a country")), *countries])
        self.offer("body", [("", gettext("Choose a body")), *body_choices()])
        if not item.pk:
            del self.fields["is_cancelled"]

    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields in the parts of the page, each with its anchor and heading."""
        parts = (
            ("what", gettext("What and when"), self.WHAT),
            ("seen", gettext("Who may see it"), self.SEEN),
        )
        return [
            (anchor, title, [self[name] for name in names if self._is_shown(name)])
            for anchor, title, names in parts
        ]

    def _is_shown(self, name: str) -> bool:
        field = self.fields.get(name)
        return field is not None and (not isinstance(field, forms.MultipleChoiceField) or bool(field.choices))

    def clean_country(self) -> Country:
        return Country.objects.get(pk=self.cleaned_data["country"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts"), data.get("ends")
        if starts and not ends and "ends" not in self.errors:
            data["ends"] = starts
        elif starts and ends and ends < starts:
            self.add_error("ends", gettext("The last day is not before the first."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the form says, by field of the model."""
        return {name: value for name, value in super().values.items() if name != "known"}


def initial_approach(approach: Approach) -> dict[str, Any]:
    """The values of ``ApproachForm`` for an approach as it stands."""
    names = ("kind", "title", "starts", "ends", "body", "is_cancelled", "audience", "tlp", "version")
    found: dict[str, Any] = {name: getattr(approach, name) for name in names}
    found["country"] = approach.country_id
    found["communities"] = (
        [str(pk) for pk in approach.communities.values_list("pk", flat=True)] if approach.pk else []
    )
    return found
