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

SOURCES: dict[str, tuple[Any, str]] = {"practice": (PracticePage, "pk"), "accession": (Accession, "key")}
"""The types of ``agenda_sources`` known here, by their type in the search: model, and field of ``source_id``."""


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
    taken = set(AgendaItem.objects.filter(source_type=source_type).values_list("source_id", flat=True))
    if not taken:
        return
    model, field = SOURCES[source_type]
    rows = model._default_manager.filter(**{f"{field}__in": taken}).values_list("pk", field, "audience_key")
    marked = set(ids)
    narrow_items(source_type, {str(name): key for pk, name, key in rows if pk in marked})


def _marked(sender: Any, type: str, ids: Iterable[int], **kwargs: Any) -> None:
    if type in SOURCES:
        follow(type, ids)


def _saved(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        follow(next(name for name, (model, _field) in SOURCES.items() if model is sender), [instance.pk])


def connect() -> None:
    """Listen to the sources. Called when the app is ready."""
    changed.connect(_marked, dispatch_uid="dialogues-agenda-marked")
    for name, (model, _field) in SOURCES.items():
        post_save.connect(_saved, sender=model, dispatch_uid=f"dialogues-agenda-{name}")
