"""In which order changes became visible, as the database tells it.

Numbers from a sequence are not given out in the order in which transactions commit. Whoever reads
"everything above my last number" therefore misses what was numbered earlier and committed later. PostgreSQL
knows better: ``pg_snapshot_xmin(pg_current_snapshot())`` is the first transaction that may still be running.
Everything before it is decided, so it can be a *watermark*: what was written by an earlier transaction is
visible now or never. On SQLite there is one writer at a time (``BEGIN IMMEDIATE``), and a counter raised
inside its transaction is in commit order by itself.

Transaction numbers belong to one cluster and one table of it. ``identity()`` names both; an index that
carries another identity is filled anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import F

from search.models import IndexRow, Ledger

VERSIONS = "search_versions"
"""The sequence that numbers versions on PostgreSQL (migration 0001)."""


@dataclass(frozen=True, slots=True)
class Watermark:
    """Everything written by a transaction before ``xid`` of the database ``identity`` has been applied."""

    identity: str
    xid: int

    def __str__(self) -> str:
        return f"{self.identity}@{self.xid}"

    @classmethod
    def parse(cls, kept: str | None) -> Watermark | None:
        """The watermark of an index; ``None`` where it has none that can be read."""
        identity, _, xid = (kept or "").rpartition("@")
        return cls(identity, int(xid)) if identity and xid.isdigit() else None


def _is_postgres() -> bool:
    return connections[DEFAULT_DB_ALIAS].vendor == "postgresql"


def _one(sql: str, *parameters: Any) -> tuple:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()


def ledger() -> Ledger:
    """The ledger's row, made by the first migration; made again where a test emptied the tables."""
    found = Ledger.objects.filter(pk=1).first()
    return found or Ledger.objects.get_or_create(pk=1)[0]


def identity() -> str:
    """Which database this is. A restored copy of it is another one.

    On PostgreSQL the cluster and the table of rows: a dump restored elsewhere is in another cluster, one
    restored in place has new tables. On SQLite the identity made with the database file.
    """
    if not _is_postgres():
        return ledger().identity.hex
    cluster, table = _one(
        "SELECT system_identifier, %s::regclass::oid::bigint FROM pg_control_system()",
        IndexRow._meta.db_table,
    )
    return f"{cluster}.{table}.{ledger().identity.hex[:8]}"


def horizon() -> int:
    """The first transaction that may still change something: all before it are decided."""
    if _is_postgres():
        return _one("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")[0]
    return ledger().counter + 1


def now() -> Watermark:
    """The horizon of this database as a watermark. Read it before the rows, never after."""
    return Watermark(identity(), horizon())


def next_versions(count: int) -> list[tuple[int, int]]:
    """``count`` pairs of a new version and the writing transaction.

    Must be called inside the transaction that writes them and after the rows are locked: a version drawn
    while waiting for another writer would be lower than that writer's although it is committed later.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "versions belong to the transaction that writes the rows"
        )
    if _is_postgres():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(%s), pg_current_xact_id()::text::bigint FROM generate_series(1, %s)",
                [VERSIONS, count],
            )
            return cursor.fetchall()
    ledger()
    Ledger.objects.filter(pk=1).update(counter=F("counter") + count)
    last = Ledger.objects.values_list("counter", flat=True).get(pk=1)
    return [(number, number) for number in range(last - count + 1, last + 1)]
