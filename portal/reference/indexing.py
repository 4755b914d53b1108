"""How instruments are found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from portal.indexing import Entry, EntryBuilder, mark_changed, register
from portal.reference.models import Instrument, Revision
from portal.visibility import PUBLIC


def number_of(code: str) -> int:
    """The number an instrument is known by in the index: 62 bits of its code, the same everywhere."""
    return int.from_bytes(hashlib.blake2b(code.encode(), digest_size=8).digest(), "big") >> 2


class InstrumentBuilder(EntryBuilder[Instrument]):
    """Type ``instrument``: public, found by its titles in every language, its aliases and numbers."""

    type = "instrument"
    model = Instrument
    label = _("Legal instruments")
    kinds: dict[str, Any] = {}
    """The facet "kind" is about practices; an instrument's own kind is on its page."""

    def objects(self) -> QuerySet[Instrument]:
        return Instrument.objects.prefetch_related("titles", "aliases", "countries", "topics")

    def object_id(self, obj: Instrument) -> int:
        return number_of(obj.code)

    def object_ids(self) -> list[int]:
        return [number_of(code) for code in Instrument.objects.values_list("code", flat=True)]

    def ids_q(self, ids: Iterable[int]) -> Q:
        """Codes cannot be told from their numbers, so all codes are read: one query."""
        wanted = set(ids)
        codes = Instrument.objects.values_list("code", flat=True)
        return Q(code__in=[code for code in codes if number_of(code) in wanted])

    def entry(self, obj: Instrument) -> Entry | None:
        titles = {title.language: title.title for title in obj.titles.all()}
        aliases = [alias.text for alias in obj.aliases.all()]
        parts = [obj.code, *obj.number_aliases, *aliases, *titles.values(), obj.reference]
        return Entry(
            language="en",
            title=obj.label("en"),
            summary=obj.name("en"),
            text="\n".join(dict.fromkeys(part for part in parts if part)),
            audience_key=PUBLIC,
            countries=tuple(country.code for country in obj.countries.all()),
            instruments=(obj.code,),
            topics=tuple(topic.slug for topic in obj.topics.all()),
            date=obj.opened,
        )

    def visible_to(self, viewer: Any) -> QuerySet[Instrument]:
        """Instruments are public knowledge: whoever looks sees them all."""
        return Instrument.objects.all()

    def card(self, obj: Instrument, language: str) -> dict[str, Any]:
        return {
            "url": f"/instruments/{obj.slug}/",
            "title": obj.label(language),
            "language": "",
            "summary": obj.name(language),
            "kind": obj.get_kind_display(),
            "date": obj.opened,
        }


def _mark_all(sender: Any, raw: bool = False, **kwargs: Any) -> None:
    """Reference data changed, perhaps in bulk and without a signal of its own (``revision.bump``).

    All instruments are marked: they are a few hundred, and a row whose content is the same is not written.
    """
    if not raw:
        builder = InstrumentBuilder()
        mark_changed(builder.type, map(number_of, Instrument.objects.values_list("code", flat=True)))


def connect() -> None:
    """Register the type."""
    register(InstrumentBuilder())
    post_save.connect(_mark_all, sender=Revision, dispatch_uid="reference-revision-marks")
