"""How events are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from events.exchanges.models import Event
from events.exchanges.when import when
from portal.indexing import Entry, EntryBuilder, register
from portal.reference.cldr import territory_name

SUMMARY = 300
INDEXED_LANGUAGES = ("en", "fr")
"""Languages in which format and status are indexed; countries, instruments and topics are found by code in all."""


class EventBuilder(EntryBuilder[Event]):
    """Type ``event``: found once it is announced, by its text, programme and speakers. Where to join, who organises and
    who comes is no part of the entry. A draft is on its organisers' list, not in the search."""

    type = "event"
    model = Event
    label = _("Events")
    kinds: dict[str, Any] = {}
    """The facet "kind" is about practices."""

    def objects(self) -> QuerySet[Event]:
        return Event.objects.prefetch_related("countries", "instruments", "topics", "sessions", "speakers")

    def prepare(self, objects: Sequence[Event]) -> None:
        """Nothing to load: relations come with ``objects`` and ``visible_to``."""

    def entry(self, obj: Event) -> Entry | None:
        if obj.is_draft:
            return None
        return Entry(
            language=obj.languages[0] if obj.languages else "en",
            title=obj.title,
            summary=obj.purpose[:SUMMARY],
            text="\n".join(dict.fromkeys(word for word in _words(obj) if word)),
            audience_key=obj.audience_key,
            countries=tuple(sorted(country.pk for country in obj.countries.all())),
            instruments=tuple(sorted(instrument.pk for instrument in obj.instruments.all())),
            topics=tuple(sorted(topic.pk for topic in obj.topics.all())),
            date=obj.local_starts.date(),
            owner_id=obj.owner_id,
        )

    def visible_to(self, viewer: Any) -> QuerySet[Event]:
        """Announced events inside the viewer's audience."""
        return Event.objects.visible_to(viewer).live().prefetch_related("countries")

    def card(self, obj: Event, language: str) -> dict[str, Any]:
        return {
            "url": obj.get_absolute_url(),
            "title": obj.title,
            "language": "",
            "countries": sorted(territory_name(country.pk, language) for country in obj.countries.all()),
            "kind": obj.get_format_display(),
            "date": obj.local_starts.date(),
            "summary": obj.purpose[:SUMMARY],
            "outcome": obj.get_status_display(),
            "tlp": obj.tlp,
            "is_example": obj.is_example,
            "when": when(obj.starts, obj.ends, obj.time_zone).text,
        }


def _words(event: Event) -> list[str]:
    """What a reader of the page reads, as plain text."""
    words = [event.purpose, event.place]
    for language in INDEXED_LANGUAGES:
        with translation.override(language):
            words += [str(event.get_format_display()), str(event.get_status_display())]
    for session in event.sessions.all():
        words += [session.title, session.description]
    for speaker in event.speakers.all():
        words += [speaker.name, speaker.function, speaker.body]
    return words


def connect() -> None:
    """Register the type. The programme marks its event where it is written (``history.record``)."""
    register(EventBuilder())
