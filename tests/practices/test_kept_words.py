"""What somebody is writing outlives what happens elsewhere: another tab, the desk, a deleted page."""

from __future__ import annotations

import json
import uuid

import pytest
from django.http import HttpResponse
from django.test import Client

from portal.people.models import User
from practices.draft import PracticeDraft
from tests.factories import Tree, make_practice, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(tree: Tree) -> User:
    return make_user()


@pytest.fixture
def client(writer: User) -> Client:
    client = Client()
    client.force_login(writer)
    return client


def save(client: Client, writer: User, draft: uuid.UUID, **given: object) -> HttpResponse:
    body = json.dumps({"writer": str(writer.pk), "version": 0, **given})
    return client.post(f"/practices/share/{draft}/save/", body, content_type="application/json")


def test_words_typed_after_the_draft_was_thrown_away_in_another_tab_are_kept(
    client: Client, writer: User
) -> None:
    draft = uuid.uuid4()
    save(client, writer, draft, data={"title": "One"})
    PracticeDraft.objects.get().delete()
    answer = save(client, writer, draft, version=1, data={"title": "Still writing"})
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert PracticeDraft.objects.get().title == "Still writing"


def test_change_that_is_being_written_outlives_its_practice(client: Client, writer: User, tree: Tree) -> None:
    page = make_practice(tree.morocco, owner=writer)
    draft = uuid.uuid4()
    given = {
        "page": page.pk,
        "base": page.latest_revision_id,
        "data": {"title": "New", "story": "Longer story"},
    }
    assert save(client, writer, draft, **given).status_code == 200
    page.delete()
    assert "Longer story" in client.get(f"/practices/share/{draft}/").content.decode()
