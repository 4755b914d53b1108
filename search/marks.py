"""Leaving marks: all that search does inside a writer's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from search.models import DirtyMark
from search.tasks import enqueue_project

Key = tuple[str, int]

_BATCH = 1_000


def mark(type: str, ids: Iterable[int], *, urgent: bool = False) -> int:
    """Say that these objects have to be projected again; gives how many marks were added.

    Part of the caller's transaction: a rollback takes the marks back. After the commit, once a transaction,
    the projector is asked for. An object already marked in the same transaction is not marked again.
    """
    wanted = list(dict.fromkeys((type, object_id) for object_id in ids))
    if not wanted:
        return 0
    if not connections[DEFAULT_DB_ALIAS].in_atomic_block:
        with transaction.atomic():
            return mark(type, ids_of(wanted), urgent=urgent)
    fresh = _after_commit().remember(wanted, urgent)
    if fresh:
        DirtyMark.objects.bulk_create(
            [DirtyMark(type=type, object_id=object_id, urgent=urgent) for type, object_id in fresh],
            batch_size=_BATCH,
        )
    return len(fresh)


def ids_of(keys: Iterable[Key]) -> list[int]:
    """The object ids of some keys."""
    return [object_id for _type, object_id in keys]


class _AfterCommit:
    """Asks for the projector once the transaction is committed, and knows what was marked in it until then.

    It lives in the connection's list of things to do on commit: Django empties that on rollback and takes out
    what was added under a savepoint that is rolled back, so what is remembered never outlives the marks.
    """

    def __init__(self) -> None:
        self.called = False
        self.marked: dict[tuple[Key, bool], tuple[str, ...]] = {}

    def __call__(self) -> None:
        self.called = True
        enqueue_project()

    def remember(self, wanted: list[Key], urgent: bool) -> list[Key]:
        """Those of ``wanted`` without a mark in this transaction that stays as long as a new one would.

        A mark made inside a savepoint counts only while that savepoint is open: a rollback to it would take
        the mark back.
        """
        here = tuple(sid for sid in connections[DEFAULT_DB_ALIAS].savepoint_ids if sid is not None)
        fresh = []
        for key in wanted:
            under = self.marked.get((key, urgent))
            if under is None or here[: len(under)] != under:
                self.marked[key, urgent] = here
                fresh.append(key)
        return fresh


def _after_commit() -> _AfterCommit:
    for _savepoints, function, _robust in reversed(connections[DEFAULT_DB_ALIAS].run_on_commit):
        if isinstance(function, _AfterCommit) and not function.called:
            return function
    function = _AfterCommit()
    transaction.on_commit(function, robust=True)
    return function
