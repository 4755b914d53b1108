"""The filters of the list of events. They offer what stands in events the viewer may see: a choice tells that it
exists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.exchanges.enums import Format
from events.exchanges.models import Event, ExchangeQuerySet
from events.exchanges.people import involved_in
from portal.forms import FilterForm, by_name
from portal.reference.names import names_for
from portal.visibility import viewer_for

MAX_QUERY = 200
AXES = (("country", "countries"), ("instrument", "instruments"), ("topic", "topics"))


class EventFilter(FilterForm):
    """What a reader looks for. A value nobody offers is told at its field, and nothing is filtered."""

    q = forms.CharField(label=_("Words in the title"), required=False, max_length=MAX_QUERY)
    country = forms.ChoiceField(label=_("Country"), required=False)
    instrument = forms.ChoiceField(label=_("Legal instrument"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    format = forms.ChoiceField(label=_("Format"), required=False)
    time = forms.ChoiceField(label=_("When"), required=False)
    mine = forms.ChoiceField(label=_("My part"), required=False)

    def __init__(self, *args: Any, user: Any, by_month: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Event.objects.visible_to(user).order_by()
        everything = {
            "country": gettext("All countries"),
            "instrument": gettext("All instruments"),
            "topic": gettext("All topics"),
        }
        for axis, relation in AXES:
            codes = visible.exclude(**{relation: None}).values_list(relation, flat=True).distinct()
            self.offer(axis, everything[axis], by_name(names_for(axis, codes).items()))
        self.offer("format", gettext("All formats"), list(Format.choices))
        times = [("past", gettext("Past events")), ("all", gettext("All events"))]
        self.offer("time", gettext("Coming events"), times)
        if by_month:
            del self.fields["time"]
        if viewer_for(user).user_id is None:
            del self.fields["mine"]
        else:
            self.offer(
                "mine",
                gettext("All events I may see"),
                [("in", gettext("I take part or am invited")), ("run", gettext("I organise"))],
            )

    FIRST = ("q", "country", "time")

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields shown first."""
        return [field for field in self if field.name in self.FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that are folded away while none is set."""
        return [field for field in self if field.name not in self.FIRST]

    @property
    def more_are_set(self) -> bool:
        """Whether one of these is set, or is wrong."""
        return any(field.errors or self.data.get(field.name) for field in self.more)


def filtered(user: Any, chosen: dict[str, str]) -> ExchangeQuerySet:
    """The events a viewer may see, with filters; in which state of time is for the caller."""
    found = Event.objects.visible_to(user)
    for word in chosen.get("q", "").split()[:10]:
        found = found.filter(Q(title__icontains=word) | Q(place__icontains=word))
    for axis, relation in AXES:
        if value := chosen.get(axis):
            found = found.filter(**{relation: value})
    if chosen.get("format"):
        found = found.filter(format=chosen["format"])
    if chosen.get("mine") == "run":
        found = found.filter(pk__in=involved_in(user, "o"))
    elif chosen.get("mine") == "in":
        found = found.filter(pk__in=involved_in(user, "spi"))
    return found
