"""What is played in a portal of its own. Each gives what the test looks at."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection, connections, transaction

from practices.models import PracticePage
from search import clock, follow, projection, rebuild
from search.drain import drain
from search.models import DirtyMark, IndexRow
from search.serving import serving_engine
from tests.search.processes.actors import Writer
from tests.search.processes.host import fork, join, verified


def kill(times: int) -> dict[str, Any]:
    """A worker that writes and drains without end is killed at a random moment, again and again."""
    projection.BATCH, follow.CHUNK = 3, 3
    moments = random.Random(4)
    for turn in range(times):
        child = fork(partial(_write_and_drain, turn))
        time.sleep(0.02 + moments.random() * 0.25)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    left = DirtyMark.objects.count()
    drain()
    return {**verified(), "left": left, "version": _highest_version()}


def _write_and_drain(seed: int) -> None:
    writer = Writer(seed)
    while True:
        pages = list(PracticePage.objects.order_by("?")[:8])
        with transaction.atomic():
            for page in pages:
                page.title = f"{writer.name}, {writer.random.random()}"
                page.save()
        drain()


def _highest_version() -> int:
    return IndexRow.objects.order_by("-version").values_list("version", flat=True)[0]


def web_processes(processes: int, acts: int) -> dict[str, Any]:
    """Web processes without a daemon: each projects and follows after its own commits. Nothing drains at the end."""
    children = [fork(partial(_act, seed, acts)) for seed in range(processes)]
    failed = join(children)
    return {**verified(), "failed": failed, "version": _highest_version()}


def _act(seed: int, acts: int) -> None:
    writer = Writer(seed)
    for _number in range(acts):
        writer.act()


def rebuild_while_writing(seconds: int) -> dict[str, Any]:
    """The index is rebuilt again and again while one process reshapes the tree and another edits."""
    rebuild.CHUNK = 8
    until = time.monotonic() + seconds
    children = [fork(lambda: _reshape(until)), fork(lambda: _edit(until))]
    rebuilds = 0
    while time.monotonic() < until or rebuilds < 2:
        rebuild.fill(progress=lambda done, total: time.sleep(0.005))
        follow.follow()
        rebuilds += 1
    failed = join(children)
    drain()
    return {**verified(), "failed": failed, "rebuilds": rebuilds, "version": _highest_version()}


def _reshape(until: float) -> None:
    writer = Writer(100)
    while time.monotonic() < until:
        writer.reshape()


def _edit(until: float) -> None:
    writer = Writer(200)
    while time.monotonic() < until:
        writer.act()


# --- PostgreSQL -----------------------------------------------------------------------------------------


def out_of_order() -> dict[str, Any]:
    """A version drawn first and committed last: what a reader of "everything above my number" never sees."""
    drain()
    first, second = list(PracticePage.objects.order_by("pk")[:2])
    naive = _NaiveReader()
    naive.read()
    _rename_unseen(first, "Drawn first, committed last")
    _rename_unseen(second, "Drawn last, committed first")
    drawn, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            projection.project_keys([("practice", first.pk)])
            drawn.set()
            go_on.wait(30)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    drawn.wait(30)
    projection.project_keys([("practice", second.pk)])
    naive.read()
    follow.follow()
    go_on.set()
    thread.join()
    naive.read()
    follow.follow()
    rows = IndexRow.objects.filter(type="practice", object_id__in=[first.pk, second.pk])
    return {
        **verified(),
        "naive_lost": sorted(row.title for row in rows if naive.seen.get(row.pk) != row.version),
        "ours_lost": sorted(row.title for row in rows if _held().get(row.document_id) != row.version),
    }


def _rename_unseen(page: PracticePage, title: str) -> None:
    """Change a page without a signal: the scenario projects it itself, when it wants to."""
    PracticePage.objects.filter(pk=page.pk).update(title=title)


def _held() -> dict[str, int]:
    return dict(serving_engine().versions())


class _NaiveReader:
    """Follows by "version above the highest seen", which is what must not be done."""

    def __init__(self) -> None:
        self.highest = 0
        self.seen: dict[int, int] = {}

    def read(self) -> None:
        rows = list(IndexRow.objects.filter(version__gt=self.highest).values_list("pk", "version"))
        self.seen |= dict(rows)
        self.highest = max([self.highest, *(version for _pk, version in rows)])


def eight_writers(acts: int) -> dict[str, Any]:
    """Eight writers and a reader of each kind beside them; afterwards, who has which rows."""
    drain()
    stop = time.monotonic() + 120
    children = [fork(partial(_act, seed, acts)) for seed in range(8)]
    naive = _NaiveReader()
    running = set(children)
    failed = 0
    while running and time.monotonic() < stop:
        naive.read()
        for child in list(running):
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                running.discard(child)
                failed += os.waitstatus_to_exitcode(status) != 0
    naive.read()
    rows = dict(IndexRow.objects.values_list("pk", "version"))
    missed = sum(naive.seen.get(pk) != version for pk, version in rows.items())
    return {**verified(), "failed": failed, "naive_lost": missed, "version": _highest_version()}


def version_of_the_later(turns: int) -> dict[str, Any]:
    """Two projectors on one row: whose version is higher, by ``EXCLUDED`` and by ours."""
    return {
        "excluded_lower": sum(_race(_upsert_excluded) for _turn in range(turns)),
        "ours_lower": sum(_race(_project_again) for _turn in range(turns)),
    }


def _race(write: Callable[[int], None]) -> bool:
    """The one who waits for the row commits later; gives whether its version is the lower one."""
    page = PracticePage.objects.order_by("pk")[0]
    with transaction.atomic():
        projection._lock({("practice", page.pk)})
        thread = threading.Thread(target=_write_apart, args=(write, page.pk))
        thread.start()
        _wait_until_somebody_waits()
        row = IndexRow.objects.get(type="practice", object_id=page.pk)
        (row.version, row.xid), *_none = clock.next_versions(1)
        row.save(update_fields=["version", "xid"])
    thread.join()
    return IndexRow.objects.get(pk=row.pk).version < row.version


def _write_apart(write: Callable[[int], None], object_id: int) -> None:
    """Write with this thread's own connection."""
    try:
        write(object_id)
    finally:
        connections.close_all()


