"""Forms for posts, authorities and contacts. The user decides what is offered; the model what is accepted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from liaison.directory.enums import (
    OF_THE_THIRD_COUNTRY,
    Body,
    Channel,
    ContactKind,
    Occupancy,
    PostKind,
    Transmission,
)
from liaison.directory.fields import DayInput, LineField, PartialDateField, WordsField, long_text
from liaison.directory.models import Contact, DirectoryEntry, Post, UnderAudience
from liaison.directory.models.entry import language_name
from liaison.directory.models.verified import VERIFY_EVERY_DAYS
from liaison.directory.rules import HOLDER_FIELDS, editable_countries, is_desk
from portal.language import CONTENT_LANGUAGES
from portal.pages.community_names import community_names
from portal.pages.countries import plain
from portal.people.models import User
from portal.people.naming import check_number, nameable
from portal.reference.cldr import territory_name
from portal.reference.models import Country, Topic
from portal.visibility import Audience


def by_name(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Choices in the order of their names."""
    return sorted(pairs, key=lambda pair: plain(pair[1]))


def checkboxes(label: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    """Several of a list, none required."""
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple, **kwargs
    )


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
        self.offer("country", [("", _t("Choose a country")), *self._countries(user, item)])
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
        third = by_name((c.code, territory_name(c.code)) for c in countries if not c.is_eu)
        self.fields["represents"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            (_t("Member States"), members),
            (_t("EU bodies"), [(value, str(label)) for value, label in Body.choices]),
            (_t("Third countries"), third),
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
            raise ValidationError(_t("There is no active account with this address."))
        return user

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, code = data.get("kind"), data.get("represents")
        country, holder = data.get("country"), data.get("holder")
        if kind and code and country and (problem := represents_problem(kind, code, country.code)):
            self.add_error("represents", problem)
        if holder is not None and holder.is_guest and kind and kind not in OF_THE_THIRD_COUNTRY:
            self.add_error("holder", _t("An official of a third country cannot hold this post."))
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
        return "" if fits else _t("A liaison prosecutor or a contact point represents the country itself.")
    if kind == PostKind.EUROJUST_LIAISON_MAGISTRATE:
        return "" if code == Body.EUROJUST else _t("A Eurojust liaison magistrate represents Eurojust.")
    if code in Body.values or Country.objects.member_states().filter(pk=code).exists():
        return ""
    return _t("This post represents a Member State or an EU body.")


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
        self.fields["languages"].label = _t("Languages accepted")
        self.offer("measures", [(topic.pk, topic.name()) for topic in Topic.objects.measures()])

    def clean_measures(self) -> list[Topic]:
        return list(Topic.objects.filter(pk__in=self.cleaned_data["measures"]))


class ContactForm(AudienceForm):
    """One way to reach a post or an authority."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind.choices)
    value = WordsField(label=_("Number or address"), max_length=500, widget=long_text(2))
    label = LineField(
        label=_("Label"),
        required=False,
        max_length=120,
        help_text=_("An office or a use: secretariat, requests in English."),
    )
    hours = LineField(label=_("Hours"), required=False, max_length=120, help_text=_("With the time zone."))
    is_urgent = forms.BooleanField(label=_("For urgent cases"), required=False)

    field_order = ["kind", "value", "label", "hours", "is_urgent", "audience", "communities", "version"]

    def __init__(self, *args: Any, user: Any, item: Contact, **kwargs: Any) -> None:
        super().__init__(*args, user=user, item=item, **kwargs)
        self.fields["audience"].help_text = _t(
            "Never wider than the entry it belongs to. Whoever may not see it does not learn that it exists."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, value = data.get("kind"), data.get("value", "")
        if kind != ContactKind.ADDRESS:
            data["value"] = value = " ".join(value.split())
        if value and kind and (problem := contact_problem(kind, value)):
            self.add_error("value", problem)
        return data


def contact_problem(kind: str, value: str) -> str:
    """What is wrong with a number or an address of a kind; empty where nothing is."""
    try:
        if kind == ContactKind.E_MAIL:
            EmailValidator(message=_t("This is not an e-mail address."))(value)
        elif kind == ContactKind.WEB:
            URLValidator(
                schemes=["https", "http"], message=_t("Enter an address that begins with https://.")
            )(value)
    except ValidationError as error:
        return " ".join(error.messages)
    if kind in (ContactKind.PHONE, ContactKind.MOBILE, ContactKind.FAX):
        digits = sum(char.isdigit() for char in value)
        if not 3 <= digits <= 20 or any(
            char.isalpha() for char in value.lower().replace("ext", "").replace("x", "")
        ):
            return _t("Enter a number as it is dialled from abroad: +39 06 1234 5678, ext. 9.")
    return ""
