"""A file that comes with the form, without JavaScript, when the text has just been sent or thrown away."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from portal.media.models import PortalDocument
from portal.people.models import User
from practices.draft import DraftFile, DraftState, PracticeDraft
from practices.drafting import discard_draft
from practices.models import PracticePage
from practices.views import share
from tests.practices.conftest import form_of, send, signed_in

pytestmark = pytest.mark.django_db

Between = Callable[[Callable[[], Any]], None]


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Between:
    """Let something happen after a form's words were kept and before its files are taken."""

    def arrange(happens: Callable[[], Any]) -> None:
        keep = share.save_draft

        def kept(**arguments: Any) -> PracticeDraft:
            draft = keep(**arguments)
            monkeypatch.setattr(share, "save_draft", keep)
            happens()
            return draft

        monkeypatch.setattr(share, "save_draft", kept)

    return arrange


def post(user: User, draft_id: uuid.UUID, *uploads: tuple[str, bytes], **values: Any) -> HttpResponse:
    files = {"files": [SimpleUploadedFile(name, content) for name, content in uploads]}
    return signed_in(user).post(f"/practices/share/{draft_id}/", form_of(user, do="send", **values) | files)


def titles(draft: PracticeDraft) -> list[str]:
    return [file.document.title for file in draft.files.all()]


def attached() -> list[str]:
    body = PracticePage.objects.get().get_latest_revision_as_object().body
    return [block.value["document"].title for block in body if block.block_type == "attachment"]


def test_text_sent_in_the_same_moment_leaves_the_file_in_a_draft_of_it(writer, between) -> None:
    draft_id = uuid.uuid4()
    between(lambda: send(writer, draft_id, version="1"))
    response = post(writer, draft_id, ("late.txt", b"late"))
    page = PracticePage.objects.get()
    kept = PracticeDraft.objects.get(state=DraftState.OPEN)
    assert (response.status_code, response["Location"]) == (302, f"/practices/share/{kept.pk}/")
    assert kept.page == page and titles(kept) == ["late.txt"] and kept.data["story"].startswith("We called")
    shown = signed_in(writer).get(response["Location"])
    assert b"late.txt" in shown.content
    sheet = shown.context["sheet"]
    again = post(writer, kept.pk, version=sheet.version, page=page.pk, base=sheet.base_id)
    assert again.status_code == 302 and attached() == ["late.txt"]
    assert PracticeDraft.objects.filter(state=DraftState.OPEN).count() == 0


def test_second_click_with_the_same_file_changes_nothing(writer) -> None:
    draft_id = uuid.uuid4()
    for _click in range(2):
        response = post(writer, draft_id, ("a.txt", b"a"))
        assert (response.status_code, response["Location"]) == (302, "/my/?sent=1")
    assert attached() == ["a.txt"] and PortalDocument.objects.count() == 1
    assert [draft.state for draft in PracticeDraft.objects.all()] == [DraftState.SENT]


def test_second_click_with_another_file_keeps_that_file_once(writer) -> None:
    draft_id = uuid.uuid4()
    post(writer, draft_id, ("a.txt", b"a"))
    for _click in range(2):
        post(writer, draft_id, ("a.txt", b"a"), ("b.txt", b"b"))
    kept = PracticeDraft.objects.get(state=DraftState.OPEN)
    assert titles(kept) == ["b.txt"] and PortalDocument.objects.count() == 2 and attached() == ["a.txt"]


def test_refused_late_file_is_told_and_leaves_nothing(writer) -> None:
    draft_id = uuid.uuid4()
    post(writer, draft_id)
    response = post(writer, draft_id, ("b.pdf", b"no pdf"))
    assert response["Location"] == "/my/?sent=1"
    client = signed_in(writer)
    told = client.post(
        f"/practices/share/{draft_id}/",
        form_of(writer, do="send") | {"files": [SimpleUploadedFile("b.pdf", b"no pdf")]},
        follow=True,
    )
    assert "b.pdf is broken" in told.content.decode()
    assert PortalDocument.objects.count() == 0 and PracticeDraft.objects.count() == 1


def test_draft_thrown_away_in_the_same_moment_keeps_words_and_file(writer, between) -> None:
    draft_id = uuid.uuid4()
    between(lambda: discard_draft(PracticeDraft.objects.get(pk=draft_id)))
    response = post(writer, draft_id, ("late.txt", b"late"))
    kept = PracticeDraft.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/practices/share/{kept.pk}/")
    assert titles(kept) == ["late.txt"] and kept.page is None and kept.data["title"]


def test_file_after_the_practice_was_deleted_is_kept_as_a_draft_of_a_new_one(writer) -> None:
    draft_id = uuid.uuid4()
    post(writer, draft_id)
    PracticePage.objects.get().delete()
    post(writer, draft_id, ("late.txt", b"late"))
    kept = PracticeDraft.objects.get(state=DraftState.OPEN)
    assert titles(kept) == ["late.txt"] and kept.page is None


def test_upload_by_script_is_told_that_the_draft_is_gone(writer, monkeypatch) -> None:
    from practices.views import share_api

    draft_id = uuid.uuid4()
    send(writer, draft_id, do="save")
    own = share_api.own_draft

    def sent_meanwhile(user: User, given: uuid.UUID) -> PracticeDraft | None:
        draft = own(user, given)
        PracticeDraft.objects.filter(pk=given).update(state=DraftState.SENT)
        return draft

    monkeypatch.setattr(share_api, "own_draft", sent_meanwhile)
    upload = {"writer": writer.pk, "file": SimpleUploadedFile("a.txt", b"a")}
    assert signed_in(writer).post(f"/practices/share/{draft_id}/files/", upload).status_code == 410
    assert DraftFile.objects.count() == PortalDocument.objects.count() == 0
