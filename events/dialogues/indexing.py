"""How dialogues are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from events.dialogues.bodies import name_of_body
from events.dialogues.models import Dialogue
from events.exchanges.when import when
from portal.indexing import Entry, EntryBuilder, register
from portal.reference.cldr import territory_name

SUMMARY = 300
INDEXED_LANGUAGES = ("en", "fr")


class DialogueBuilder(EntryBuilder[Dialogue]):
    """Type ``dialogue``: found by its title, mandate, place, hosts, and the agenda items that are for everyone who may
    see it. What is for a circle, the joint line and the commitments are no part of the entry."""

    type = "dialogue"
    model = Dialogue
    label = _("Dialogues")
    kinds: dict[str, Any] = {}

    def objects(self) -> QuerySet[Dialogue]:
        return Dialogue.objects.prefetch_related("agenda")

    def prepare(self, objects: Sequence[Dialogue]) -> None:
        """Nothing to load: the agenda comes with ``objects``."""

    def entry(self, obj: Dialogue) -> Entry | None:
        return Entry(
            language="en",
            title=obj.title,
            summary=obj.mandate[:SUMMARY],
            text="\n".join(dict.fromkeys(word for word in _words(obj) if word)),
            audience_key=obj.audience_key,
            countries=(obj.country_id,),
            date=obj.first_day,
            owner_id=obj.owner_id,
        )

    def visible_to(self, viewer: Any) -> QuerySet[Dialogue]:
        """Dialogues inside the viewer's audience."""
        return Dialogue.objects.visible_to(viewer)

    def card(self, obj: Dialogue, language: str) -> dict[str, Any]:
        return {
            "url": obj.get_absolute_url(),
            "title": obj.title,
            "language": "",
            "countries": [territory_name(obj.country_id, language)],
            "kind": obj.get_level_display(),
            "date": obj.first_day,
            "summary": obj.mandate[:SUMMARY],
            "outcome": obj.get_status_display(),
            "tlp": obj.tlp,
            "is_example": obj.is_example,
            "when": when(obj.starts, obj.ends, obj.time_zone).text,
        }


def _words(dialogue: Dialogue) -> list[str]:
    """What everyone who may see the dialogue reads on its page, as plain text."""
    words = [dialogue.mandate, dialogue.place]
    for language in INDEXED_LANGUAGES:
        with translation.override(language):
            words += [str(dialogue.get_level_display()), str(dialogue.get_format_display())]
            words += [name_of_body(code) for code in dialogue.hosts]
    for item in dialogue.agenda.all():
        item.dialogue = dialogue
        if item.audience_key == dialogue.audience_key:
            words += [item.title, item.text]
    return words


def connect() -> None:
    """Register the type. What stands inside marks its dialogue where it is written (``history.record``)."""
    register(DialogueBuilder())
