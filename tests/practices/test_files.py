"""Files of a draft: added, refused, removed, and what becomes of them."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.media.models import PortalDocument
from practices.draft import DraftFile, PracticeDraft
from practices.models import PracticePage
from tests.media import files
from tests.practices.conftest import decide, form_of, mend, send, shared, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(writer) -> PracticeDraft:
    draft_id = uuid.uuid4()
    send(writer, draft_id, do="save")
    return PracticeDraft.objects.get(pk=draft_id)


def add(user, draft, name="note.txt", content=b"words", client=None):
    upload = {"writer": user.pk, "file": SimpleUploadedFile(name, content)}
    return (client or signed_in(user)).post(f"/practices/share/{draft.pk}/files/", upload)


def test_file_is_bound_to_the_draft_and_only_its_writer_opens_it(writer, desk, draft) -> None:
    answer = add(writer, draft)
    assert answer.status_code == 201
    assert answer.json()["name"] == "note.txt" and answer.json()["size"] == 5
    url = answer.json()["url"]
    assert signed_in(writer).get(url).getvalue() == b"words"
    assert signed_in(desk).get(url).status_code == Client().get(url).status_code == 404
    assert b"note.txt" in signed_in(writer).get(f"/practices/share/{draft.pk}/").content


def test_same_file_again_is_one_attachment(writer, draft) -> None:
    first, second = add(writer, draft).json(), add(writer, draft).json()
    assert first == second and DraftFile.objects.count() == PortalDocument.objects.count() == 1
    assert add(writer, draft, content=b"other words").status_code == 201
    assert DraftFile.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("empty.txt", b"", "empty"),
        ("program.exe", b"MZ", "not accepted"),
        ("disguised.pdf", b"MZ\x00\x01", "broken"),
        ("marked.txt", b"SECRET UE/EU SECRET", "SECRET UE/EU SECRET"),
        ("locked.docx", b"\xd0\xcf\x11\xe0" + b"\x00" * 99, "password"),
    ],
)
def test_refused_files_leave_nothing_behind(writer, draft, name, content, part) -> None:
    answer = add(writer, draft, name, content)
    assert answer.status_code == 422 and part in answer.json()["message"]
    assert PortalDocument.objects.count() == 0 and DraftFile.objects.count() == 0


def test_huge_file_is_refused_before_it_is_read(writer, draft, settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    assert add(writer, draft, content=b"x" * 1001).status_code == 422
    url = f"/practices/share/{draft.pk}/files/"
    announced = signed_in(writer).post(url, {"writer": writer.pk}, headers={"Content-Length": str(10**12)})
    assert announced.status_code == 413 and announced.json()["message"]
    assert PortalDocument.objects.count() == 0


def test_only_so_many_files(writer, draft) -> None:
    for number in range(10):
        assert add(writer, draft, content=f"words {number}".encode()).status_code == 201
    answer = add(writer, draft, content=b"one more")
    assert answer.status_code == 422 and "10" in answer.json()["message"]
    assert PortalDocument.objects.count() == 10


def test_file_can_be_removed_with_its_content(writer, draft, django_capture_on_commit_callbacks) -> None:
    file_id = add(writer, draft).json()["id"]
    path = Path(PortalDocument.objects.get().file.path)
    client = signed_in(writer)
    url = f"/practices/share/{draft.pk}/files/{file_id}/remove/"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"writer": writer.pk}).json() == {"removed": True}
    assert client.post(url, {"writer": writer.pk}).json() == {"removed": False}
    assert PortalDocument.objects.count() == 0 and not path.exists()


def test_expired_session_adds_nothing(writer, draft) -> None:
    assert add(writer, draft, client=Client()).status_code == 401
    assert PortalDocument.objects.count() == 0


def test_upload_needs_the_token(writer, draft) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(writer)
    assert add(writer, draft, client=client).status_code == 403
    assert PortalDocument.objects.count() == 0


def test_without_javascript_files_come_with_the_form(writer, draft) -> None:
    data = form_of(writer, version="1", do="save") | {
        "files": [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.pdf", b"no pdf")]
    }
    response = signed_in(writer).post(f"/practices/share/{draft.pk}/", data)
    assert response.status_code == 422 and b"b.pdf is broken" in response.content
    assert [file.document.title for file in DraftFile.objects.all()] == ["a.txt"]
    file_id = str(DraftFile.objects.get().pk)
    assert send(writer, draft.pk, do="save", version="1", remove_file=file_id).status_code == 302
    assert DraftFile.objects.count() == 0 and PortalDocument.objects.count() == 0


def test_sending_does_not_happen_with_a_refused_file(writer, draft) -> None:
    data = form_of(writer, version="1", do="send") | {"files": [SimpleUploadedFile("b.pdf", b"no pdf")]}
    assert signed_in(writer).post(f"/practices/share/{draft.pk}/", data).status_code == 422
    assert PracticePage.objects.count() == 0


def test_files_become_attachments_that_the_desk_can_open(writer, desk, member, draft) -> None:
    url = add(writer, draft, "request.pdf", files.pdf()).json()["url"]
    assert send(writer, draft.pk, version="1", audience="members", tlp="GREEN").status_code == 302
    page = PracticePage.objects.get()
    document = PortalDocument.objects.get()
    blocks = page.get_latest_revision_as_object().body
    assert [block.block_type for block in blocks] == ["text", "attachment"]
    assert blocks[1].value["document"] == document
    assert document.attached_to_id == page.pk and DraftFile.objects.count() == 0
    assert signed_in(desk).get(url).status_code == 200
    assert signed_in(member).get(url).status_code == 404
    decide(desk, page, "approve")
    assert signed_in(member).get(url).status_code == 200


def test_thrown_away_draft_takes_its_files_along(writer, draft) -> None:
    add(writer, draft)
    send(writer, draft.pk, do="discard", version="1")
    assert PortalDocument.objects.count() == 0 and PracticeDraft.objects.count() == 0


def test_file_of_a_practice_can_be_taken_out_when_mending(writer, desk) -> None:
    draft_id = uuid.uuid4()
    send(writer, draft_id, do="save")
    draft = PracticeDraft.objects.get(pk=draft_id)
    add(writer, draft, "keep.txt", b"keep")
    add(writer, draft, "drop.txt", b"drop")
    send(writer, draft_id, version="1")
    page = PracticePage.objects.get()
    decide(desk, page, "approve")
    form = signed_in(writer).get(f"/practices/share/page/{page.pk}/").context["form"]
    block_id = next(block for block, name in form.fields["drop_files"].choices if name == "drop.txt")
    response = mend(writer, page, drop_files=[block_id])
    assert response.status_code == 302, response.context["form"].errors
    kept = [
        b.value["document"].title
        for b in PracticePage.objects.get().get_latest_revision_as_object().body
        if b.block_type == "attachment"
    ]
    assert kept == ["keep.txt"]


def test_stranger_cannot_add_to_a_draft(member, draft, writer) -> None:
    assert add(member, draft).status_code == 404
    assert shared(writer, title="Other").title == "Other"
    assert PortalDocument.objects.count() == 0
