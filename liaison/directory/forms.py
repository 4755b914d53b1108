"""Forms for posts and authorities. The user decides what is offered; the model what is accepted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.directory.audience_form import AudienceForm
from liaison.directory.enums import (
    OF_THE_THIRD_COUNTRY,
    Body,
    Channel,
    Occupancy,
    PostKind,
    Transmission,
)
from liaison.directory.fields import PartialDateField
from liaison.directory.models import DirectoryEntry, Post
from liaison.directory.models.entry import language_name
from liaison.directory.models.verified import VERIFY_EVERY_DAYS
from liaison.directory.rules import HOLDER_FIELDS, editable_countries, is_desk
from portal.forms import DayInput, by_name, checkboxes, long_text
from portal.language import CONTENT_LANGUAGES
from portal.people.models import User
from portal.reference.cldr import territory_name
from portal.reference.models import Country, Topic
from portal.words import LineField, WordsField


class EntryForm(AudienceForm):
    """What posts and authorities have in common."""

    country = forms.ChoiceField(
        label=_("Country"), help_text=_("Its desk looks after this entry and always sees it.")
    )
    languages = checkboxes(_("Languages"))
    note = WordsField(
        label=_("Practical notes"),
        required=False,
        max_length=5000,
        widget=long_text(5),
        help_text=_("Leave out names of suspects, victims and witnesses, and anything classified."),
    )
    source = LineField(
        label=_("Source"),
        required=False,
        max_length=500,
        help_text=_("Where this is known from, if not from yourself."),
    )
    source_date = PartialDateField(
        label=_("Date of the source"), required=False, help_text=_("2024, 2024-06 or 2024-06-14.")
    )
    verify_every_days = forms.IntegerField(
        label=_("Ask for a verification every (days)"), min_value=7, max_value=1095, initial=VERIFY_EVERY_DAYS
    )

    FIRST: tuple[str, ...] = ()
    """Fields shown first; the others follow in a part that can be folded away."""

    def __init__(self, *args: Any, user: Any, item: DirectoryEntry, **kwargs: Any) -> None:
        super().__init__(*args, user=user, item=item, **kwargs)
        self.offer("country", [("", gettext("Choose a country")), *self._countries(user, item)])
        self.offer("languages", by_name((code, language_name(code)) for code in CONTENT_LANGUAGES))

    def _countries(self, user: Any, item: DirectoryEntry) -> list[tuple[str, str]]:
        """The countries this editor may file an entry under; where it stands now is always one of them."""
        allowed = editable_countries(user)
        codes = Country.objects.third().values_list("code", flat=True)
        offered = {code for code in codes if allowed is None or code in allowed}
        if item.pk:
            offered.add(item.country_id)
        return by_name((code, territory_name(code)) for code in offered)

    def clean_country(self) -> Country:
        return Country.objects.get(pk=self.cleaned_data["country"])


class PostForm(EntryForm):
    """A post. Its holder, who is of no desk, changes only what describes the daily work."""

    kind = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *PostKind.choices])
    represents = forms.ChoiceField(
        label=_("Represents"),
        help_text=_(
            "A Member State or an EU body; for a liaison prosecutor or a contact point the country itself."
        ),
    )
    title = LineField(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_("Only where the role and the countries do not say it."),
    )
    other_countries = checkboxes(_("Also covers"))
    occupancy = forms.ChoiceField(label=_("Is it filled?"), choices=Occupancy.choices)
    holder = LineField(
        label=_("Account of the holder"),
        required=False,
        max_length=254,
        help_text=_("The e-mail address with which the holder signs in here."),
    )
    holder_name = LineField(
        label=_("Name of the holder"),
        required=False,
        max_length=200,
        help_text=_("Where the holder has no account here."),
    )
    institution = LineField(
        label=_("Institution"),
        required=False,
        max_length=200,
        help_text=_("Where the post sits: an embassy, a ministry."),
    )
    city = LineField(label=_("City"), required=False, max_length=120)
    since = PartialDateField(label=_("Since"), required=False, help_text=_("2024, 2024-06 or 2024-06-14."))
    until = forms.DateField(
        label=_("Until"), required=False, widget=DayInput(), help_text=_("The last day of the posting.")
    )

    FIRST = (
        "country",
        "kind",
        "represents",
        "occupancy",
        "holder_name",
        "holder",
        "institution",
        "city",
        "languages",
    )
    REST = (
        "other_countries",
        "title",
        "since",
        "until",
        "note",
        "source",
        "source_date",
        "verify_every_days",
    )
    field_order = [*FIRST, *REST, "audience", "communities", "version"]

    def __init__(self, *args: Any, user: Any, item: Post, **kwargs: Any) -> None:
        super().__init__(*args, user=user, item=item, **kwargs)
        countries = list(Country.objects.all())
        members = by_name((c.code, territory_name(c.code)) for c in countries if c.is_eu)
        third = by_name((c.code, territory_name(c.code)) for c in countries if c.is_third)
        self.fields["represents"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            (gettext("Member States"), members),
            (gettext("EU bodies"), [(value, str(label)) for value, label in Body.choices]),
            (gettext("Third countries"), third),
        ]
        self.offer("other_countries", third)
        if item.pk and not is_desk(user, item):
            for name in self.fields.keys() - HOLDER_FIELDS - {"version"}:
                self.fields[name].disabled = True

    def clean_holder(self) -> User | None:
        """The account with this address. Officials of third countries hold the posts of their own country only."""
        address = self.cleaned_data["holder"]
        if not address:
            return None
        user = User.objects.filter(email__iexact=address, is_active=True).first()
        if user is None:
            raise ValidationError(gettext("There is no active account with this address."))
        return user

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, code = data.get("kind"), data.get("represents")
        country, holder = data.get("country"), data.get("holder")
        if kind and code and country and (problem := represents_problem(kind, code, country.code)):
            self.add_error("represents", problem)
        if holder is not None and holder.is_guest and kind and kind not in OF_THE_THIRD_COUNTRY:
            self.add_error("holder", gettext("An official of a third country cannot hold this post."))
        if data.get("other_countries") and country:
            data["other_countries"] = [c for c in data["other_countries"] if c != country.code]
        return data

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        if "represents" in values:
            code = values.pop("represents")
            is_body = code in Body.values
            values["represents_body"] = code if is_body else ""
            values["represents"] = None if is_body else Country.objects.get(pk=code)
        if "other_countries" in values:
            values["other_countries"] = list(Country.objects.filter(pk__in=values["other_countries"]))
        if values.get("holder") is not None:
            values["holder_name"] = ""
        return values


def represents_problem(kind: str, code: str, country: str) -> str:
    """Why a post of a kind about a country cannot stand for whom it says; empty where it can."""
    if kind in OF_THE_THIRD_COUNTRY:
        fits = code == country
        return (
            "" if fits else gettext("A liaison prosecutor or a contact point represents the country itself.")
        )
    if kind == PostKind.EUROJUST_LIAISON_MAGISTRATE:
        return "" if code == Body.EUROJUST else gettext("A Eurojust liaison magistrate represents Eurojust.")
    if code in Body.values or Country.objects.member_states().filter(pk=code).exists():
        return ""
    return gettext("This post represents a Member State or an EU body.")


class AuthorityForm(EntryForm):
    """A central or other competent authority."""

    name = LineField(label=_("Name"), max_length=200, help_text=_("In English."))
    other_names = LineField(
        label=_("Other names"),
        required=False,
        max_length=300,
        help_text=_("In the country's own language, abbreviations."),
    )
    measures = checkboxes(_("For these measures"), help_text=_("None chosen means: for all measures."))
    channels = checkboxes(_("Channel"), choices=Channel.choices)
    transmission = checkboxes(_("Transmission"), choices=Transmission.choices)

    FIRST = ("country", "name", "other_names", "measures", "channels", "transmission", "languages", "note")
    REST = ("source", "source_date", "verify_every_days")
    field_order = [*FIRST, *REST, "audience", "communities", "version"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].label = gettext("Languages accepted")
        self.offer("measures", [(topic.pk, topic.name()) for topic in Topic.objects.measures()])

    def clean_measures(self) -> list[Topic]:
        return list(Topic.objects.filter(pk__in=self.cleaned_data["measures"]))
