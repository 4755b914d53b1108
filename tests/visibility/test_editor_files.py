"""Putting a file on a page in the editor: only one's own, or what stands there already."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from portal.media.models import PortalDocument
from portal.people.models import User
from portal.visibility import Audience
from practices.models import PracticePage
from tests.factories import Tree, fresh, make_document, make_practice, make_user

pytestmark = pytest.mark.django_db


def form_with(page: PracticePage, user: User | None, *documents: object) -> Any:
    """The editor's form of a page, filled in with these documents as attachments."""
    form_class = PracticePage.get_edit_handler().get_form_class()
    blocks = [("attachment", {"document": str(document), "caption": "What it is"}) for document in documents]
    data = nested_form_data(
        {
            "title": page.title,
            "summary": page.summary,
            "body": streamfield([("text", '{"blocks": [], "entityMap": {}}'), *blocks][1:]),
            "language": "en",
            "outcome": "none",
            "tlp": page.tlp,
            "audience": page.audience,
            "sources": inline_formset([]),
        }
    )
    return form_class(data, instance=page, for_user=user, parent_page=page.get_parent())


@pytest.fixture
def writer(tree: Tree) -> User:
    return make_user("writer")


@pytest.fixture
def page(tree: Tree, writer: User) -> PracticePage:
    return make_practice(tree.morocco, owner=writer, audience=Audience.COMMUNITIES, state="draft")


def test_own_file_is_taken(page: PracticePage, writer: User) -> None:
    document = make_document(uploaded_by_user=writer)
    form = form_with(page, fresh(writer), document.pk)
    assert form.is_valid(), form.errors
    assert [block.value["document"] for block in form.cleaned_data["body"]] == [document]


def test_file_of_somebody_else_is_refused_in_the_words_for_one_that_is_missing(
    page: PracticePage, writer: User
) -> None:
    foreign = make_document(uploaded_by_user=make_user("somebody"))
    missing = foreign.pk + 1000
    refused = form_with(page, fresh(writer), foreign.pk)
    unknown = form_with(PracticePage.objects.get(pk=page.pk), fresh(writer), missing)
    assert not refused.is_valid() and not unknown.is_valid()
    assert refused.errors.as_json() == unknown.errors.as_json()
    shown = [[str(e.as_json_data()) for e in f.errors["body"].as_data()] for f in (refused, unknown)]
    assert shown[0] == shown[1]
    assert foreign.title not in str(refused.errors)


def test_file_that_is_on_the_page_stays_whoever_edits(tree: Tree, writer: User) -> None:
    document = make_document(uploaded_by_user=writer)
    page = make_practice(tree.morocco, owner=writer, audience=Audience.MEMBERS, documents=[document])
    desk = make_user("desk", groups=[tree.morocco_desk])
    assert form_with(page, desk, document.pk).is_valid()


def test_superuser_may_use_any_file(page: PracticePage) -> None:
    document = make_document(uploaded_by_user=make_user("somebody"))
    assert form_with(page, make_user("root", is_superuser=True), document.pk).is_valid()


def test_upload_in_the_editor_belongs_to_who_uploaded(tree: Tree, writer: User) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = Client()
    client.force_login(writer)
    data = {
        "document-chooser-upload-title": "New one",
        "document-chooser-upload-file": SimpleUploadedFile("new.txt", b"words"),
    }
    assert client.post("/admin/documents/chooser/create/", data).status_code == 200
    document = PortalDocument.objects.get(title="New one")
    assert document.uploaded_by_user == writer
    other = Client()
    other.force_login(make_user("other"))
    assert other.get(document.url).status_code == 404
