"""How what was concluded is found: each conclusion by those who may read it, and by nobody else.

A conclusion is an entry of its own, under its event's key and that of the circle it names, so that the entry of the
event says nothing of it. Minutes and action points are in no entry: they are working texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.exchanges.people import involved_in
from events.outcomes.enums import Reach
from events.outcomes.models import Conclusion
from portal.indexing import Entry, EntryBuilder, changed, mark_changed, register
from portal.reference.cldr import territory_name
from portal.visibility import narrow, viewer_for, visible_q

SUMMARY = 300
HOLDERS = {Reach.PARTICIPANTS: "osp", Reach.SPEAKERS: "os", Reach.ORGANISERS: "o"}
"""Whose tokens open what is meant for a circle (``events.exchanges.people.circle_key``)."""


class ConclusionBuilder(EntryBuilder[Conclusion]):
    """Type ``outcome``: a conclusion, filed under what its event is about."""

    type = "outcome"
    model = Conclusion
    label = _("Conclusions of events")
    kinds: dict[str, Any] = {}
    """The facet "kind" is about practices."""

    def objects(self) -> QuerySet[Conclusion]:
        return Conclusion.objects.select_related("event").prefetch_related(
            "event__countries", "event__instruments", "event__topics"
        )

    def prepare(self, objects: Sequence[Conclusion]) -> None:
        """Nothing to load: the event comes with ``objects`` and ``visible_to``."""

    def entry(self, obj: Conclusion) -> Entry | None:
        event = obj.event
        return Entry(
            language=obj.language,
            title=obj.title,
            summary=obj.text[:SUMMARY],
            text="\n".join(part for part in (obj.text, event.title) if part),
            audience_key=narrow(event.audience_key, obj.audience_key),
            countries=tuple(sorted(country.pk for country in event.countries.all())),
            instruments=tuple(sorted(instrument.pk for instrument in event.instruments.all())),
            topics=tuple(sorted(topic.pk for topic in event.topics.all())),
            date=event.local_starts.date(),
        )

    def visible_to(self, viewer: Any) -> QuerySet[Conclusion]:
        """Queryset form of ``events.outcomes.access.may_read``."""
        viewer = viewer_for(viewer)
        inside = Q() if viewer.sees_all else Q(reach=Reach.AUDIENCE)
        for reach, kinds in HOLDERS.items():
            if not viewer.sees_all:
                inside |= Q(reach=reach, event__in=involved_in(viewer, kinds))
        found = Conclusion.objects.filter(inside & visible_q(viewer, prefix="event__"))
        return found.select_related("event").prefetch_related("event__countries")

    def card(self, obj: Conclusion, language: str) -> dict[str, Any]:
        event = obj.event
        return {
            "url": f"{reverse('outcomes:outcome', args=[event.slug])}#conclusion-{obj.pk}",
            "title": obj.title,
            "language": obj.language,
            "countries": sorted(territory_name(country.pk, language) for country in event.countries.all()),
            "kind": event.title,
            "date": event.local_starts.date(),
            "summary": obj.text[:SUMMARY],
            "tlp": event.tlp,
            "is_example": event.is_example,
            "audience": obj.get_reach_display(),
        }


@receiver(changed)
def follow_events(sender: Any, type: str, ids: Iterable[int], **kwargs: Any) -> None:
    """The entries follow the event: its audience, title, time and what it is about."""
    if type == "event":
        mark_changed(
            ConclusionBuilder.type, Conclusion.objects.filter(event__in=ids).values_list("pk", flat=True)
        )


def connect() -> None:
    """Register the type. Called when the app is ready."""
    register(ConclusionBuilder())
