"""The short form of an informal call: what it is about, when, who, and where to click. Everything else has a value
already and stands behind "more"."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.exchanges.enums import Format
from events.exchanges.forms import EventForm
from events.registration.invite_forms import addresses_in
from events.registration.inviting import Invitee
from portal.forms import by_name, long_text
from portal.people.enums import GUEST_ROLES
from portal.people.models import User
from portal.reference.cldr import territory_name
from portal.reference.models import Country
from portal.words import WordsField

LENGTHS = (15, 30, 45, 60, 90, 120)
USUAL = 30


class CallForm(EventForm):
    """A call in one screen of a phone."""

    CLOCKS = ("starts", "registration_opens", "registration_closes")

    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("The clock by which the call starts."))
    country = forms.ChoiceField(label=_("Country it is about"), required=False)
    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int)
    posted = forms.BooleanField(
        label=_("Invite everybody who is posted to this country for a Member State or an EU body"),
        required=False,
    )
    addresses = WordsField(
        label=_("Who is invited"),
        required=False,
        widget=long_text(3),
        max_length=20_000,
        help_text=_("One e-mail address on each line. Others can be invited later."),
    )

    FIRST = ("title", "country", "starts", "minutes", "time_zone", "posted", "addresses", "joining_link")
    MORE = (
        "purpose",
        "joining_note",
        "languages",
        "topics",
        "instruments",
        "organising_bodies",
        "seats",
        "approval",
        "registration_opens",
        "registration_closes",
        "chatham_house",
        "audience",
        "communities",
        "admits_guests",
        "tlp",
    )
    LEFT_OUT = ("format", "place", "ends", "countries", "interpretation")
    OWN = ("country", "minutes", "posted", "addresses")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.LEFT_OUT:
            del self.fields[name]
        third = Country.objects.third().values_list("code", flat=True)
        self.offer("country", [("", "—"), *by_name((code, territory_name(code)) for code in third)])
        self.offer("minutes", [(str(n), gettext("%(n)d minutes") % {"n": n}) for n in LENGTHS])

    def first(self) -> list[forms.BoundField]:
        """What is asked first."""
        return self.with_questions(self.FIRST)

    def more(self) -> list[forms.BoundField]:
        """What stands behind "more"."""
        return self.with_questions(name for name in self.MORE if self._has_choices(name))

    @property
    def is_open(self) -> bool:
        """Whether "more" is unfolded: something in it cannot be taken."""
        return any(name in self.errors for name in self.MORE)

    def clean_addresses(self) -> list[tuple[str, str]]:
        """Names and addresses, each address once. Raises ``ValidationError`` naming the lines that hold none."""
        return addresses_in(self.cleaned_data["addresses"])

    @property
    def values(self) -> dict[str, Any]:
        """What the form says, by field of the model."""
        values = {name: value for name, value in super().values.items() if name not in self.OWN}
        values["countries"] = list(Country.objects.filter(pk=self.cleaned_data["country"]))
        values["format"] = Format.CALL
        values["ends"] = values["starts"] + datetime.timedelta(minutes=self.cleaned_data["minutes"])
        return values

    def people(self) -> list[Invitee]:
        """Whom to invite, the one who asks left aside."""
        found = [Invitee(email=address, name=name) for name, address in self.cleaned_data["addresses"]]
        country = self.cleaned_data["country"]
        if self.cleaned_data["posted"] and country:
            found += [Invitee(user_id=user.pk) for user in posted_to(country).exclude(pk=self.user.pk)]
        return found


def posted_to(country: str) -> QuerySet[User]:
    """Who has an account and is posted to a country; its own officials are not among them."""
    return User.objects.filter(posted_to=country, is_active=True).exclude(role__in=GUEST_ROLES).order_by("pk")
