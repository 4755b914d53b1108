"""The form of a dialogue. What is typed is a time on the clock of the place; what is kept is an instant."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.dialogues.audience_fields import KnownCrossings, MembersAtMostForm
from events.dialogues.bodies import EU_BODIES, body_choices
from events.dialogues.briefings import briefings_for
from events.dialogues.enums import DialogueCircle, DialogueFormat, Level
from events.dialogues.models import Dialogue
from events.exchanges.fields import ClockField
from events.exchanges.times import ClockError, clock_of, to_instant, zone_choices
from portal.forms import DayInput, by_name, checkboxes, long_text
from portal.reference.cldr import territory_name
from portal.reference.models import Country
from portal.words import LineField, WordsField

THE_COUNTRY = "the-country"
"""The third country as host, whichever it is."""
CLOCKS = ("starts", "ends")


class DialogueForm(MembersAtMostForm):
    """Everything about a dialogue but who sits at the table and what stands inside."""

    title = LineField(label=_("Title"), max_length=200)
    country = forms.ChoiceField(label=_("Country"))
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, widget=forms.RadioSelect)
    mandate = WordsField(
        label=_("Mandate"),
        required=False,
        max_length=5000,
        widget=long_text(5),
        help_text=_(
            "What the dialogue is for, and who decided so. Leave out names of suspects, victims and witnesses, and "
            "anything classified."
        ),
    )
    format = forms.ChoiceField(label=_("Format"), choices=DialogueFormat.choices, widget=forms.RadioSelect)
    place = LineField(label=_("Place"), required=False, max_length=300, help_text=_("City and building."))
    hosts = checkboxes(_("Hosts"))
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("The times are on the clocks of this place.")
    )
    starts = ClockField(label=_("Starts"))
    ends = ClockField(label=_("Ends"))
    briefing = forms.ChoiceField(
        label=_("Briefing"), required=False, help_text=_("The briefing package that prepares it.")
    )
    known = KnownCrossings()

    WHAT = ("title", "country", "level", "mandate", "briefing")
    WHEN = ("time_zone", "starts", "ends")
    WHERE = ("format", "place", "hosts")
    SEEN = ("audience", "communities", "tlp")

    item: Dialogue

    def __init__(self, *args: Any, user: Any, item: Dialogue, **kwargs: Any) -> None:
        self.PEOPLE = gettext("The organisers and the EU delegation always see it.")
        super().__init__(*args, user=user, item=item, **kwargs)
        self.offer("time_zone", zone_choices())
        third = Country.objects.third().values_list("code", flat=True)
        countries = by_name((code, territory_name(code)) for code in third)
        self.offer("country", [("", gettext("Choose a country")), *countries])
        self.offer("hosts", [(THE_COUNTRY, gettext("The third country itself")), *body_choices()])
        if item.pk:
            self.fields["country"].disabled = True
        self._offer_briefings(user, item)

    def _offer_briefings(self, user: Any, item: Dialogue) -> None:
        """Those about the country, as soon as it is known. One that the editor may not see stays chosen, and is not
        named."""
        country = item.country_id if item.pk else self["country"].value()
        found = briefings_for(user, str(country)) if country else []
        choices = [(link.slug, link.title) for link in found]
        if item.briefing and item.briefing not in dict(choices):
            choices.append((item.briefing, gettext("The briefing chosen by another organiser")))
        if not choices:
            del self.fields["briefing"]
            return
        self.offer("briefing", [("", gettext("None")), *choices])

    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields in the parts of the page, each with its anchor and heading."""
        parts = (
            ("what", gettext("What it is"), self.WHAT),
            ("when", gettext("When"), self.WHEN),
            ("where", gettext("Where and who hosts"), self.WHERE),
            ("seen", gettext("Who may see it"), self.SEEN),
        )
        return [
            (anchor, title, [self[name] for name in names if self._is_shown(name)])
            for anchor, title, names in parts
        ]

    def _is_shown(self, name: str) -> bool:
        if name not in self.fields:
            return False
        field = self.fields[name]
        return not isinstance(field, forms.MultipleChoiceField) or bool(field.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        zone = data.get("time_zone")
        for name in CLOCKS if zone else ():
            clock = data.get(name)
            if isinstance(clock, datetime.datetime):
                try:
                    data[name] = to_instant(clock, str(zone))
                except ClockError as problem:
                    self.add_error(name, str(problem))
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and ends <= starts and "ends" not in self.errors:
            self.add_error("ends", gettext("A dialogue ends after it starts."))
        return data

    @property
    def country_code(self) -> str:
        """The country of the dialogue, chosen or given."""
        return self.item.country_id if self.item.pk else self.cleaned_data["country"]

    @property
    def values(self) -> dict[str, Any]:
        """What the form says, by field of the model."""
        values = {name: value for name, value in super().values.items() if name != "known"}
        code = self.country_code
        if not self.item.pk:
            values["country"] = Country.objects.get(pk=code)
        values["hosts"] = [code if host == THE_COUNTRY else host for host in values["hosts"]]
        return values


def initial_of(dialogue: Dialogue) -> dict[str, Any]:
    """The form's values for a dialogue as it stands."""
    special = ("communities", "country", "hosts", "known", "starts", "ends")
    found: dict[str, Any] = {
        name: getattr(dialogue, name) for name in DialogueForm.base_fields if name not in special
    }
    found["communities"] = (
        [str(pk) for pk in dialogue.communities.values_list("pk", flat=True)] if dialogue.pk else []
    )
    found["country"] = dialogue.country_id
    found["hosts"] = [code if code in EU_BODIES else THE_COUNTRY for code in dialogue.hosts]
    for name in CLOCKS:
        value = getattr(dialogue, name)
        found[name] = clock_of(value, dialogue.time_zone) if value else None
    return found


class LineForm(forms.Form):
    """The joint line of the Union's side."""

    joint_line = WordsField(
        label=_("Joint line"),
        required=False,
        max_length=10000,
        widget=long_text(10),
        help_text=_("What everyone on our side says, and what nobody does. Nothing classified."),
    )
    line_circle = forms.ChoiceField(
        label=_("Who may read it"), choices=DialogueCircle.choices, widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(
        label=_("The delegations have agreed to this text"),
        required=False,
        help_text=_("A text that is changed later has to be agreed to again."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("agreed") and "joint_line" in data and not data["joint_line"]:
            self.add_error("joint_line", gettext("There is no text that could be agreed to."))
        return data


def initial_line(dialogue: Dialogue) -> dict[str, Any]:
    """The values of ``LineForm`` for a dialogue as it stands."""
    return {
        "joint_line": dialogue.joint_line,
        "line_circle": dialogue.line_circle,
        "agreed": dialogue.line_agreed_at is not None,
        "version": dialogue.line_version,
    }


class ChecklistForm(forms.Form):
    """Something to be done before the meeting."""

    text = LineField(label=_("What is to be done"), max_length=300)
    due = forms.DateField(label=_("Due"), required=False, widget=DayInput())
