"""What can be found: every app describes its own entries here, ``search`` turns them into rows.

An app registers one ``EntryBuilder`` a type. The builder reads an object *from the database* and gives the
entry as it must be found now, or ``None`` where it must not be found (draft, unpublished, expired, deleted).
The audience key is part of the entry: nothing is indexed without one.
"""

from __future__ import annotations

import builtins
import datetime
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.dispatch import Signal

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Entry:
    """One findable thing in its own language. Codes, not names: names are resolved when shown."""

    language: str
    title: str
    summary: str
    text: str
    audience_key: str
    countries: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    kind: str = ""
    date: datetime.date | None = None
    owner_id: int | None = None


class EntryBuilder(ABC, Generic[M]):
    """How one type of object becomes entries. ``type`` is the facet value and part of every entry's id."""

    type: str
    model: builtins.type[M]

    @abstractmethod
    def objects(self) -> models.QuerySet[M]:
        """All objects of the type, whatever their state, with what ``entry`` needs prefetched."""

    def read(self, ids: Iterable[int]) -> Sequence[Any]:
        """The objects with these ``object_id``s as the database has them now, for ``entry``. One query.

        A builder may give something lighter than its model, if ``object_id``, ``prepare`` and ``entry`` take it.
        """
        return list(self.objects().filter(self.ids_q(ids)))

    @abstractmethod
    def entry(self, obj: M) -> Entry | None:
        """The entry of an object, or ``None`` where it must not be found."""

    @abstractmethod
    def visible_to(self, viewer: Any) -> models.QuerySet[M]:
        """The objects a viewer may see now, by the rule: used to recheck hits before they are shown."""

    def found(self, viewer: Any, ids: Iterable[int]) -> Sequence[Any]:
        """The objects with these ``object_id``s that the viewer may see *now*, in no order. One query.

        A builder may give something lighter than its model, as long as ``object_id``, ``prepare`` and ``card`` take
        it, and it is there exactly where ``visible_to`` gives the object.
        """
        return list(self.visible_to(viewer).filter(self.ids_q(ids)).order_by())

    def prepare(self, objects: Sequence[M]) -> None:
        """Load in bulk what ``entry`` and ``card`` need beyond the objects; a constant number of queries."""

    @abstractmethod
    def card(self, obj: M, language: str) -> dict[str, Any]:
        """What a result list shows of an object: ``url``, ``title``, ``summary`` and whatever the template
        ``search/cards/<type>.html`` uses. Makes no query on objects of ``visible_to`` that were prepared."""

    def object_id(self, obj: M) -> int:
        """The number an object is known by in rows and hits: its primary key, where that is a number."""
        return obj.pk

    def object_ids(self) -> Iterable[int]:
        """The numbers of all objects there are. Overridden with ``object_id``."""
        return self.model._default_manager.order_by("pk").values_list("pk", flat=True)

    def ids_q(self, ids: Iterable[int]) -> models.Q:
        """The condition on ``model`` that picks the objects with these ``object_id``s.

        Whoever goes from hits back to objects filters by this and keys by ``object_id``, never by ``pk``:
        an instrument's primary key is its code.
        """
        return models.Q(pk__in=list(ids))

    def marks_for(self, instance: models.Model) -> Iterable[int]:
        """``object_id``s to project again when ``instance`` (of ``model``) was saved or deleted."""
        return [self.object_id(instance)]  # type: ignore[arg-type]


_builders: dict[str, EntryBuilder] = {}

changed = Signal()
"""Sent with ``type`` and ``ids`` inside the transaction that changed the objects' entries."""


def register(builder: EntryBuilder) -> None:
    """Make a type findable. Registering a type again replaces its builder (tests)."""
    _builders[builder.type] = builder


def builders() -> dict[str, EntryBuilder]:
    """The registered builders by type."""
    return dict(_builders)


def mark_changed(type: str, ids: Iterable[int]) -> None:
    """Say that these objects' entries changed for a reason their own save does not show.

    Used for what fans out: a parent's audience narrowed, a page moved, an instrument merged. Must be called
    inside the transaction that makes the change.
    """
    ids = list(ids)
    if ids:
        changed.send(sender=None, type=type, ids=ids)
