"""How far search is behind: what waits to be projected, and what each index has not seen yet.

Nothing is compared here (``search.verify`` does that), so it is cheap enough to be asked every minute.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from search import clock, serving
from search.clock import Watermark
from search.engines.base import EngineError
from search.models import DirtyMark, EngineFailure, EngineState, IndexRow, ProjectionFailure


@dataclass(slots=True)
class IndexLag:
    """How far one index is behind the rows.

    ``rows`` have been decided and are not in the index, the oldest for ``seconds``. ``undecided`` rows were written
    while an older transaction was still open: they may be in the index already, and are given to it again. ``problem``
    says why nothing is known, or why the index cannot follow. ``watermark`` is the one of the index itself where
    this machine can ask it (``asked``), otherwise the one last reported.
    """

    index: str
    engine: str = ""
    serving: bool = False
    asked: bool = False
    watermark: str = ""
    rows: int = 0
    seconds: float = 0.0
    undecided: int = 0
    refused: int = 0
    last_success: datetime | None = None
    problem: str = ""


@dataclass(slots=True)
class Status:
    """What waits, and how long. ``horizon_held`` is how long the oldest open transaction holds the horizon back:
    ``None`` where no transaction is open, or the database does not tell."""

    marks: int = 0
    urgent: int = 0
    oldest_mark: float = 0.0
    not_projected: int = 0
    rows: int = 0
    horizon_held: float | None = None
    horizon_holder: str = ""
    indexes: list[IndexLag] = field(default_factory=list)

    def faults(self, limit: float, engines: Collection[str]) -> list[str]:
        """What is beyond ``limit`` seconds, or cannot follow at all: the marks, and the indexes of these engines."""
        found = []
        if self.oldest_mark > limit:
            found.append(f"the oldest mark waits for {self.oldest_mark:.0f} seconds")
        for one in self.indexes:
            if one.engine not in engines:
                continue
            if one.problem:
                found.append(f"{one.index}: {one.problem}")
            elif one.seconds > limit:
                found.append(f"{one.index} is {one.seconds:.0f} seconds behind")
        return found


def status() -> Status:
    """The state of search now. The number of queries grows with the indexes, not with what waits."""
    now = timezone.now()
    marks = DirtyMark.objects.aggregate(oldest=Min("at"), number=Count("pk"))
    held, holder = _oldest_transaction()
    return Status(
        marks=marks["number"],
        urgent=DirtyMark.objects.filter(urgent=True).count(),
        oldest_mark=_age(marks["oldest"], now),
        not_projected=ProjectionFailure.objects.count(),
        rows=IndexRow.objects.filter(deleted=False).count(),
        horizon_held=held,
        horizon_holder=holder,
        indexes=_indexes(now),
    )


def _age(moment: datetime | None, now: datetime) -> float:
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0


def _indexes(now: datetime) -> list[IndexLag]:
    """The indexes that the settings name on this machine, then those that others have reported of."""
    here = clock.now()
    reported = {state.engine: state for state in EngineState.objects.order_by("engine")}
    found = []
    for name in settings.SEARCH_ENGINES:
        key = serving.index_key(name)
        is_serving = name == serving.serving_name()
        state = reported.pop(key, None)
        if state is None and not is_serving:
            continue  # configured, and never used
        found.append(_lag(IndexLag(key, name, is_serving), state, here, now))
    return found + [_lag(IndexLag(key), state, here, now) for key, state in reported.items()]


def _lag(one: IndexLag, state: EngineState | None, here: Watermark, now: datetime) -> IndexLag:
    if state is not None:
        one.watermark, one.last_success = state.watermark, state.last_success
        one.problem = state.last_error
    if one.engine:
        try:
            one.watermark, one.asked = serving.engine(one.engine).watermark() or "", True
        except EngineError as error:
            one.problem = str(error) or type(error).__name__
    one.refused = EngineFailure.objects.filter(engine=one.index).count()
    at = Watermark.parse(one.watermark)
    if at is None or at.identity != here.identity:
        one.problem = one.problem or "there is no index of this database; the next drain fills one"
        at = Watermark(here.identity, 0)
    behind = IndexRow.objects.filter(xid__gte=at.xid)
    one.rows, one.seconds = _waiting(behind.filter(xid__lt=here.xid), now)
    one.undecided = behind.filter(xid__gte=here.xid).count()
    return one


def _waiting(rows: QuerySet[IndexRow], now: datetime) -> tuple[int, float]:
    found = rows.aggregate(oldest=Min("updated_at"), number=Count("pk"))
    return found["number"], _age(found["oldest"], now)


def _oldest_transaction() -> tuple[float | None, str]:
    """How long the oldest transaction that may still write is open, in any database of the cluster, and whose it is.

    SQLite has one writer at a time, and its horizon is never held back.
    """
    if connections[DEFAULT_DB_ALIAS].vendor != "postgresql":
        return None, ""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT EXTRACT(EPOCH FROM clock_timestamp() - xact_start)::float, datname, pid FROM pg_stat_activity "
            "WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() "
            "UNION ALL SELECT EXTRACT(EPOCH FROM clock_timestamp() - prepared)::float, database, NULL "
            "FROM pg_prepared_xacts ORDER BY 1 DESC NULLS LAST LIMIT 1"
        )
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None, ""
    seconds, database, pid = row
    return max(seconds, 0.0), f"process {pid} in {database}" if pid else f"prepared in {database}"