def _upsert_excluded(object_id: int) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_indexrow (type, object_id, version, xid, deleted, digest, language, title, summary,"
            " text, folded, countries, instruments, topics, kind, audience_key, updated_at)"
            " VALUES ('practice', %s, nextval('search_versions'), 0, false, '', '', '', '', '', '', '', '', '', '',"
            " '', now()) ON CONFLICT (type, object_id) DO UPDATE SET version = EXCLUDED.version",
            [object_id],
        )


def _project_again(object_id: int) -> None:
    with transaction.atomic():
        rows = projection._lock({("practice", object_id)})
        projection._write(list(rows.values()))


def _wait_until_somebody_waits() -> None:
    """Until another session waits for a lock."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.005)
    raise TimeoutError("nobody waits for the row")


def long_transaction() -> dict[str, Any]:
    """Somebody elsewhere keeps a writing transaction open: what is published is found, the watermark waits."""
    drain()
    page = PracticePage.objects.order_by("pk")[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_current_xact_id()")
    horizon = clock.horizon()
    page.title = "Published meanwhile"
    page.save()
    drain()
    meanwhile = verified()
    held_back = clock.horizon() == horizon
    waiting = clock.Watermark.parse(serving_engine().watermark())
    with other.cursor() as cursor:
        cursor.execute("COMMIT")
    other.close()
    moved = waiting
    # The horizon is the cluster's: a test that runs beside this one may hold it for some seconds more.
    until = time.monotonic() + 90
    while waiting and moved and moved.xid <= waiting.xid and time.monotonic() < until:
        page.title = f"Published afterwards, {time.monotonic()}"
        page.save()
        drain()
        moved = clock.Watermark.parse(serving_engine().watermark())
        time.sleep(0.1)
    assert waiting is not None and moved is not None
    return {
        **verified(),
        "meanwhile": meanwhile["differences"],
        "held_back": held_back,
        "not_beyond": waiting.xid <= horizon,
        "moved": moved.xid > waiting.xid,
    }
