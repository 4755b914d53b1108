"""Agenda items follow what they were taken from when that is narrowed: nobody keeps reading here what is closed to them
there. An item is never widened by its source, as its text may have been changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models.signals import post_save

from events.dialogues.models import AgendaItem
from liaison.accession.models import Accession
from portal.indexing import changed, mark_changed
from portal.visibility import PUBLIC, narrow
from practices.models import PracticePage

SOURCES: dict[str, Any] = {"practice": PracticePage, "accession": Accession}
"""The types of ``agenda_sources`` known here, by their type in the search."""


def narrow_items(source_type: str, keys: Mapping[str, str]) -> None:
    """Say which audience keys sources of a type have now, by ``source_id``. Called inside the transaction that changed
    them; two queries, and one for each item that becomes narrower."""
    dialogues = set()
    for item in AgendaItem.objects.filter(source_type=source_type, source_id__in=list(keys)):
        key = narrow(item.source_key or PUBLIC, keys[item.source_id])
        if key != item.source_key:
            AgendaItem.objects.filter(pk=item.pk).update(source_key=key)
            dialogues.add(item.dialogue_id)
    mark_changed("dialogue", dialogues)


def follow(source_type: str, ids: Iterable[int]) -> None:
    """These sources may have another audience. One query where nothing was taken from sources of their type."""
    taken = AgendaItem.objects.filter(source_type=source_type).values_list("source_id", flat=True)
    concerned = {str(pk) for pk in ids} & set(taken)
    if concerned:
        rows = SOURCES[source_type]._default_manager.filter(pk__in=concerned)
        narrow_items(source_type, {str(pk): key for pk, key in rows.values_list("pk", "audience_key")})


def _marked(sender: Any, type: str, ids: Iterable[int], **kwargs: Any) -> None:
    if type in SOURCES:
        follow(type, ids)


def _saved(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        follow(next(name for name, model in SOURCES.items() if model is sender), [instance.pk])


def connect() -> None:
    """Listen to the sources. Called when the app is ready."""
    changed.connect(_marked, dispatch_uid="dialogues-agenda-marked")
    for name, model in SOURCES.items():
        post_save.connect(_saved, sender=model, dispatch_uid=f"dialogues-agenda-{name}")
