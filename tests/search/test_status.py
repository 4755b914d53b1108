"""How far search is behind is told, in numbers and by the exit code."""

from __future__ import annotations

import datetime
import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from practices.models import PracticePage
from search.drain import drain
from search.marks import mark
from search.models import DirtyMark, EngineState, IndexRow, Ledger, ProjectionFailure
from search.projection import project_marks
from search.status import status
from tests.factories import Tree, make_practice, make_tree
from tests.search.fakes import FakeEngine

DECIDED = pytest.mark.sqlite
"""On PostgreSQL a test's own transaction decides nothing; the last test of this module looks there."""


@pytest.fixture
def page(tree: Tree, fake: FakeEngine) -> PracticePage:
    """A practice that is found; nothing waits."""
    page = make_practice(tree.morocco, title="As it is")
    drain()
    return page


def told(*arguments: str) -> tuple[int, str]:
    """Exit code and words of the command."""
    out = io.StringIO()
    try:
        call_command("search_status", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


def aged(seconds: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(seconds=seconds)


def test_nothing_waits_where_everything_is_found(page: PracticePage) -> None:
    now = status()
    assert (now.marks, now.oldest_mark, now.not_projected) == (0, 0.0, 0)
    (index,) = now.indexes
    assert (index.engine, index.serving, index.asked) == ("fake", True, True)
    assert (index.rows, index.seconds, index.refused, index.problem) == (0, 0.0, 0, "")
    code, words = told("--limit", "0")
    assert code == 0 and "marks: 0 wait" in words and "0 rows behind" in words


def test_marks_are_counted_and_the_oldest_tells_its_age(page: PracticePage) -> None:
    mark("practice", [page.pk, 987_654])
    mark("practice", [page.pk + 1], urgent=True)
    assert 0 <= status().oldest_mark < 60
    DirtyMark.objects.filter(object_id=987_654).update(at=aged(400))
    now = status()
    assert (now.marks, now.urgent) == (3, 1) and 400 <= now.oldest_mark < 460
    code, words = told()
    assert code == 1 and "3 wait (1 urgent), the oldest for 40" in words and "the oldest mark waits" in words
    assert told("--limit", "1000")[0] == 0


@DECIDED
def test_rows_that_the_index_has_not_seen_are_its_lag(page: PracticePage) -> None:
    mark("practice", [page.pk])
    page.title = "Changed"
    page.save()
    while project_marks().taken:
        pass
    IndexRow.objects.filter(object_id=page.pk).update(updated_at=aged(500))
    (index,) = status().indexes
    assert index.rows == 1 and 500 <= index.seconds < 560
    code, words = told()
    assert code == 1 and "1 rows behind" in words and "seconds behind" in words
    drain()
    assert status().indexes[0].rows == 0 and told()[0] == 0


def test_engine_that_is_down_is_a_fault_however_little_waits(page: PracticePage, fake: FakeEngine) -> None:
    fake.is_down = True
    code, words = told("--limit", "1000000")
    assert code == 1 and "stopped by the test" in words
    (index,) = status().indexes
    assert not index.asked and index.rows == 0, "told by what was last reported"


@DECIDED
def test_missing_index_and_one_of_another_database_are_faults(page: PracticePage, fake: FakeEngine) -> None:
    fake.kept = "another@7"
    assert "no index of this database" in told()[1] and status().indexes[0].rows == IndexRow.objects.count()
    fake.drop()
    assert told()[0] == 1
    drain()
    assert told()[0] == 0


def test_what_failed_is_counted(page: PracticePage, fake: FakeEngine) -> None:
    fake.refused = {f"practice:{page.pk}"}
    page.title = "Refused"
    page.save()
    mark("practice", [page.pk])
    drain()
    ProjectionFailure.objects.create(type="practice", object_id=1, reason="x", next_try=timezone.now())
    now = status()
    assert (now.not_projected, now.indexes[0].refused) == (1, 1)
    words = told()[1]
    assert "1 objects could not be projected" in words and "1 refused" in words


@DECIDED
def test_index_of_another_machine_is_told_and_judged_by_nobody(page: PracticePage) -> None:
    kept = EngineState.objects.get().watermark
    EngineState.objects.create(engine="tantivy:elsewhere:/x", watermark=kept.rpartition("@")[0] + "@0")
    IndexRow.objects.update(updated_at=aged(500))
    here, other = status().indexes
    assert here.rows == 0 and other.rows == IndexRow.objects.count() and not other.engine
    code, words = told("--limit", "600")
    assert code == 0 and "on another machine, as last reported" in words


def test_answer_for_programs(page: PracticePage) -> None:
    given = json.loads(told("--json")[1])
    assert given["marks"] == 0 and given["indexes"][0]["rows"] == 0 and "horizon_held" in given


def test_unknown_engine_is_refused(page: PracticePage) -> None:
    code, words = told("--engine", "nothing")
    assert code == 1 and "no engine 'nothing'" in words


def test_queries_do_not_grow_with_what_waits(page: PracticePage, django_assert_num_queries: Any) -> None:
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 30):
        mark("practice", range(1, number + 1))
        IndexRow.objects.bulk_create(
            IndexRow(type="x", object_id=i, xid=10**9) for i in range(number, 2 * number)
        )
        with CaptureQueriesContext(connection) as queries:
            status()
        counts.append(len(queries))
    assert counts[0] == counts[1]


@contextmanager
def open_transaction() -> Iterator[None]:
    """Somebody else has written something and has not committed yet."""
    begun, done = threading.Event(), threading.Event()

    def write_for_long() -> None:
        try:
            with transaction.atomic():
                Ledger.objects.filter(pk=1).update(counter=1)
                begun.set()
                done.wait(60)
        finally:
            connection.close()

    thread = threading.Thread(target=write_for_long)
    thread.start()
    try:
        assert begun.wait(30)
        yield
    finally:
        done.set()
        thread.join(30)


def change(page: PracticePage, title: str) -> None:
    """Change a page and write its row; the engine does not follow."""
    page.title = title
    page.save()
    mark("practice", [page.pk])
    while project_marks().taken:
        pass


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds: the horizon is the cluster's, and tests beside this one hold it back for a while."""
    last = time.monotonic() + 180
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.1)


def followed() -> bool:
    """Drain once more; whether the engine has everything then, beyond doubt."""
    drain()
    (index,) = status().indexes
    return (index.rows, index.undecided) == (0, 0)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_open_transaction_holds_the_horizon_back_and_is_named(fake: FakeEngine) -> None:
    page = make_practice(make_tree().morocco, title="As it is")
    eventually(followed)
    assert told()[0] == 0
    with open_transaction():
        change(page, "While another writes")
        now = status()
        assert (now.indexes[0].rows, now.indexes[0].undecided) == (0, 1)
        assert now.horizon_held is not None and now.horizon_held >= 0
        assert "process" in now.horizon_holder  # this one, or an older one of a test beside this
        assert "horizon: held back" in told()[1]
    IndexRow.objects.filter(object_id=page.pk).update(updated_at=aged(500))
    eventually(lambda: (status().indexes[0].rows, status().indexes[0].undecided) == (1, 0))
    assert status().indexes[0].seconds >= 500
    assert told()[0] == 1
    eventually(followed)
    assert told()[0] == 0
