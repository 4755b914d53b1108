"""How an engine follows the rows: nothing is lost while it is away, nothing stays that is gone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from practices.models import PracticePage
from search import drain as draining
from search import follow as following
from search import locks
from search.clock import Watermark, horizon, identity
from search.drain import drain, purge_tombstones
from search.engines.base import Document
from search.follow import follow
from search.models import EngineFailure, EngineState, IndexRow, Ledger
from search.serving import serving_engine, serving_name
from search.verify import verify
from tests.factories import Tree, make_practice
from tests.search.conftest import forget
from tests.search.fakes import FakeEngine


@pytest.fixture
def page(tree: Tree, fake: FakeEngine) -> PracticePage:
    """A practice that is found."""
    page = make_practice(tree.morocco, title="Before")
    drain()
    assert "Before" in fake.found().values()
    return page


def change(page: PracticePage, title: str) -> None:
    page.title = title
    page.save()


def document_id(page: PracticePage) -> str:
    return f"practice:{page.pk}"


@pytest.mark.parametrize("moment", ["before", "during", "after"])
def test_engine_stopped_around_publishing_loses_nothing(
    page: PracticePage, fake: FakeEngine, moment: str
) -> None:
    """Stopped before the change, in the middle of a write (taken, not confirmed), or after it."""
    kept = fake.kept
    if moment == "before":
        fake.is_down = True
    elif moment == "during":
        fake.before_write = lambda: setattr(fake, "is_down", True)
    change(page, "After")
    done = drain()
    if moment == "after":
        fake.is_down = True
        assert drain().followed[0].outcome == "down"
    else:
        assert done.followed[0].outcome == "down"
        assert fake.kept == kept
        assert done.pause is not None
        assert EngineState.objects.get().last_error
    fake.is_down, fake.before_write = False, lambda: None
    drain()
    assert fake.found()[document_id(page)] == "After"
    assert verify().is_clean
    assert EngineState.objects.get().last_error == ""


def test_index_that_disappears_is_filled_again(page: PracticePage, fake: FakeEngine) -> None:
    fake.drop()
    done = follow()
    assert done.rebuilt
    assert verify().is_clean


def test_emptied_embedded_index_is_filled_again(tree: Tree, embedded: str) -> None:
    make_practice(tree.morocco, title="Found again")
    drain()
    serving_engine().drop()
    forget()
    assert follow().rebuilt
    report = verify()
    assert report.is_clean and report.documents == report.rows > 0


@pytest.mark.parametrize("kept", ["", "nonsense", "another@5", "{identity}@{beyond}"])
def test_index_of_another_database_is_filled_anew(page: PracticePage, fake: FakeEngine, kept: str) -> None:
    fake.kept = kept.format(identity=identity(), beyond=horizon() + 1_000_000)
    assert fake.held is not None
    fake.held["practice:999999"] = Document(
        "practice:999999", "practice", 999999, 10**12, title="From elsewhere"
    )
    done = follow()
    assert done.rebuilt
    assert "From elsewhere" not in fake.found().values()
    assert verify().is_clean


def test_document_an_engine_refuses_is_kept_and_tried_again(
    page: PracticePage, fake: FakeEngine, tree: Tree
) -> None:
    make_practice(tree.morocco, title="Other")
    fake.refused = {document_id(page)}
    change(page, "Refused")
    done = drain()
    assert "Other" in fake.found().values() and done.followed[0].failed == 1
    failure = EngineFailure.objects.get()
    assert (failure.object_id, failure.reason) == (page.pk, "refused by the test")
    differences = {str(one) for one in verify().differences}
    assert f"index: {document_id(page)} refused by {failure.engine}: refused by the test" in differences
    follow()
    assert EngineFailure.objects.get().attempts == 1  # not before its pause is over
    EngineFailure.objects.update(next_try=timezone.now())
    follow()
    assert EngineFailure.objects.get().attempts == 2
    fake.refused = set()
    EngineFailure.objects.update(next_try=timezone.now())
    follow()
    assert not EngineFailure.objects.exists()
    assert fake.found()[document_id(page)] == "Refused"
    assert verify().is_clean


def test_document_refused_for_good_does_not_hold_the_watermark_back(
    page: PracticePage, fake: FakeEngine
) -> None:
    fake.refused = {document_id(page)}
    change(page, "Refused")
    drain()
    assert Watermark.parse(fake.kept) is not None
    state = EngineState.objects.get()
    assert state.watermark == fake.kept and state.last_error == ""


def test_second_follow_writes_nothing(page: PracticePage, fake: FakeEngine) -> None:
    writes = len(fake.writes)
    assert follow().written == 0
    assert len(fake.writes) == writes


def test_process_that_begins_anew_changes_nothing(page: PracticePage, fake: FakeEngine) -> None:
    before = fake.found()
    forget()
    assert follow().outcome == "current"
    assert fake.found() == before
    assert verify().is_clean


def test_deletion_arriving_before_an_older_version_is_not_undone(
    page: PracticePage, fake: FakeEngine
) -> None:
    old = IndexRow.objects.get(type="practice", object_id=page.pk).document()
    PracticePage.objects.get(pk=page.pk).delete()
    drain()
    fake.write([old], watermark=fake.kept)
    assert document_id(page) not in fake.found()


def test_who_finds_the_index_busy_leaves_at_once(page: PracticePage, fake: FakeEngine) -> None:
    change(page, "While somebody writes")
    name = following.follow_lock(serving_name())
    with held_elsewhere(name):
        assert drain().followed[0].outcome == "busy"
    drain()
    assert fake.found()[document_id(page)] == "While somebody writes"


@contextmanager
def held_elsewhere(name: str) -> Iterator[None]:
    """A lock as another process holds it: by a session of its own, or by the file opened anew."""
    if connection.vendor != "postgresql":
        with locks.hold(name) as held:
            assert held
            yield
        return
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [locks.number_of(name)])
        yield
    finally:
        other.close()


# --- tombstones -----------------------------------------------------------------------------------------


def settle(xid: int) -> None:
    """Inside a test everything is one open transaction: let the watermark stand where it would afterwards."""
    mark = str(Watermark(identity(), xid))
    EngineState.objects.update(watermark=mark, last_success=timezone.now())


def test_tombstone_stays_until_every_index_has_passed_it(page: PracticePage, fake: FakeEngine) -> None:
    page.unpublish()
    drain()
    stone = IndexRow.objects.get(type="practice", object_id=page.pk)
    settle(stone.xid)
    assert purge_tombstones(datetime.timedelta()) == 0
    settle(stone.xid + 1)
    assert purge_tombstones(datetime.timedelta(days=1)) == 0
    assert purge_tombstones(datetime.timedelta()) == 1
    assert not IndexRow.objects.filter(pk=stone.pk).exists()
    assert Ledger.objects.get().purged_before == stone.xid + 1


def test_second_index_that_lags_keeps_the_tombstones(page: PracticePage) -> None:
    page.unpublish()
    drain()
    xid = IndexRow.objects.get(type="practice", object_id=page.pk).xid
    settle(xid + 1)
    EngineState.objects.create(
        engine="another", watermark=str(Watermark(identity(), xid)), last_success=timezone.now()
    )
    assert purge_tombstones(datetime.timedelta()) == 0


def test_index_older_than_the_last_purge_is_filled_anew(page: PracticePage, fake: FakeEngine) -> None:
    assert fake.held is not None
    fake.held["practice:999999"] = Document("practice:999999", "practice", 999999, 1, title="Purged")
    at = Watermark.parse(fake.kept)
    assert at is not None
    fake.kept = str(Watermark(at.identity, at.xid - 5))
    Ledger.objects.update(purged_before=at.xid - 1)
    assert follow().rebuilt
    assert "Purged" not in fake.found().values()


def test_drain_purges_now_and_then(page: PracticePage, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def purge() -> int:
        calls.append(1)
        return 0

    monkeypatch.setattr(draining, "purge_tombstones", purge)
    forget()
    drain()
    drain()
    assert calls == [1]
