"""One run of the benchmark, step by step."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

from django.conf import settings
from django.db import connection

from search.rebuild import fill as fill_index
from search.rebuild import project_all
from search.serving import engine
from tests.bench import briefings, matrix, pages, peer, writing
from tests.bench.corpus import LANGUAGES, SEED, SHARED, queries
from tests.bench.fill import fill, prepare
from tests.bench.measure import Times
from tests.bench.report import Report


def run(count: int, large: int, asked: int, folder: Path) -> int:
    """Measure and write the report; gives 0, or 1 where a figure misses its target."""
    logging.disable(logging.WARNING)
    report = Report(f"Search beside Wagtail's own: {count:,} practices")
    report.facts = {
        "corpus": f"seed {SEED}, languages {', '.join(LANGUAGES)}, texts from "
        + ("../shared/data" if SHARED.is_dir() else "installed catalogues"),
        "database": connection.vendor,
        "Elasticsearch": str(settings.SEARCH_ENGINES["elasticsearch"]["hosts"][0]),
        "peer": "modelsearch, Elasticsearch 9 backend, same server",
    }
    words = queries(asked)
    _say("Filling the database")
    groups = prepare()
    fill(count, groups)
    user = pages.member(groups)
    _say("Reindexing")
    writing.reindex(report, writing.project(report))
    _say("Results pages")
    pages.round_trip(report, user, words)
    pages.exact_facets(report, user)
    pages.sql_a_page(report, user)
    pages.embedded_beside_elastic(report, user, words)
    small = pages.embedded_times(user, words)
    medians = []
    for restrictions, target in ((0, 2.4), (15, 3.5), (500, 40)):
        pages.restrict(restrictions, groups, user)
        asked_now = words[:60] if restrictions else words
        medians.append(pages.beside_the_peer(report, user, asked_now, restrictions, target))
    _flatness(report, medians[-1] / medians[0])
    _say("Writing")
    writing.cost_of_a_save(report)
    writing.publish_to_findable(report)
    if large:
        _say(f"Embedded engine on {large:,}")
        _larger(report, count, large, groups, user, words, small)
    _say("Matrix of treaty status")
    matrix.measure(report)
    _say("Briefings: compiling, PDF, Word")
    briefings.measure(report)
    path = report.write(folder)
    print(f"\nReport: {path}")
    return 0 if all(line.holds is not False for line in report.lines) else 1


def _flatness(report: Report, ratio: float) -> None:
    """Our page with 500 restrictions beside our page without."""
    report.add(
        "our page with 500 restrictions, beside without",
        f"{ratio:.2f}x its time",
        "flat (at most 1.25x)",
        ratio <= 1.25,
    )


def _larger(
    report: Report, count: int, large: int, groups: list, user: object, words: list[str], small: Times
) -> None:
    fill(large, groups, start=count)
    project_all()
    fill_index("tantivy")
    times = pages.embedded_times(user, words)  # type: ignore[arg-type]
    ratio = times.median / small.median
    report.add(
        f"embedded page on {large:,}, beside {count:,}",
        f"{ratio:.2f}x its time ({times.median:.1f} against {small.median:.1f} ms)",
        "at most 1.5x",
        ratio <= 1.5,
    )


def clean_up() -> None:
    """Remove the indices this run made."""
    for name in settings.SEARCH_ENGINES:
        with contextlib.suppress(Exception):
            engine(name).drop()
    with contextlib.suppress(Exception):
        peer.backend().es.indices.delete(index=f"{settings.WAGTAILSEARCH_BACKENDS['peer']['INDEX_PREFIX']}*")


def _say(step: str) -> None:
    print(f"\n{step}", flush=True)
