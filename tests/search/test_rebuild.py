"""A rebuild while people write: the old index serves until the end, and no change made meanwhile is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.pages.models import CountryPage
from practices.models import PracticePage
from search import rebuild
from search.drain import drain
from search.engines.base import AudienceFilter, EngineBusy, Query
from search.follow import follow
from search.models import DirtyMark, EngineFailure, IndexRow, Ledger
from search.serving import serving_engine
from search.verify import verify
from tests.factories import Tree, make_practice
from tests.search.conftest import forget
from tests.search.fakes import FakeEngine


@pytest.fixture
def pages(tree: Tree) -> list[PracticePage]:
    return [make_practice(tree.morocco, title=f"Number {number}") for number in range(6)]


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "CHUNK", 2)


def titles() -> set[str]:
    """What anybody finds now."""
    results = serving_engine().search(Query(audience=AudienceFilter(everything=True), limit=100))
    return {hit.title for hit in results.hits}


@pytest.mark.usefixtures("embedded", "small_chunks")
def test_changes_made_during_a_rebuild_are_found_afterwards(tree: Tree, pages: list[PracticePage]) -> None:
    drain()

    def edit(done: int, total: int) -> None:
        if done != 4:
            return
        assert "Number 0" in titles()  # the old index serves
        pages[0].title = "Edited behind"  # its row was copied already
        pages[0].save()
        pages[5].title = "Edited ahead"  # not yet
        pages[5].save()
        pages[1].unpublish()
        pages[4].delete()
        pages[2].move(CountryPage.objects.get(pk=tree.tunisia.pk), pos="last-child")
        make_practice(tree.morocco, title="New")
        drain()
        assert "Edited behind" in titles()  # and is kept up to date meanwhile

    rebuild.fill(progress=edit)
    assert {"Edited behind", "Edited ahead", "Number 2", "Number 3", "New"} <= titles()
    assert not {"Number 0", "Number 1", "Number 4", "Number 5"} & titles()
    follow()
    assert verify().is_clean


@pytest.mark.usefixtures("small_chunks")
def test_changes_projected_but_not_followed_yet_are_in_the_new_index(
    fake: FakeEngine, pages: list[PracticePage]
) -> None:
    drain()
    fake.is_down = True
    pages[0].title = "Written while it was down"
    pages[0].save()
    pages[1].delete()
    drain()
    fake.is_down = False
    rebuild.fill()
    assert "Written while it was down" in fake.found().values()
    assert "Number 1" not in fake.found().values()
    assert verify().is_clean


@pytest.mark.usefixtures("embedded", "small_chunks")
def test_interrupted_rebuild_leaves_the_old_index(pages: list[PracticePage], capsys: Any) -> None:
    drain()
    before = titles()

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild.fill(progress=interrupt)
    assert titles() == before
    pages[0].title = "Written afterwards"
    pages[0].save()
    drain()
    assert "Written afterwards" in titles()
    assert verify().is_clean


@pytest.mark.usefixtures("embedded")
def test_command_makes_rows_and_index_from_the_objects(pages: list[PracticePage], capsys: Any) -> None:
    DirtyMark.objects.all().delete()
    call_command("search_rebuild", from_objects=True)
    assert verify().is_clean
    assert {page.title for page in pages} <= titles()
    errors = capsys.readouterr().err
    assert "objects to rows:" in errors
    assert "rows to tantivy:" in errors


@pytest.mark.usefixtures("embedded")
def test_command_told_an_unknown_engine_says_which_there_are() -> None:
    with pytest.raises(CommandError, match="no engine 'solr'; there are: tantivy"):
        call_command("search_rebuild", engine="solr")


def test_rows_of_objects_that_are_gone_are_withdrawn(fake: FakeEngine, pages: list[PracticePage]) -> None:
    drain()
    PracticePage.objects.filter(pk=pages[0].pk).update(live=False)  # behind every signal's back
    rebuild.project_all()
    rebuild.fill()
    assert "Number 0" not in fake.found().values()
    assert verify().is_clean


def test_rows_that_are_the_same_are_written_again_only_by_force(
    fake: FakeEngine, pages: list[PracticePage]
) -> None:
    drain()
    assert rebuild.project_all().written == 0
    live = IndexRow.objects.filter(deleted=False).count()
    assert rebuild.project_all(force=True).written == live
    follow()
    assert verify().is_clean


def test_tombstones_purged_meanwhile_make_the_rebuild_begin_again(
    fake: FakeEngine, pages: list[PracticePage]
) -> None:
    drain()
    before = dict(fake.found())

    def purge(done: int, total: int) -> None:
        Ledger.objects.update(purged_before=2**60)

    with pytest.raises(EngineBusy, match="begin again"):
        rebuild.fill(progress=purge)
    assert fake.found() == before


def test_refused_documents_are_told_and_kept(fake: FakeEngine, pages: list[PracticePage]) -> None:
    fake.refused = {f"practice:{pages[0].pk}"}
    drain()
    report = rebuild.fill()
    assert list(report.failures) == [f"practice:{pages[0].pk}"]
    assert EngineFailure.objects.get().object_id == pages[0].pk


def test_second_rebuild_at_the_same_time_is_refused(
    fake: FakeEngine, pages: list[PracticePage], monkeypatch: pytest.MonkeyPatch
) -> None:
    drain()
    from contextlib import contextmanager

    @contextmanager
    def taken(name: str, **kwargs: Any) -> Any:
        yield not name.startswith("search-rebuild")

    monkeypatch.setattr("search.locks.hold", taken)
    with pytest.raises(rebuild.RebuildBusy):
        rebuild.fill()
    forget()
    fake.drop()
    assert follow().outcome == "busy"


def test_progress_is_told_up_to_the_end(
    fake: FakeEngine, pages: list[PracticePage], small_chunks: None
) -> None:
    drain()
    told: list[tuple[int, int]] = []
    tell: Callable[[int, int], None] = lambda done, total: told.append((done, total))  # noqa: E731
    rebuild.fill(progress=tell)
    live = IndexRow.objects.filter(deleted=False).count()
    assert told[-1] == (live, live)
    assert [done for done, _total in told] == sorted(done for done, _total in told)
