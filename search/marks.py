"""Leaving marks: all that search does inside a writer's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from search.models import DirtyMark
from search.tasks import enqueue_project

Key = tuple[str, int]

_BATCH = 250  # parameters of one statement: SQLite's oldest limit is 999
_REMEMBERED = 50


def mark(type: str, ids: Iterable[int], *, urgent: bool = False) -> int:
    """Say that these objects have to be projected again; gives how many marks were added.

    Part of the caller's transaction: a rollback takes the marks back. After the commit, once a transaction,
    the projector is asked for. An object already marked in the same transaction is not marked again.
    """
    wanted = list(dict.fromkeys((type, object_id) for object_id in ids))
    if not wanted:
        return 0
    connection = connections[DEFAULT_DB_ALIAS]
    if not connection.in_atomic_block:
        with transaction.atomic():
            return mark(type, [object_id for _type, object_id in wanted], urgent=urgent)
    left = _left_before()
    here = tuple(sid for sid in connection.savepoint_ids if sid is not None)
    known = {
        key for one in left if here[: len(one.under)] == one.under for key in one.keys if one.urgent >= urgent
    }
    fresh = [key for key in wanted if key not in known]
    if fresh:
        _insert(fresh, urgent)
        turn = left[-1].turn if left else _Turn()
        transaction.on_commit(_Left(frozenset(fresh), urgent, here, turn), robust=True)
    return len(fresh)


def _insert(keys: list[Key], urgent: bool) -> None:
    """Add marks with as little ado as there is: this is all that saving a page pays for search."""
    for start in range(0, len(keys), _BATCH):
        part = keys[start : start + _BATCH]
        values = ", ".join(["(%s, %s, %s)"] * len(part))
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {DirtyMark._meta.db_table} (type, object_id, urgent) VALUES {values}",  # noqa: S608
                [value for type_, object_id in part for value in (type_, object_id, urgent)],
            )


@dataclass(slots=True)
class _Turn:
    """One time the projector is asked for, shared by all marks of a transaction."""

    taken: bool = False


@dataclass(slots=True)
class _Left:
    """Some marks left in the transaction that is open; called when it is committed.

    Kept among the connection's things to do on commit: Django empties that on rollback and takes out what was
    added under a savepoint that is rolled back, so what is remembered here never outlives the marks. A mark
    made inside a savepoint counts only while that savepoint is open.
    """

    keys: frozenset[Key]
    urgent: bool
    under: tuple[str, ...]
    turn: _Turn

    def __call__(self) -> None:
        if not self.turn.taken:
            self.turn.taken = True
            enqueue_project()


def _left_before() -> list[_Left]:
    """Marks left in this transaction, those of the last few steps: enough for one page saved several times."""
    waiting = connections[DEFAULT_DB_ALIAS].run_on_commit[-_REMEMBERED:]
    functions = (callback[1] for callback in waiting)  # (savepoints, function, robust)
    return [one for one in functions if isinstance(one, _Left) and not one.turn.taken]


def forget_marked() -> None:
    """Marks were taken inside the transaction that left them: what is marked again needs a new one."""
    for one in _left_before():
        one.keys = frozenset()
