"""What leaves a mark: saving, deleting and relating what is registered, and ``mark_changed``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save

from portal.indexing import EntryBuilder, builders, changed
from search.marks import mark
from search.serving import search_enabled


def connect() -> None:
    """Listen to every model a registered type is made of. Safe to call again after registering another."""
    changed.connect(_mark_changed, dispatch_uid="search-changed")
    for model in {model for builder in builders().values() for model in _models_of(builder.model)}:
        name = f"search-{model._meta.label}"
        # Without a sender these would cost every model of the portal its fast deletion.
        post_save.connect(_mark_saved, sender=model, dispatch_uid=f"{name}-save")
        post_delete.connect(_mark_saved, sender=model, dispatch_uid=f"{name}-delete")
        for field in model._meta.local_many_to_many:
            through = field.remote_field.through
            m2m_changed.connect(_mark_related, sender=through, dispatch_uid=f"{name}-{field.name}")


def _models_of(model: type[models.Model]) -> Iterator[type[models.Model]]:
    """The model and its ancestors with a table: Wagtail unpublishes and moves pages as plain ``Page``."""
    yield model
    yield from model._meta.get_parent_list()


def _builders_of(instance: models.Model) -> Iterator[tuple[EntryBuilder, models.Model]]:
    """The builders an instance concerns; it may be an ancestor's row of what they are registered for."""
    sender = type(instance)._meta.concrete_model or type(instance)
    for builder in builders().values():
        if isinstance(instance, builder.model):
            yield builder, instance
        elif issubclass(builder.model, sender):
            specific = getattr(instance, "specific_class", None)
            if specific is None or issubclass(specific, builder.model):
                yield builder, builder.model(pk=instance.pk)


def _mark_saved(sender: type[models.Model], instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    if raw or not search_enabled():
        return
    for builder, concerned in _builders_of(instance):
        mark(builder.type, builder.marks_for(concerned))


def _mark_related(
    sender: type[models.Model],
    instance: models.Model,
    action: str,
    reverse: bool,
    pk_set: set | None,
    model: type[models.Model],
    **kwargs: Any,
) -> None:
    if not search_enabled() or action not in ("post_add", "post_remove", "pre_clear", "post_clear"):
        return
    # Seen from the other side (country.practices.add(...)), the objects concerned are in pk_set.
    for concerned in model._base_manager.filter(pk__in=pk_set or ()) if reverse else [instance]:
        for builder, obj in _builders_of(concerned):
            mark(builder.type, builder.marks_for(obj))


def _mark_changed(sender: Any, type: str, ids: Iterable[int], **kwargs: Any) -> None:
    if search_enabled():
        mark(type, ids, urgent=True)
