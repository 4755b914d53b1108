"""From marks to what is found, once through: project, let the engine follow, tidy up."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from search.clock import Watermark, identity
from search.follow import Followed, follow
from search.models import DirtyMark, EngineFailure, EngineState, IndexRow, Ledger, ProjectionFailure
from search.projection import BATCH, Projected, project_failed, project_marks

FOLLOW_EVERY = 20
"""Batches after which the engine follows although marks are left: a long backlog is found as it goes."""
ENGINE_PAUSE = 5.0
LONGEST_ENGINE_PAUSE = 60.0
PURGE_EVERY = 600.0


@dataclass(slots=True)
class Drained:
    """What one drain did. ``pause`` is when to come back (seconds), ``None`` where nothing waits."""

    projected: Projected = field(default_factory=Projected)
    followed: list[Followed] = field(default_factory=list)
    purged: int = 0
    pause: float | None = None

    def __str__(self) -> str:
        engines = ", ".join(
            f"{one.engine} {one.outcome} ({one.written} written, {one.failed} refused)"
            for one in self.followed
        )
        return (
            f"{self.projected.taken} marks, {self.projected.written} rows written, "
            f"{self.projected.failed} failed; {engines}"
        )


def drain(engines: list[str] | None = None) -> Drained:
    """Project all marks and let the engines (default: the serving one) follow.

    An engine that is down stops nothing: rows are kept, and it follows from its watermark when it is back.
    """
    names = engines or [settings.SEARCH_ENGINE]
    done = Drained(projected=project_failed())
    batches = 0
    while (batch := project_marks()).taken:
        done.projected += batch
        batches += 1
        if batches % FOLLOW_EVERY == 0:
            for name in names:
                follow(name)
        if batch.taken < BATCH and not DirtyMark.objects.exists():
            break
    done.followed = [follow(name) for name in names]
    done.purged = _purge_now_and_then()
    done.pause = _pause(done)
    return done


def _pause(done: Drained) -> float | None:
    """Seconds until something that failed is due, or an engine that is down is asked again."""
    waits = []
    for model in (ProjectionFailure, EngineFailure):
        due = model.objects.aggregate(due=Min("next_try"))["due"]
        if due is not None:
            waits.append(max((due - timezone.now()).total_seconds(), 0.5))
    if any(one.outcome == "down" for one in done.followed):
        since = EngineState.objects.aggregate(since=Min("last_error_at"))["since"] or timezone.now()
        waits.append(min(max((timezone.now() - since).total_seconds(), ENGINE_PAUSE), LONGEST_ENGINE_PAUSE))
    return min(waits, default=None)


# --- tombstones -----------------------------------------------------------------------------------------

_last_purge = 0.0


def _purge_now_and_then() -> int:
    global _last_purge
    if time.monotonic() - _last_purge < PURGE_EVERY and _last_purge:
        return 0
    _last_purge = time.monotonic()
    return purge_tombstones()


@transaction.atomic
def purge_tombstones(keep: timedelta | None = None) -> int:
    """Remove tombstones that every index has applied; gives how many.

    They are kept for ``SEARCH_TOMBSTONE_DAYS`` (default 1) even then: Elasticsearch forgets a deletion after
    a minute, and a late older version would bring the document back. An index that was not heard of for a
    week holds nothing back; it is filled anew when it returns (``Ledger.purged_before``).
    """
    if keep is None:
        keep = timedelta(days=getattr(settings, "SEARCH_TOMBSTONE_DAYS", 1))
    heard_of = EngineState.objects.filter(last_success__gte=timezone.now() - timedelta(days=7))
    marks = [Watermark.parse(kept) for kept in heard_of.values_list("watermark", flat=True)]
    here = identity()
    known = [mark.xid for mark in marks if mark is not None and mark.identity == here]
    if not known or len(known) < len(marks):
        return 0
    applied = IndexRow.objects.filter(
        deleted=True, xid__lt=min(known), updated_at__lte=timezone.now() - keep
    ).select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
    rows = list(applied.values_list("pk", "xid"))
    if not rows:
        return 0
    purged = max(xid for _pk, xid in rows) + 1
    Ledger.objects.filter(pk=1, purged_before__lt=purged).update(purged_before=purged)
    return IndexRow.objects.filter(pk__in=[pk for pk, _xid in rows]).delete()[0]
