"""The form of an event. What a member types is a time on the clock of the event's zone; what is kept is an instant."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.exchanges.enums import Approval, Format
from events.exchanges.fields import ClockField, ClocksForm
from events.exchanges.models import Event
from events.exchanges.times import shown_clock, zone_choices
from events.exchanges.when import clock_words
from liaison.assessments.bodies import BODY_CODES, body_name, sorted_bodies
from liaison.directory.audience_form import AudienceForm
from liaison.directory.models.entry import language_name
from portal.forms import by_name, checkboxes, long_text
from portal.language import CONTENT_LANGUAGES
from portal.reference.cldr import territory_name
from portal.reference.models import Country, Instrument, Topic
from portal.reference.names import names_for
from portal.words import LineField, WordsField
from practices.enums import Tlp

CLOCKS = ("starts", "ends", "registration_opens", "registration_closes")
MAX_FILED = 40
"""Countries, instruments or topics an event can be filed under."""


class EventForm(ClocksForm, AudienceForm):
    """Everything about an event but its programme and who runs it."""

    title = LineField(label=_("Title"), max_length=200)
    purpose = WordsField(
        label=_("Purpose"),
        required=False,
        max_length=5000,
        widget=long_text(5),
        help_text=_(
            "What it is for and whom you would like to come. Leave out names of suspects, victims and witnesses, and "
            "anything classified."
        ),
    )
    format = forms.ChoiceField(label=_("Format"), choices=Format.choices, widget=forms.RadioSelect)
    place = LineField(
        label=_("Place"), required=False, max_length=300, help_text=_("City and building; empty for a call.")
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("All times below are on the clocks of this place.")
    )
    starts = ClockField(label=_("Starts"))
    ends = ClockField(label=_("Ends"))
    languages = checkboxes(_("Languages spoken"))
    interpretation = checkboxes(_("Interpretation into"))
    countries = checkboxes(_("Countries it is about"))
    instruments = checkboxes(_("Legal instruments"))
    topics = checkboxes(_("Topics"))
    organising_bodies = checkboxes(_("Organised by"))
    seats = forms.IntegerField(
        label=_("Seats"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Empty means: no limit."),
    )
    approval = forms.ChoiceField(
        label=_("Who approves registrations?"), choices=Approval.choices, widget=forms.RadioSelect
    )
    registration_opens = ClockField(
        label=_("Registration opens"),
        required=False,
        help_text=_("Empty means: as soon as you open it."),
    )
    registration_closes = ClockField(
        label=_("Registration closes"), required=False, help_text=_("Empty means: when you close it.")
    )
    chatham_house = forms.BooleanField(
        label=_("Chatham House Rule"),
        required=False,
        help_text=_(
            "What is said may be used, but neither who said it nor for whom they spoke may be revealed."
        ),
    )
    joining_link = forms.URLField(
        label=_("Joining link"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text=_("Shown to the confirmed participants, speakers and organisers only."),
    )
    joining_note = WordsField(
        label=_("How to join"), required=False, max_length=2000, widget=long_text(3),
        help_text=_("Meeting number, access code, way to the room: shown to the same people only."),
    )  # fmt: skip
    tlp = forms.ChoiceField(label=_("TLP label"), choices=Tlp.choices)
    admits_guests = forms.BooleanField(
        label=_("Officials of third countries are invited"),
        required=False,
        help_text=_(
            "Counts where the event is for all members: without this it stays closed to liaison prosecutors of third "
            "countries, also to those you invite."
        ),
    )

    CLOCKS: tuple[str, ...] = CLOCKS
    BASICS = ("title", "purpose", "format", "place")
    TIMES = ("time_zone", "starts", "ends")
    FILED = ("countries", "instruments", "topics")
    SPOKEN = ("languages", "interpretation", "organising_bodies")
    REGISTERING = ("seats", "approval", "registration_opens", "registration_closes")
    JOINING = ("joining_link", "joining_note", "chatham_house")
    SEEN = ("audience", "communities", "admits_guests", "tlp")

    def __init__(self, *args: Any, user: Any, item: Event, **kwargs: Any) -> None:
        super().__init__(*args, user=user, item=item, **kwargs)
        self.fields["communities"].help_text = gettext(
            "Count only where named communities are chosen. Organisers, speakers, participants and those invited "
            "always see the event."
        )
        self.fields["audience"].label = gettext("Who may see that the event exists?")
        self.offer("time_zone", zone_choices())
        spoken = by_name((code, language_name(code)) for code in CONTENT_LANGUAGES)
        for name in ("languages", "interpretation"):
            self.offer(name, spoken)
        third = Country.objects.third().values_list("code", flat=True)
        self.offer("countries", by_name((code, territory_name(code)) for code in third))
        codes = Instrument.objects.values_list("code", flat=True)
        self.offer("instruments", by_name(names_for("instrument", codes).items()))
        slugs = Topic.objects.values_list("slug", flat=True)
        self.offer("topics", by_name(names_for("topic", slugs).items()))
        known = [code for code in sorted_bodies() if code in BODY_CODES]
        self.offer("organising_bodies", [(code, body_name(code)) for code in known])
        self.ask_which()

    def zone_of_clocks(self) -> str:
        return str(self["time_zone"].value() or "")

    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields in the parts of the page, each with its anchor and heading."""
        parts = (
            ("what", gettext("What and where"), self.BASICS),
            ("when", gettext("When"), self.TIMES),
            ("filed", gettext("What it is about"), self.FILED),
            ("spoken", gettext("Languages and organisers"), self.SPOKEN),
            ("registering", gettext("Registration"), self.REGISTERING),
            ("joining", gettext("Joining and what is said"), self.JOINING),
            ("seen", gettext("Who may see it"), self.SEEN),
        )
        return [
            (anchor, title, self.with_questions(name for name in names if self._has_choices(name)))
            for anchor, title, names in parts
        ]

    def _has_choices(self, name: str) -> bool:
        field = self.fields[name]
        return not isinstance(field, forms.MultipleChoiceField) or bool(field.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        zone = data.get("time_zone")
        if zone:
            self.clean_clocks(data, str(zone))
        for name in self.FILED:
            if len(data.get(name) or ()) > MAX_FILED:
                self.add_error(name, gettext("Choose at most %(count)d.") % {"count": MAX_FILED})
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the form says, by field of the model."""
        values = super().values
        for name, model in (("countries", Country), ("instruments", Instrument), ("topics", Topic)):
            if name in values:
                values[name] = list(model._default_manager.filter(pk__in=values[name]))
        return values


def in_words(zone: str, name: str, value: Any) -> str | None:
    """The words of a time in the form, for a reader: its day, hour and zone. ``None`` for other fields, and for what is
    no time."""
    if name not in CLOCKS or not value:
        return None
    try:
        clock = ClockField().to_python(value)
    except forms.ValidationError:
        return str(value)
    if isinstance(value, datetime.datetime):
        clock = clock.replace(fold=value.fold)  # type: ignore[union-attr]
    return clock_words(clock, zone)  # type: ignore[arg-type]


def initial_of(event: Event) -> dict[str, Any]:
    """The form's values for an event as it stands."""
    many = ("communities", "countries", "instruments", "topics")
    found: dict[str, Any] = {
        name: getattr(event, name) for name in EventForm.base_fields if name not in (*many, *CLOCKS)
    }
    for name in many:
        found[name] = (
            [str(pk) for pk in getattr(event, name).values_list("pk", flat=True)] if event.pk else []
        )
    for name in CLOCKS:
        value = getattr(event, name)
        found[name] = shown_clock(value, event.time_zone) if value else None
    return found
