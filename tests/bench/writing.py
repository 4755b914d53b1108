"""Writing: reindexing, what search adds to a save, and from publishing to being found."""

from __future__ import annotations

import statistics
import time
from io import StringIO

from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from practices.models import PracticePage
from search.drain import drain
from search.models import DirtyMark, IndexRow
from search.rebuild import fill, project_all
from search.serving import engine
from tests.bench.measure import in_turn, timed
from tests.bench.report import Report

SAVES = 60
PUBLISHED = 30


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


def publish_to_findable(report: Report) -> None:
    """Seconds from a publish to the drained engine answering with it: a worker's work, done at once."""
    waits = []
    for page in PracticePage.objects.order_by("-pk")[:PUBLISHED]:
        start = time.perf_counter()
        page.title = f"{page.title} renewed"
        page.save_revision().publish()
        drain()
        waits.append(time.perf_counter() - start)
        version = IndexRow.objects.get(type="practice", object_id=page.pk).version
        assert dict(engine("elasticsearch").versions())[f"practice:{page.pk}"] == version
    median = statistics.median(waits)
    report.add("publish to findable, median", f"{median:.2f} s", "under 1 s", median < 1)
