"""How items of the tracker are found."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from liaison.accession.models import Accession
from portal.indexing import Entry, EntryBuilder, register

SUMMARY = 300
INDEXED_LANGUAGES = ("en", "fr")
"""Languages in which status and convention are indexed; countries are found by code in all."""


class AccessionBuilder(EntryBuilder[Accession]):
    """Type ``accession``: found by country, convention, status and everything all its readers read.

    An event with a narrower audience is not part of the entry: one entry has one audience. Nor is one that was meant
    for fewer people where that comes to the same key: whoever looks after the item finds it, and is not one of them.
    """

    type = "accession"
    model = Accession
    label = _("Accessions")
    kinds: dict[str, Any] = {}
    """The facet "kind" is about practices."""

    def objects(self) -> QuerySet[Accession]:
        return Accession.objects.select_related("country", "instrument").prefetch_related("events")

    def entry(self, obj: Accession) -> Entry | None:
        words = [obj.next_step, obj.obstacles]
        for language in INDEXED_LANGUAGES:
            with override(language):
                words += [obj.label(language), str(obj.get_status_display())]
        for event in obj.events.all():
            if event.audience_key == obj.audience_key and not event.is_narrowed:
                words += [event.text, event.place]
        return Entry(
            language=obj.language,
            title=obj.label("en"),
            summary=obj.next_step[:SUMMARY],
            text="\n".join(dict.fromkeys(word for word in words if word)),
            audience_key=obj.audience_key,
            countries=(obj.country_id,),
            instruments=(obj.instrument_id,),
            date=obj.status_since,
            owner_id=obj.owner_id,
        )

    def visible_to(self, viewer: Any) -> QuerySet[Accession]:
        return Accession.objects.visible_to(viewer).select_related("country", "instrument")

    def card(self, obj: Accession, language: str) -> dict[str, Any]:
        return {
            "url": obj.get_absolute_url(),
            "title": obj.label(language),
            "language": "",
            "countries": [obj.country.name(language)],
            "kind": obj.get_status_display(),
            "date": obj.status_since,
            "summary": obj.next_step[:SUMMARY],
            "is_example": obj.is_example,
        }


def connect() -> None:
    """Register the type. Events mark their item where they are written (``actions``)."""
    register(AccessionBuilder())
