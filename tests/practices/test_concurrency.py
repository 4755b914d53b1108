"""Several people, tabs and clicks at once, on a real PostgreSQL: one of them wins, nobody's words are lost."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from wagtail.models import TaskState, WorkflowState

from practices.draft import PracticeDraft
from practices.models import PracticePage
from tests.factories import make_tree, make_user
from tests.practices.conftest import decide, form_of, send, shared, signed_in

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.postgres]


@pytest.fixture
def people() -> dict[str, Any]:
    tree = make_tree()
    return {
        "tree": tree,
        "writer": make_user("writer", role="liaison_magistrate"),
        "desk": make_user("desk", groups=[tree.morocco_desk]),
        "second": make_user("second", groups=[tree.morocco_desk]),
    }


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Run all actions in threads that start together; their results in order. A failure in one fails the test."""
    results: list[Any] = [None] * len(actions)
    start = threading.Barrier(len(actions))

    def run(index: int, action: Callable[[], Any]) -> None:
        try:
            start.wait(20)
            results[index] = action()
        except BaseException as error:  # noqa: BLE001 - told by the caller below
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    failed = [result for result in results if isinstance(result, BaseException)]
    assert not failed, failed
    return results


def test_eight_clicks_send_once(people) -> None:
    draft_id = uuid.uuid4()
    answers = at_once(*[lambda: send(people["writer"], draft_id).status_code] * 8)
    assert answers == [302] * 8
    assert PracticePage.objects.count() == WorkflowState.objects.count() == TaskState.objects.count() == 1


def test_eight_writers_below_one_country_each_get_a_page(people) -> None:
    writers = [make_user(f"writer{number}") for number in range(8)]
    answers = at_once(*[lambda w=w: send(w, title=f"By {w.username}").status_code for w in writers])
    assert answers == [302] * 8
    pages = PracticePage.objects.all()
    assert len({page.path for page in pages}) == 8 and {page.owner_id for page in pages} == {
        w.pk for w in writers
    }
    parent = people["tree"].morocco
    parent.refresh_from_db()
    assert parent.numchild == 8
    assert TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).count() == 8


def test_two_tabs_saving_at_once_lose_nothing(people) -> None:
    writer, draft_id = people["writer"], uuid.uuid4()

    def save(title: str, version: int) -> Any:
        data = {k: v for k, v in form_of(writer, title=title).items() if k not in ("writer", "version")}
        body = json.dumps({"writer": str(writer.pk), "version": version, "data": data})
        url = f"/practices/share/{draft_id}/save/"
        return signed_in(writer).post(url, body, content_type="application/json")

    for version in (0, 1, 2):
        answers = at_once(*[lambda n=n, v=version: save(f"v{v} tab {n}", v) for n in range(4)])
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
        kept = PracticeDraft.objects.get()
        assert kept.version == version + 1
        winner = next(n for n, answer in enumerate(answers) if answer.status_code == 200)
        assert kept.title == f"v{version} tab {winner}"
        assert {answer.json()["data"]["title"] for answer in answers if answer.status_code == 409} == {
            kept.title
        }


def test_two_reviewers_at_once_decide_once(people) -> None:
    page = shared(people["writer"])
    revision = page.latest_revision_id
    answers = at_once(
        lambda: decide(people["desk"], PracticePage.objects.get(), "approve", revision=revision).status_code,
        lambda: (
            decide(
                people["second"], PracticePage.objects.get(), "return", "No.", revision=revision
            ).status_code
        ),
    )
    assert sorted(answers) == [302, 409]
    state = TaskState.objects.get()
    live = PracticePage.objects.get().live
    assert (state.status, live) in {(TaskState.STATUS_APPROVED, True), (TaskState.STATUS_REJECTED, False)}


def test_reviewer_and_writer_at_once_never_publish_an_unread_text(people) -> None:
    writer, desk = people["writer"], people["desk"]
    for number in range(4):
        page = shared(writer, title=f"Read {number}")
        revision = page.latest_revision_id
        change = {"page": page.pk, "base": revision, "title": f"Unread {number}"}
        answers = at_once(
            lambda p=page, r=revision: (
                decide(desk, PracticePage.objects.get(pk=p.pk), "approve", revision=r).status_code
            ),
            lambda c=change: send(writer, **c).status_code,
        )
        assert answers[0] in (302, 409) and answers[1] in (302, 409)
        page.refresh_from_db()
        if page.live:
            assert page.title == f"Read {number}"
        else:
            assert answers[0] == 409 and page.get_latest_revision_as_object().title == f"Unread {number}"


def test_writer_and_desk_editing_one_page_overwrite_nothing_silently(people) -> None:
    writer = people["writer"]
    page = shared(writer)
    base = page.latest_revision_id
    drafts = [uuid.uuid4(), uuid.uuid4()]
    answers = at_once(
        *[
            lambda d=d: send(writer, d, page=page.pk, base=base, title=f"Device {d}").status_code
            for d in drafts
        ]
    )
    assert sorted(answers) == [302, 409]
    title = PracticePage.objects.get().get_latest_revision_as_object().title
    assert title == f"Device {drafts[answers.index(302)]}"
    assert TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).count() == 1
