"""The forms of the tracker. The user decides what is offered."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from liaison.accession.enums import Forum, Raiser, Status
from liaison.accession.models import Accession
from liaison.accession.rules import Editor
from liaison.directory.audience_form import AudienceForm
from portal.forms import DayInput, by_name, checkboxes, long_text
from portal.language import CONTENT_LANGUAGES, language_choices
from portal.pages.community_names import community_names
from portal.people.models import User
from portal.people.naming import check_number, nameable
from portal.reference.enums import InstrumentKind
from portal.reference.models import Country, Instrument
from portal.visibility import Audience
from portal.words import LineField, WordsField

EARLIEST = datetime.date(1949, 5, 5)
"""The Council of Europe was founded that day."""

CONVENTIONS = [
    InstrumentKind.COE_CONVENTION,
    InstrumentKind.COE_PROTOCOL,
    InstrumentKind.UN_CONVENTION,
    InstrumentKind.UN_PROTOCOL,
    InstrumentKind.HCCH_CONVENTION,
]
"""Kinds of instrument that are open to other States."""

KEEP_OUT = _("Leave out names of suspects, victims and witnesses, and anything classified.")


class PastDay(forms.DateField):
    """A day that has come."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DayInput(), validators=[MinValueValidator(EARLIEST)], **kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and day > localdate():
            raise ValidationError(gettext("This is in the future. Only what has happened is written down."))
        return day


def default_language() -> str:
    """The reader's language, where content may be written in it."""
    language = (get_language() or "en").split("-")[0]
    return language if language in CONTENT_LANGUAGES else "en"


class AccessionForm(AudienceForm):
    """An item: what it is about when it is new, then all but its status, which has a form of its own."""

    country = forms.ChoiceField(
        label=_("Country"), help_text=_("Its desk looks after this item and always sees it.")
    )
    instrument = forms.ChoiceField(label=_("Convention"))
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices)
    status_since = PastDay(label=_("Since"))
    obstacles = WordsField(
        label=_("Obstacles"), required=False, max_length=5000, widget=long_text(4), help_text=KEEP_OUT
    )
    next_step = WordsField(label=_("Next step"), required=False, max_length=1000, widget=long_text(2))
    next_step_due = forms.DateField(
        label=_("Due by"), required=False, widget=DayInput(), validators=[MinValueValidator(EARLIEST)]
    )
    owner = forms.ChoiceField(
        label=_("Who looks after it"),
        required=False,
        help_text=_("Whoever looks after it always sees it."),
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=language_choices)

    WHAT = ("country", "instrument", "status", "status_since")
    """Fields that are fixed once the item is there."""
    PLACED = ("owner", "audience", "communities")
    """Fields that only desks change once the item is there."""

    def __init__(self, *args: Any, user: Any, item: Accession, editor: Editor, **kwargs: Any) -> None:
        super().__init__(*args, user=user, item=item, **kwargs)
        self.accession, self.editor = item, editor
        countries = by_name((country.code, country.name()) for country in Country.objects.third())
        conventions = Instrument.objects.filter(kind__in=CONVENTIONS)
        self.offer("country", [("", gettext("Choose a country")), *countries])
        instruments = [(i.code, i.label()) for i in conventions]
        self.offer("instrument", [("", gettext("Choose a convention")), *by_name(instruments)])
        self.offer("owner", [("", gettext("The country's desk")), *self._owners()])
        if item.pk is None:
            return
        for name in self.WHAT:
            del self.fields[name]
        if not editor.may_place(item):
            for name in self.PLACED:
                del self.fields[name]

    def _owners(self) -> list[tuple[str, str]]:
        """People who can look after it: the user, whoever does now, the other members of the user's desks."""
        people = {self.user.pk: self.user}
        if self.accession.owner_id:
            people[self.accession.owner_id] = self.accession.owner
        desks = Group.objects.filter(user=self.user, community__kind="desk")
        for person in User.objects.filter(groups__in=desks, is_active=True).distinct():
            if not person.is_guest:
                people[person.pk] = person
        return by_name((str(pk), str(person)) for pk, person in people.items())

    def clean_next_step_due(self) -> datetime.date | None:
        due: datetime.date | None = self.cleaned_data["next_step_due"]
        if due and due.year > localdate().year + 20:
            raise ValidationError(gettext("This is too far away."))
        return due

    def clean(self) -> dict[str, Any]:
        """Raises at ``instrument`` where the user sees an item about the same; of hidden ones nothing is told."""
        data = super().clean()
        country, instrument = data.get("country"), data.get("instrument")
        if country and instrument:
            same = Accession.objects.visible_to(self.user).filter(country=country, instrument=instrument)
            if same.exists():
                self.add_error(
                    "instrument", gettext("There is an item about this country and this convention.")
                )
        return data

    @property
    def stored(self) -> dict[str, Any]:
        """What the form says, by column of the model; communities apart."""
        renamed = {"country": "country_id", "instrument": "instrument_id", "owner": "owner_id"}
        values = {
            renamed.get(name, name): value
            for name, value in self.cleaned_data.items()
            if name not in ("version", "communities")
        }
        if "owner_id" in values:
            values["owner_id"] = int(values["owner_id"]) if values["owner_id"] else None
        return values

    @property
    def named(self) -> list[Group]:
        """The communities named; those of the item where the form does not ask for them."""
        if "communities" in self.fields:
            return list(self.cleaned_data["communities"])
        return list(self.accession.communities.all())


class StatusForm(forms.Form):
    """Moving an item to another status."""

    status = forms.ChoiceField(label=_("Status"), choices=Status.choices)
    date = PastDay(label=_("Since"))
    text = WordsField(
        label=_("What happened"), required=False, max_length=5000, widget=long_text(3), help_text=KEEP_OUT
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


SAME, NARROWER = "item", "communities"


class RaisedForm(forms.Form):
    """Writing down where accession was raised, by whom, and what came of it."""

    forum = forms.ChoiceField(label=_("Occasion"), choices=[("", "—"), *Forum.choices])
    date = PastDay(label=_("Date"))
    place = LineField(label=_("Place"), required=False, max_length=120)
    raised_by = forms.ChoiceField(label=_("Raised by"))
    text = WordsField(
        label=_("Outcome"), required=False, max_length=5000, widget=long_text(4), help_text=KEEP_OUT
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=language_choices)
    audience = forms.ChoiceField(
        label=_("Who may see it"),
        choices=[
            (SAME, _("Everyone who may see this item")),
            (NARROWER, _("Of these, only the country's desk and the communities named below")),
        ],
        widget=forms.RadioSelect,
    )
    communities = checkboxes(_("Communities"))

    def __init__(self, *args: Any, user: Any, item: Accession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        states = by_name((c.code, c.name()) for c in Country.objects.member_states())
        self._offer("raised_by", [("", "—"), *Raiser.choices, *states])
        names = community_names(nameable(user, item.communities.all()).values_list("pk", flat=True))
        self._offer("communities", by_name((str(pk), name) for pk, name in names.items()))

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_number(data.get("communities") or ())
        return data

    @property
    def narrower_audience(self) -> tuple[str, list[int]] | None:
        """The audience chosen; ``None`` for the item's own."""
        if self.cleaned_data["audience"] == SAME:
            return None
        return Audience.COMMUNITIES, [int(pk) for pk in self.cleaned_data["communities"]]

    @property
    def stored(self) -> dict[str, Any]:
        """What the form says, by field of the event; its audience apart."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("audience", "communities")}
