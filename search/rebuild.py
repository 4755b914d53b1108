"""A new index from the rows, while the old one serves."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from django.utils import timezone

from portal.indexing import builders
from search import clock, locks, serving
from search.clock import Watermark
from search.engines.base import Document, EngineBusy, Rebuild, WriteFailure
from search.follow import follow_lock, keep_failures, rows_since, state_of
from search.models import EngineFailure, EngineState, IndexRow, Ledger, live_documents
from search.projection import BATCH, Projected, project_keys

CHUNK = 1_000
SWAP_WAIT = 120.0
"""Seconds to wait for a follower to finish before the swap."""

Progress = Callable[[int, int], None]
"""Told (done, of how many) as it goes on."""


class RebuildBusy(Exception):
    """Another rebuild of the same index is under way."""


@dataclass(slots=True)
class Rebuilt:
    """What a new index was filled with."""

    written: int = 0
    caught_up: int = 0
    watermark: Watermark | None = None
    failures: dict[str, WriteFailure] = field(default_factory=dict)


def fill(
    name: str | None = None, *, progress: Progress | None = None, follow_is_held: bool = False
) -> Rebuilt:
    """Fill a new index from the rows and put it in the place of the old one.

    Nothing is lost that changes meanwhile: the horizon is read first, what was written by later transactions
    is applied to the new index before the swap, and the follower goes on from there. Interrupted, it leaves
    the old index serving. Raises RebuildBusy, EngineBusy, EngineUnavailable.
    """
    name = name or serving.serving_name()
    lock = f"search-rebuild:{serving.index_key(name)}"
    with locks.hold(lock, local=serving.is_local(name)) as held:
        if not held:
            raise RebuildBusy(f"{name} is being rebuilt already")
        return _fill(name, progress or (lambda done, total: None), follow_is_held)


def _fill(name: str, progress: Progress, follow_is_held: bool) -> Rebuilt:
    report = Rebuilt()
    begun = clock.now()
    with serving.engine(name).rebuild() as new:
        _copy_live_rows(new, report, progress)
        # Twice without the lock, so that little is left to be done while the follower has to wait.
        reached = begun.xid
        for _round in range(2):
            reached = _catch_up(new, reached, report)
        with ExitStack() as stack:
            if not follow_is_held:
                held = locks.hold(follow_lock(name), wait=SWAP_WAIT, local=serving.is_local(name))
                if not stack.enter_context(held):
                    raise EngineBusy(f"{name}: the follower did not finish in {SWAP_WAIT:.0f} s")
            here = clock.now()
            _catch_up(new, reached, report)
            _refuse_if_purged(begun)
            new.swap(watermark=str(here))
            report.watermark = here
            _keep_state(name, here, report)
    return report


def _copy_live_rows(new: Rebuild, report: Rebuilt, progress: Progress) -> None:
    total = IndexRow.objects.filter(deleted=False).count()

    def documents() -> Iterator[Document]:
        """All of them in one stream: the engine works on some while the next are read."""
        last = 0
        live = IndexRow.objects.filter(deleted=False).order_by("pk")
        while pks := list(live.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
            yield from live_documents(live.filter(pk__gt=last, pk__lte=pks[-1]))
            last = pks[-1]
            report.written += len(pks)
            progress(report.written, max(total, report.written))

    report.failures |= {failure.id: failure for failure in new.write(documents())}


def _catch_up(new: Rebuild, xid: int, report: Rebuilt) -> int:
    """Apply what was written since a transaction, tombstones included; gives where the next round begins."""
    here = clock.horizon()
    changed = [pk for _xid, pk, _version in rows_since(xid)]
    for start in range(0, len(changed), CHUNK):
        rows = list(IndexRow.objects.filter(pk__in=changed[start : start + CHUNK]))
        _give(new, rows, report)
        report.caught_up += len(rows)
    return here


def _give(new: Rebuild, rows: list[IndexRow], report: Rebuilt) -> None:
    failures: Sequence[WriteFailure] = new.write([row.document() for row in rows])
    refused = {failure.id: failure for failure in failures}
    for row in rows:
        report.failures.pop(row.document_id, None)
    report.failures |= refused


def _refuse_if_purged(begun: Watermark) -> None:
    """A tombstone removed meanwhile may be missing in the new index, which then would find what is gone."""
    if Ledger.objects.filter(pk=1, purged_before__gt=begun.xid).exists():
        raise EngineBusy("tombstones were purged during the rebuild; begin again")


def _keep_state(name: str, here: Watermark, report: Rebuilt) -> None:
    EngineFailure.objects.filter(engine=serving.index_key(name)).delete()
    refused = {tuple(document_id.rsplit(":", 1)) for document_id in report.failures}
    rows = [
        row
        for type_, object_id in refused
        for row in IndexRow.objects.filter(type=type_, object_id=int(object_id))
    ]
    keep_failures(name, rows, report.failures.values())
    EngineState.objects.filter(pk=state_of(name).pk).update(
        watermark=str(here),
        generation=uuid.uuid4(),
        last_success=timezone.now(),
        last_error="",
        last_error_at=None,
    )


# --- rows from objects ----------------------------------------------------------------------------------


def project_all(
    types: Iterable[str] | None = None, *, progress: Progress | None = None, force: bool = False
) -> Projected:
    """Make the rows of all objects again, a batch a transaction; rows of objects that are gone included.

    Rows whose content did not change are left as they are, unless ``force`` is given.
    """
    tell = progress or (lambda done, total: None)
    wanted = list(types if types is not None else {*builders(), *_types_of_rows()})
    keys = sorted(key for type_ in wanted for key in _keys_of(type_))
    if force:
        IndexRow.objects.filter(type__in=wanted).update(digest="")
    done = Projected()
    for start in range(0, len(keys), BATCH):
        done += project_keys(keys[start : start + BATCH])
        tell(min(start + BATCH, len(keys)), len(keys))
    return done


def _types_of_rows() -> set[str]:
    return set(IndexRow.objects.values_list("type", flat=True).distinct())


def _keys_of(type_: str) -> set[tuple[str, int]]:
    """The keys of all objects and all rows of a type."""
    kept = IndexRow.objects.filter(type=type_, deleted=False).values_list("object_id", flat=True)
    builder = builders().get(type_)
    return {(type_, number) for number in kept} | {
        (type_, number) for number in (builder.object_ids() if builder else ())
    }
