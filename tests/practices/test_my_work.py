"""My work: each thing in its list, nobody else's, in a constant number of queries."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import TaskState

from practices.models import PracticePage
from tests.factories import make_practice
from tests.practices.conftest import decide, send, shared, signed_in

pytestmark = pytest.mark.django_db
LISTS = ("to_review", "returned", "waiting", "due", "published")


def lists_of(user) -> dict[str, list[str]]:
    context = signed_in(user).get("/my/").context
    found = {name: [page.draft_title for page in context[name]] for name in LISTS}
    return found | {"drafts": [str(draft) for draft in context["drafts"]]}


def test_sign_in_is_needed() -> None:
    response = Client().get("/my/")
    assert response.status_code == 302 and "/accounts/login/" in response.url


def test_each_thing_is_in_its_list(writer, desk, other_desk, member, tree) -> None:
    send(writer, uuid.uuid4(), do="save", title="Being written")
    shared(writer, title="Waiting")
    back = shared(writer, title="Back")
    decide(desk, back, "return", "Name the treaty.")
    out = shared(
        writer, title="Out", review_by=(timezone.localdate() + datetime.timedelta(days=3)).isoformat()
    )
    decide(desk, out, "approve")
    later = shared(
        writer, title="Later", review_by=(timezone.localdate() + datetime.timedelta(days=300)).isoformat()
    )
    decide(desk, later, "approve")
    assert lists_of(writer) == {
        "to_review": [],
        "returned": ["Back"],
        "waiting": ["Waiting"],
        "due": ["Out"],
        "published": ["Later", "Out"],
        "drafts": ["Being written"],
    }
    assert b"Name the treaty." in signed_in(writer).get("/my/").content
    nothing = {name: [] for name in (*LISTS, "drafts")}
    assert lists_of(desk) == nothing | {"to_review": ["Waiting"], "due": ["Out"]}
    assert lists_of(other_desk) == lists_of(member) == nothing


def test_longest_waiting_is_first(writer, desk) -> None:
    for number in (1, 2, 3):
        page = shared(writer, title=f"Number {number}")
        days = datetime.timedelta(days={1: 2, 2: 9, 3: 5}[number])
        TaskState.objects.filter(workflow_state__object_id=str(page.pk)).update(
            started_at=timezone.now() - days
        )
    assert lists_of(desk)["to_review"] == ["Number 2", "Number 3", "Number 1"]


def test_draft_and_waiting_change_of_a_published_practice(writer, desk) -> None:
    from tests.practices.conftest import mend

    page = shared(writer)
    decide(desk, page, "approve")
    mend(writer, page, title="Changed")
    assert lists_of(writer)["waiting"] == ["Changed"] and lists_of(desk)["to_review"] == ["Changed"]
    assert lists_of(writer)["published"] == ["Changed"]


def test_links_lead_where_they_say(writer, desk) -> None:
    page = shared(writer)
    decide(desk, page, "approve")
    row = signed_in(writer).get("/my/").context["published"][0]
    assert row.address == PracticePage.objects.get().url
    assert signed_in(writer).get(row.address).status_code == 200


def test_same_queries_with_one_and_with_thirty(writer, desk, tree) -> None:
    def fill(number: int) -> None:
        send(writer, uuid.uuid4(), do="save", title=f"Draft {number}")
        shared(writer, title=f"Waiting {number}", country="MA" if number % 2 else "TN")
        back = shared(writer, title=f"Back {number}")
        decide(desk, back, "return", "Mend it.")
        make_practice(tree.ukraine, owner=writer, review_by=timezone.localdate())

    def count(user) -> int:
        client = signed_in(user)
        client.get("/my/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/my/").status_code == 200
        return len(queries)

    fill(1)
    few = {user.pk: count(user) for user in (writer, desk)}
    for number in range(2, 31):
        fill(number)
    assert {user.pk: count(user) for user in (writer, desk)} == few
    assert len(lists_of(writer)["waiting"]) == 30 and len(lists_of(writer)["returned"]) == 30
