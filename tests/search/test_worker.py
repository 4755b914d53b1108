"""The database queue: a worker that was away catches up, and comes back by itself to an engine that is down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from search.models import DirtyMark
from search.tasks import project
from tests.factories import Tree, make_practice
from tests.search.fakes import FakeEngine


@pytest.fixture
def queue(tree: Tree, settings: Any) -> Callable[[], Any]:
    """The database backend; gives the projectors that are due."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return lambda: DBTaskResult.objects.ready().filter(task_path=project.module_path)


def publish(tree: Tree, title: str, capture: Callable[..., Any]) -> None:
    with capture(execute=True):
        make_practice(tree.morocco, title=title)


def test_worker_that_was_away_catches_up(
    tree: Tree,
    fake: FakeEngine,
    queue: Callable[[], Any],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    for number in range(3):
        publish(tree, f"Number {number}", django_capture_on_commit_callbacks)
    assert fake.found() == {}
    assert queue().count() == 1
    queue().get().task.call()
    assert {"Number 0", "Number 1", "Number 2"} <= set(fake.found().values())


def test_projector_comes_back_to_an_engine_that_is_down(
    tree: Tree,
    fake: FakeEngine,
    queue: Callable[[], Any],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    fake.is_down = True
    publish(tree, "Waiting", django_capture_on_commit_callbacks)
    project.call()
    project.call()
    later = DBTaskResult.objects.filter(
        task_path=project.module_path, run_after__gt=timezone.now(), run_after__year__lt=9000
    )
    assert later.count() == 1  # one that comes back is enough
    publish(tree, "Another", django_capture_on_commit_callbacks)
    assert queue().count() == 1  # and does not keep others from being asked for at once
    fake.is_down = False
    later.get().task.call()
    assert {"Waiting", "Another"} <= set(fake.found().values())


def test_drain_command_tells_an_engine_that_is_down(tree: Tree, fake: FakeEngine, capsys: Any) -> None:
    make_practice(tree.morocco, title="By command")
    fake.is_down = True
    with pytest.raises(CommandError, match="fake: stopped by the test"):
        call_command("search_drain")
    assert not DirtyMark.objects.exists()
    fake.is_down = False
    call_command("search_drain")
    assert "By command" in fake.found().values()
    assert "fake current" in capsys.readouterr().out


def test_drain_command_told_an_unknown_engine_says_which_there_are(fake: FakeEngine, db: None) -> None:
    with pytest.raises(CommandError, match="no engine 'solr'; there are: fake"):
        call_command("search_drain", engine=["solr"])
