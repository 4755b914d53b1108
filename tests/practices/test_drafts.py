"""Saving while one writes: nothing is overwritten, nothing is lost."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client

from practices.draft import DraftState, PracticeDraft
from practices.models import PracticePage
from tests.practices.conftest import form_of, send, shared, signed_in

pytestmark = pytest.mark.django_db


def save(client: Client, user, draft_id, version=0, writer=None, **values):
    """What share.js sends; ``page`` and ``base`` are beside the data."""
    beside = {name: values.pop(name) for name in ("page", "base") if name in values}
    data = {k: v for k, v in form_of(user, **values).items() if k not in ("writer", "version")}
    body = {"writer": str(writer or user.pk), "version": version, "data": data, **beside}
    return client.post(
        f"/practices/share/{draft_id}/save/", json.dumps(body), content_type="application/json"
    )


def test_first_save_makes_the_draft_and_further_ones_count_up(writer) -> None:
    client, draft_id = signed_in(writer), uuid.uuid4()
    assert save(client, writer, draft_id, title="One").json()["version"] == 1
    assert save(client, writer, draft_id, 1, title="Two").json()["version"] == 2
    assert save(client, writer, draft_id, 2, title="Two").json()["version"] == 2, (
        "nothing new, nothing counted"
    )
    draft = PracticeDraft.objects.get()
    assert (draft.pk, draft.owner, draft.title) == (draft_id, writer, "Two")
    assert PracticePage.objects.count() == 0


def test_half_a_sentence_and_an_impossible_date_are_kept_as_typed(writer) -> None:
    client, draft_id = signed_in(writer), uuid.uuid4()
    assert (
        save(client, writer, draft_id, title="", story="Half a", experience_from="2024-13").status_code == 200
    )
    page = client.get(f"/practices/share/{draft_id}/").content.decode()
    assert "Half a" in page and 'value="2024-13"' in page


def test_second_tab_gets_both_texts_and_overwrites_nothing(writer) -> None:
    client, draft_id = signed_in(writer), uuid.uuid4()
    save(client, writer, draft_id, title="First")
    assert save(client, writer, draft_id, 1, title="From tab A").status_code == 200
    answer = save(client, writer, draft_id, 1, title="From tab B")
    assert answer.status_code == 409
    assert answer.json()["data"]["title"] == "From tab A" and answer.json()["version"] == 2
    assert PracticeDraft.objects.get().title == "From tab A"
    assert save(client, writer, draft_id, 2, title="From tab B").status_code == 200, "chosen knowingly"


def test_two_first_saves_of_one_form_conflict_too(writer) -> None:
    client, draft_id = signed_in(writer), uuid.uuid4()
    save(client, writer, draft_id, title="A")
    assert save(client, writer, draft_id, 0, title="B").status_code == 409
    assert save(client, writer, draft_id, 0, title="A").status_code == 200, "the same words are no conflict"


def test_conflict_without_javascript_shows_both_texts(writer) -> None:
    client, draft_id = signed_in(writer), uuid.uuid4()
    save(client, writer, draft_id, title="First")
    save(client, writer, draft_id, 1, title="From the other device", topics=[])
    response = send(writer, draft_id, do="send", version="1", title="From this one")
    assert response.status_code == 409
    page = response.content.decode()
    assert 'value="From this one"' in page and "From the other device" in page
    assert PracticeDraft.objects.get().title == "From the other device" and PracticePage.objects.count() == 0
    version = response.context["sheet"].version
    assert send(writer, draft_id, do="send", version=str(version), title="From this one").status_code == 302
    assert PracticePage.objects.get().title == "From this one"


def test_expired_session_and_another_user_are_told_apart(writer, member) -> None:
    draft_id = uuid.uuid4()
    answer = save(Client(), writer, draft_id)
    assert (answer.status_code, answer.json()) == (401, {"error": "signed_out"})
    answer = save(signed_in(member), member, draft_id, writer=writer.pk)
    assert (answer.status_code, answer.json()) == (401, {"error": "other_user"})
    assert PracticeDraft.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"writer": 999999}', b"[" * 100_000],
)
def test_malformed_saves_are_refused(writer, body) -> None:
    url = f"/practices/share/{uuid.uuid4()}/save/"
    response = signed_in(writer).post(url, body, content_type="application/json")
    assert response.status_code in (400, 401)
    assert PracticeDraft.objects.count() == 0


@pytest.mark.parametrize(
    "data", [None, [], "x", 3, {"title": 1}, {"topics": "x"}, {"topics": [1]}, {"title": {"a": 1}}]
)
def test_data_of_another_shape_is_refused(writer, data) -> None:
    body = json.dumps({"writer": str(writer.pk), "version": 0, "data": data})
    url = f"/practices/share/{uuid.uuid4()}/save/"
    response = signed_in(writer).post(url, body, content_type="application/json")
    assert response.status_code == 422 and response.json()["message"]
    assert PracticeDraft.objects.count() == 0


@pytest.mark.parametrize("version", [-1, True, "1", 10**30, None, 1.5])
def test_odd_versions_overwrite_nothing(writer, version) -> None:
    client, draft_id = signed_in(writer), uuid.uuid4()
    save(client, writer, draft_id, title="Kept")
    assert save(client, writer, draft_id, version, title="Other").status_code == 409
    assert PracticeDraft.objects.get().title == "Kept"


def test_unknown_fields_are_left_out(writer) -> None:
    client, draft_id = signed_in(writer), uuid.uuid4()
    save(client, writer, draft_id, owner="1", live="true", title="T")
    assert not {"owner", "live", "writer"} & set(PracticeDraft.objects.get().data)


def test_two_megabytes_are_refused_with_a_message_and_change_nothing(writer) -> None:
    client, draft_id = signed_in(writer), uuid.uuid4()
    save(client, writer, draft_id, title="Kept")
    for size in (2_000_000, 6_000_000):
        answer = save(client, writer, draft_id, 1, story="x" * size)
        assert answer.status_code == 422 and "too long" in answer.json()["message"]
    assert PracticeDraft.objects.get().title == "Kept" and PracticeDraft.objects.get().version == 1


def test_draft_that_was_sent_is_not_saved_again(writer) -> None:
    draft_id = uuid.uuid4()
    send(writer, draft_id)
    answer = save(signed_in(writer), writer, draft_id, 1, title="Late")
    assert answer.status_code == 410
    draft = PracticeDraft.objects.get()
    assert (draft.state, draft.data) == (DraftState.SENT, {})
    assert signed_in(writer).get(f"/practices/share/{draft_id}/").status_code == 302


def test_draft_of_a_practice_of_others_cannot_be_made(writer, member) -> None:
    page = shared(writer)
    answer = save(signed_in(member), member, uuid.uuid4(), page=page.pk, base=page.latest_revision_id)
    assert answer.status_code == 404
    assert PracticeDraft.objects.filter(owner=member).count() == 0


def test_draft_cannot_be_moved_to_another_practice(writer) -> None:
    first, second = shared(writer, title="First"), shared(writer, title="Second")
    client, draft_id = signed_in(writer), uuid.uuid4()
    save(client, writer, draft_id, page=first.pk, base=first.latest_revision_id, title="Mended")
    save(client, writer, draft_id, 1, page=second.pk, base=second.latest_revision_id, title="Mended more")
    draft = PracticeDraft.objects.get(pk=draft_id)
    assert (draft.page_id, draft.base_revision_id) == (first.pk, first.latest_revision_id)


def test_get_makes_no_draft_and_saving_needs_post(writer) -> None:
    client = signed_in(writer)
    assert client.get(f"/practices/share/{uuid.uuid4()}/save/").status_code == 405
    assert client.get(f"/practices/share/{uuid.uuid4()}/").status_code == 302
    assert PracticeDraft.objects.count() == 0
