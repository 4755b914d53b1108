"""Events as a list shows them, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from events.exchanges.models import Event
from events.exchanges.people import involved_in
from events.exchanges.when import When, when
from portal.pages.audience_words import audience_words
from portal.reference.cldr import territory_name
from portal.reference.names import names_for
from portal.visibility import viewer_for


@dataclass(frozen=True)
class EventRow:
    """One event of a list. ``part`` is what the viewer is there: "o", "s", "p", "i" or nothing."""

    event: Event
    when: When
    countries: list[str]
    topics: list[str]
    audience: str
    part: str


def rows_of(user: Any, events: Iterable[Event], zone: str = "") -> list[EventRow]:
    """Rows of events the viewer may see: their relations in two queries, the words of their audiences in one."""
    found = list(events)
    relations = _relations(found)
    words = audience_words({event.audience_key for event in found})
    parts = {pk: kind for kind in "ipso" for pk in involved_in(user, kind)}
    signed_in = viewer_for(user).user_id is not None
    topics = names_for("topic", {slug for one in relations.values() for slug in one[1]})
    return [
        EventRow(
            event=event,
            when=when(event.starts, event.ends, event.time_zone, zone),
            countries=sorted(territory_name(code) for code in relations[event.pk][0]),
            topics=[topics[slug] for slug in relations[event.pk][1]],
            audience=words[event.audience_key] if signed_in else "",
            part=parts.get(event.pk, ""),
        )
        for event in found
    ]


def _relations(events: Sequence[Event]) -> dict[int, tuple[list[str], list[str]]]:
    """The codes of countries and topics by event."""
    found: dict[int, tuple[list[str], list[str]]] = {event.pk: ([], []) for event in events}
    for place, through, column in (
        (0, Event.countries.through, "country_id"),
        (1, Event.topics.through, "topic_id"),
    ):
        pairs = (
            through._default_manager.filter(event__in=found).order_by("pk").values_list("event_id", column)
        )
        for pk, code in pairs if found else ():
            found[pk][place].append(code)
    return found
