"""How an engine follows the rows: each from its own watermark, and never past what it has not seen.

The watermark lives in the index itself. Rows of transactions from the watermark on are written; then the
watermark moves to the horizon that was read *before* the rows. A row of a transaction beyond the horizon is
written too as soon as it is visible, so that a long transaction elsewhere delays nothing; it is read again
until the horizon has passed it, which is harmless because an engine keeps the highest version.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from search import clock, locks, serving
from search.clock import Watermark
from search.engines.base import Engine, EngineBusy, EngineError, WriteFailure
from search.models import EngineFailure, EngineState, IndexRow, Ledger
from search.projection import pause

logger = logging.getLogger(__name__)

CHUNK = 500
"""Documents sent at once; the watermark moves after each."""


@dataclass(slots=True)
class Followed:
    """What an engine took. ``outcome`` is current, busy (someone else writes and will look again) or down."""

    engine: str
    written: int = 0
    failed: int = 0
    outcome: str = "current"
    error: str = ""
    rebuilt: bool = False
    at: Watermark | None = None


@dataclass(slots=True)
class _Remembered:
    """What this process has already given to an index beyond its watermark: version by row."""

    generation: uuid.UUID | None = None
    versions: dict[int, int] = field(default_factory=dict)


_beyond: dict[str, _Remembered] = {}


def follow(name: str | None = None) -> Followed:
    """Give an engine (default: the serving one) everything it lacks. Never raises what an engine raises.

    Only one process writes to an index at a time; the others leave at once, because whoever holds the lock
    looks again after having let it go.
    """
    name = name or serving.serving_name()
    done = Followed(name)
    while True:
        with locks.hold(follow_lock(name), local=serving.is_local(name)) as held:
            if not held:
                done.outcome = "busy"
                return done
            try:
                _catch_up(name, done)
            except EngineBusy:
                done.outcome = "busy"
                return done
            except EngineError as error:
                _keep_error(name, error)
                done.outcome, done.error = "down", str(error)
                return done
        if done.at is None or not any(True for _row in _unseen(name, done.at.xid)):
            return done


def follow_lock(name: str) -> str:
    """The name of the lock held by whoever writes to the serving index."""
    return f"search-follow:{serving.index_key(name)}"


def state_of(name: str) -> EngineState:
    """The state kept of an engine's index; made where there is none."""
    return EngineState.objects.get_or_create(engine=serving.index_key(name))[0]


def _catch_up(name: str, done: Followed) -> None:
    engine = serving.engine(name)
    at = Watermark.parse(engine.watermark())
    here = clock.now()
    if at is None or not _is_of_here(at, here):
        from search.rebuild import RebuildBusy, fill

        try:
            report = fill(name, follow_is_held=True)
        except RebuildBusy:
            done.outcome = "busy"
            return
        _beyond.pop(name, None)
        done.rebuilt, done.at = True, report.watermark
        done.written += report.written
        return
    state = state_of(name)
    memory = _beyond.setdefault(name, _Remembered())
    if memory.generation != state.generation:
        _beyond[name] = memory = _Remembered(state.generation)
    _retry_refused(name, engine, at, done)
    at = _write_unseen(name, engine, at, here, done)
    left = rows_since(at.xid)
    if left and left[0][0] < here.xid:
        # All of it was given while an older transaction was open, which has ended: the index is not behind.
        engine.write([], watermark=str(here))
        at = here
        left = [row for row in left if row[0] >= here.xid]
    memory.versions = {pk: version for _xid, pk, version in left if memory.versions.get(pk) == version}
    done.at = at
    if state.watermark != str(at) or state.last_error:
        EngineState.objects.filter(pk=state.pk).update(
            watermark=str(at), last_success=timezone.now(), last_error="", last_error_at=None
        )


def _is_of_here(at: Watermark, here: Watermark) -> bool:
    """Whether an index with this watermark can be caught up from these rows."""
    purged = Ledger.objects.filter(pk=1).values_list("purged_before", flat=True).first() or 0
    return at.identity == here.identity and purged <= at.xid <= here.xid


def rows_since(xid: int) -> list[tuple[int, int, int]]:
    """(transaction, row, version) of what is visible and was written by this transaction or a later one."""
    return list(
        IndexRow.objects.filter(xid__gte=xid).order_by("xid", "pk").values_list("xid", "pk", "version")
    )


def _unseen(name: str, xid: int) -> Iterator[tuple[int, int, int]]:
    versions = _beyond[name].versions if name in _beyond else {}
    return (row for row in rows_since(xid) if versions.get(row[1]) != row[2])


def _write_unseen(name: str, engine: Engine, at: Watermark, here: Watermark, done: Followed) -> Watermark:
    """Write what the index lacks, oldest transactions first; gives the watermark reached."""
    unseen = list(_unseen(name, at.xid))
    for start in range(0, len(unseen), CHUNK):
        part, rest = unseen[start : start + CHUNK], unseen[start + CHUNK :]
        # All of a transaction must be written before the watermark passes it.
        reached = Watermark(here.identity, min(here.xid, rest[0][0]) if rest else here.xid)
        rows = list(IndexRow.objects.filter(pk__in=[pk for _xid, pk, _version in part]))
        failures = engine.write([row.document() for row in rows], watermark=str(reached))
        keep_failures(name, rows, failures)
        # The version that was read now, which may be later than the one that was listed.
        _beyond[name].versions |= {row.pk: row.version for row in rows}
        done.written += len(rows) - len(failures)
        done.failed += len(failures)
        at = reached
    return at


def _retry_refused(name: str, engine: Engine, at: Watermark, done: Followed) -> None:
    due = EngineFailure.objects.filter(engine=serving.index_key(name), next_try__lte=timezone.now())
    rows = list(rows_of(due.values_list("type", "object_id")[:CHUNK]))
    if rows:
        failures = engine.write([row.document() for row in rows], watermark=str(at))
        keep_failures(name, rows, failures)
        done.written += len(rows) - len(failures)


def rows_of(keys: Iterable[tuple[str, int]]) -> Iterator[IndexRow]:
    """The rows of these objects."""
    for type_, object_id in keys:
        yield from IndexRow.objects.filter(type=type_, object_id=object_id)


def keep_failures(name: str, rows: Iterable[IndexRow], failures: Iterable[WriteFailure]) -> None:
    """Keep what an engine refused, in its own words, and forget what it has taken since."""
    index = serving.index_key(name)
    refused = {failure.id: failure.reason for failure in failures}
    known = {f"{kept.type}:{kept.object_id}": kept for kept in EngineFailure.objects.filter(engine=index)}
    for row in rows:
        document_id = row.document_id
        if document_id in refused:
            attempts = known[document_id].attempts + 1 if document_id in known else 1
            logger.error("%s refused %s: %s", name, document_id, refused[document_id])
            EngineFailure.objects.update_or_create(
                engine=index,
                type=row.type,
                object_id=row.object_id,
                defaults={
                    "reason": refused[document_id],
                    "attempts": attempts,
                    "next_try": timezone.now() + pause(attempts),
                },
            )
        elif document_id in known:
            known[document_id].delete()


def _keep_error(name: str, error: EngineError) -> None:
    logger.warning("%s did not take the changes, which wait: %s", name, error)
    state = state_of(name)
    since = state.last_error_at or timezone.now()
    EngineState.objects.filter(pk=state.pk).update(last_error=str(error)[:2_000], last_error_at=since)
