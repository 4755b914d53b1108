"""Text that browsers send and that not every database keeps or every page can show."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from practices.draft import DraftState, PracticeDraft
from practices.drafting import discard_draft, remove_file
from tests.factories import Tree, make_document, make_user

pytestmark = pytest.mark.django_db


def test_half_an_emoji_and_nul_lock_nobody_out(tree: Tree) -> None:
    user = make_user()
    client = Client(raise_request_exception=False)
    client.force_login(user)
    draft = uuid.uuid4()
    body = (
        f'{{"writer": "{user.pk}", "version": 0, "data": '
        r'{"title": "Cut off \ud83d", "story": "Whole \ud83d\ude00", "topics": ["a\u0000\ud83d"]}}'
    )
    saved = client.post(f"/practices/share/{draft}/save/", body, content_type="application/json")
    assert saved.status_code == 200
    kept = PracticeDraft.objects.get().data
    assert (kept["title"], kept["story"], kept["topics"]) == ("Cut off \ufffd", "Whole 😀", ["a\ufffd"])
    assert client.get(f"/practices/share/{draft}/").status_code == 200
    assert client.get("/my/").status_code == 200
    again = client.post(f"/practices/share/{draft}/save/", body, content_type="application/json")
    assert again.json()["version"] == 1, "the same words again are no conflict"


def test_draft_sent_meanwhile_is_neither_thrown_away_nor_robbed_of_its_files(tree: Tree) -> None:
    draft = PracticeDraft.objects.create(owner=make_user())
    file = draft.files.create(document=make_document())
    PracticeDraft.objects.filter(pk=draft.pk).update(state=DraftState.SENT)
    assert not remove_file(draft=draft, file_id=file.pk)
    discard_draft(draft)
    assert draft.files.count() == 1
    assert PracticeDraft.objects.filter(pk=draft.pk).exists()
