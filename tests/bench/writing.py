"""Writing: reindexing, what search adds to a save, and from publishing to being found."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO

from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from portal.visibility import AudienceFilter
from practices.models import PracticePage
from search.drain import drain
from search.engines.base import Clause, Query
from search.models import DirtyMark, IndexRow
from search.rebuild import fill, project_all
from search.serving import engine
from tests.bench.measure import in_turn, timed
from tests.bench.report import Report

SAVES = 60
PUBLISHED = 30
LONGEST_WAIT = 60.0
"""Seconds."""


def project(report: Report) -> float:
    """Make every row from the objects; gives the seconds it took."""
    took, _done = timed(project_all)
    seconds = took / 1000
    report.add("rows made from objects", f"{IndexRow.objects.count() / seconds:,.0f} a second")
    return seconds


def reindex(report: Report, project_seconds: float) -> None:
    """Documents a second, end to end from the objects and from the rows, beside the peer's update_index."""
    count = IndexRow.objects.filter(deleted=False).count()
    rows_seconds = min(timed(lambda: fill("elasticsearch"))[0] for _ in range(2)) / 1000
    embedded_seconds = timed(lambda: fill("tantivy"))[0] / 1000
    peer_took, _output = timed(lambda: call_command("update_index", backend_name="peer", stdout=StringIO()))
    theirs = PracticePage.objects.count() / (peer_took / 1000)
    ends, rows = count / (project_seconds + rows_seconds), count / rows_seconds
    report.add(
        "reindex from the objects, beside modelsearch's update_index",
        f"{ends / theirs:.1f}x ({ends:,.0f} against {theirs:,.0f} documents a second)",
        "at least 5x",
        ends / theirs >= 5,
    )
    report.add(
        "reindex from the rows, beside modelsearch's update_index",
        f"{rows / theirs:.1f}x ({rows:,.0f} documents a second)",
        "at least 8x",
        rows / theirs >= 8,
    )
    report.add("embedded engine from the rows", f"{count / embedded_seconds:,.0f} documents a second")


def cost_of_a_save(report: Report) -> None:
    """What marking adds to saving a page, beside the same save with search switched off."""
    pages = list(PracticePage.objects.order_by("pk")[:SAVES])

    def save(page: PracticePage, enabled: bool) -> None:
        with override_settings(SEARCH_ENABLED=enabled), transaction.atomic():
            page.save()
            transaction.get_connection().run_on_commit.clear()  # only what is inside the save is measured

    times = in_turn(pages, on=lambda page: save(page, True), off=lambda page: save(page, False))
    added = statistics.median(
        on - off for on, off in zip(times["on"].samples, times["off"].samples, strict=True)
    )
    report.add(
        "added to saving a page, median",
        f"{added:.2f} ms on {times['off'].median:.1f}",
        "at most 1 ms",
        added <= 1,
    )
    DirtyMark.objects.all().delete()


@contextlib.contextmanager
def worker() -> Iterator[None]:
    """A background worker on the benchmark's database, started as compose.yaml starts it."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        host = f"{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}"
        url = f"postgres://{database['USER']}:{database['PASSWORD']}@{host}/{database['NAME']}"
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "manage.py", "db_worker", "--queue-name", "*", "--no-startup-delay"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
        assert process.poll() is None, "the worker ended by itself"
    finally:
        process.terminate()
        process.wait(timeout=60)


def publish_to_findable(report: Report) -> None:
    """Seconds from the beginning of a publish to a search that finds it, a worker running."""
    drain()
    audience = AudienceFilter(everything=True)
    waits = []
    with worker():
        for number, page in enumerate(PracticePage.objects.order_by("-pk")[: PUBLISHED + 1]):
            word = f"renewed{page.pk}zq"
            start = time.perf_counter()
            page.title = f"{page.title} {word}"
            page.save_revision().publish()
            while not engine("elasticsearch").search(_for_word(word, audience)).total:
                assert time.perf_counter() - start < LONGEST_WAIT, (
                    "the worker did not bring it into the index"
                )
                time.sleep(0.01)
            if number:  # the first one also waits for the worker to start
                waits.append(time.perf_counter() - start)
    median = statistics.median(waits)
    report.add(
        "publish to findable with the worker running, median", f"{median:.2f} s", "under 1 s", median < 1
    )


def _for_word(word: str, audience: AudienceFilter) -> Query:
    return Query(audience=audience, clauses=(Clause(word),), suggest=False)
