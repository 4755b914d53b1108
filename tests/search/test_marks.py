"""What leaves a mark, in which transaction, and what asks for the projector."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from wagtail.models import Page

from portal.indexing import mark_changed
from portal.pages.models import CountryElement, CountryPage
from portal.reference import revision
from portal.reference.indexing import number_of
from practices.models import PracticePage
from search import tasks
from search.drain import drain
from search.marks import forget_marked
from search.models import DirtyMark, IndexRow
from tests.factories import Tree, make_instrument, make_practice, make_topic
from tests.search.fakes import FakeEngine


def marks() -> list[tuple[str, int]]:
    """What is marked, each once, sorted."""
    return sorted(set(DirtyMark.objects.values_list("type", "object_id")))


def clear_marks() -> None:
    """As if a projector had taken them all."""
    DirtyMark.objects.all().delete()
    forget_marked()


@pytest.fixture
def practice(tree: Tree) -> PracticePage:
    """A live practice; nothing is marked any more."""
    page = make_practice(tree.morocco)
    clear_marks()
    return page


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each time the projector is asked for."""
    calls: list[str] = []
    monkeypatch.setattr("search.marks.enqueue_project", lambda: calls.append("project"))
    return calls


def test_save_leaves_one_mark(practice: PracticePage) -> None:
    practice.title = "Another title"
    practice.save()
    assert list(DirtyMark.objects.values_list("type", "object_id")) == [("practice", practice.pk)]


def test_rolled_back_save_leaves_no_mark(practice: PracticePage) -> None:
    with transaction.atomic():
        practice.title = "Never said"
        practice.save()
        assert marks() == [("practice", practice.pk)]
        transaction.set_rollback(True)
    assert marks() == []


def test_mark_of_a_rolled_back_savepoint_is_left_again(practice: PracticePage) -> None:
    with transaction.atomic():
        with transaction.atomic():
            practice.save()
            transaction.set_rollback(True)
        assert marks() == []
        practice.save()
    assert marks() == [("practice", practice.pk)]


def test_mark_inside_a_savepoint_after_a_mark_outside_is_enough(practice: PracticePage) -> None:
    with transaction.atomic():
        mark_changed("practice", [practice.pk])
        with transaction.atomic():
            mark_changed("practice", [practice.pk])
            transaction.set_rollback(True)
    assert DirtyMark.objects.count() == 1


def test_same_object_is_marked_once_in_a_transaction(practice: PracticePage) -> None:
    with transaction.atomic():
        for _time in range(5):
            mark_changed("practice", [practice.pk, practice.pk])
    assert DirtyMark.objects.count() == 1


def test_draft_leaves_a_mark_but_no_row(practice: PracticePage, fake: FakeEngine, tree: Tree) -> None:
    draft = make_practice(tree.morocco, state="draft")
    drain()
    assert not IndexRow.objects.filter(type="practice", object_id=draft.pk).exists()


def test_unpublishing_the_plain_page_marks_the_practice(practice: PracticePage) -> None:
    Page.objects.get(pk=practice.pk).unpublish()
    assert ("practice", practice.pk) in marks()


def test_many_to_many_leaves_a_mark(practice: PracticePage) -> None:
    practice.topics.add(make_topic())
    practice.save()
    clear_marks()
    PracticePage.topics.through.objects.filter(practicepage=practice).delete()
    fresh = PracticePage.objects.get(pk=practice.pk)
    fresh.topics.set([make_topic("mla")])
    fresh.topics.commit()
    assert marks() == [("practice", practice.pk)]


def test_deleting_a_dossier_marks_what_was_below(practice: PracticePage, tree: Tree) -> None:
    CountryPage.objects.get(pk=tree.morocco.pk).delete()
    assert marks() == [("country", tree.morocco.pk), ("practice", practice.pk)]


def test_moving_marks_the_page(practice: PracticePage, tree: Tree) -> None:
    practice.move(CountryPage.objects.get(pk=tree.tunisia.pk), pos="last-child")
    assert ("practice", practice.pk) in marks()


def test_narrowing_a_dossier_marks_what_is_below_urgently(practice: PracticePage, tree: Tree) -> None:
    dossier = CountryPage.objects.get(pk=tree.morocco.pk)
    dossier.audience = "members"
    dossier.save()
    urgent = DirtyMark.objects.filter(urgent=True)
    assert ("practice", practice.pk) in set(urgent.values_list("type", "object_id"))


def test_element_saved_alone_marks_its_dossier(practice: PracticePage, tree: Tree) -> None:
    element = CountryElement.objects.create(
        page=tree.morocco, element="rule_of_law", text="t", source="s", source_date="2024"
    )
    assert marks() == [("country", tree.morocco.pk)]
    clear_marks()
    element.delete()
    assert marks() == [("country", tree.morocco.pk)]


def test_reference_data_changed_in_bulk_marks_the_instruments(practice: PracticePage) -> None:
    make_instrument("CETS182")
    clear_marks()
    revision.bump()
    assert ("instrument", number_of("CETS182")) in marks()


def test_nothing_is_marked_with_search_switched_off(practice: PracticePage, settings: Any) -> None:
    settings.SEARCH_ENABLED = False
    practice.save()
    mark_changed("practice", [practice.pk])
    assert marks() == []


def test_object_marked_again_after_its_mark_was_taken_in_the_same_transaction(
    practice: PracticePage, fake: FakeEngine
) -> None:
    practice.title = "First"
    practice.save()
    drain()
    practice.title = "Second"
    practice.save()
    drain()
    assert fake.found()[f"practice:{practice.pk}"] == "Second"


def test_projector_is_asked_for_once_a_transaction(
    practice: PracticePage, asked: list[str], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        practice.save()
        practice.save()
        mark_changed("country", [1, 2, 3])
    assert asked == ["project"]
    with django_capture_on_commit_callbacks(execute=True):
        practice.save()
    assert asked == ["project", "project"]


def test_save_succeeds_when_the_queue_is_broken(
    practice: PracticePage,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    def fail() -> bool:
        raise RuntimeError("the queue is gone")

    monkeypatch.setattr(tasks, "_is_waiting", fail)
    with django_capture_on_commit_callbacks(execute=True):
        practice.save()
    assert marks() == [("practice", practice.pk)]


def test_save_succeeds_while_the_engine_is_down(
    practice: PracticePage, fake: FakeEngine, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    fake.is_down = True
    with django_capture_on_commit_callbacks(execute=True):
        practice.title = "Written while the engine is down"
        practice.save()
    assert IndexRow.objects.get(type="practice", object_id=practice.pk).title == practice.title
    assert marks() == []


def test_queue_is_not_asked_twice_while_a_projector_waits(settings: Any, db: None) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    from django_tasks_db.models import DBTaskResult

    for _time in range(3):
        tasks.enqueue_project()
    assert DBTaskResult.objects.filter(task_path=tasks.project.module_path).count() == 1
