"""The other way to write: Wagtail's editor, under the same rules."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents.forms import get_document_form
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from portal.media.models import PortalDocument
from portal.pages.models import CountryPage
from practices.models import PracticePage
from practices.queries import current_review
from tests.factories import Tree, make_user
from tests.practices.conftest import decide, shared, signed_in

pytestmark = pytest.mark.django_db
HOSTILE = '<p onclick="x()">Hi<script>alert(1)</script> <a href="javascript:x()">there</a></p>'


def editor_data(**values: Any) -> dict[str, Any]:
    """What the editor's form sends."""
    fields = {
        "title": "From the editor",
        "slug": "",
        "summary": "",
        "body": streamfield(
            [("text", rich_text("<p>Words.</p>")), ("quote", {"text": "Said\x0b", "reference": "Here"})]
        ),
        "kind": "",
        "language": "en",
        "outcome": "none",
        "tlp": "AMBER",
        "audience": "communities",
        "sources": inline_formset([]),
        "comments": inline_formset([]),
        "go_live_at": "",
        "expire_at": "",
    }
    return nested_form_data(fields | values)


@pytest.fixture
def editor(tree: Tree) -> Client:
    return signed_in(make_user("root", is_superuser=True))


def add(client: Client, tree: Tree, **values: Any):
    url = f"/admin/pages/add/practices/practicepage/{tree.morocco.pk}/"
    return client.post(url, editor_data(**values))


def test_text_is_cleaned_when_it_enters(editor, tree) -> None:
    body = streamfield(
        [("text", rich_text(HOSTILE)), ("quote", {"text": "Said\u202e", "reference": "Here\x00"})]
    )
    response = add(editor, tree, title="Tit\u202ele", body=body)
    assert response.status_code == 302, response.context["form"].errors
    page = PracticePage.objects.get().get_latest_revision_as_object()
    html = page.body[0].value.source
    assert "Hi" in html and "there" in html
    assert not any(part in html for part in ("script", "onclick", "javascript"))
    assert (page.title, page.body[1].value["text"], page.body[1].value["reference"]) == (
        "Title",
        "Said",
        "Here",
    )
    assert page.slug.startswith("title")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "SECRET UE/EU SECRET"}, "title"),
        ({"body": streamfield([("text", rich_text("<p>R-UE/<b>EU-R</b></p>"))])}, "body"),
        (
            {"body": streamfield([("quote", {"text": "RESTREINT UE/EU RESTRICTED", "reference": "x"})])},
            "body",
        ),
        ({"note": "TRES SECRET UE/EU TOP SECRET"}, "note"),
        ({"audience": "public"}, "audience"),
        ({"experience_from": "2024-05-01", "experience_until": "2024-04-01"}, "experience_until"),
    ],
)
def test_same_rules_are_told_at_the_field(editor, tree, values, field) -> None:
    response = add(editor, tree, **values)
    assert response.status_code == 200 and field in response.context["form"].errors
    assert PracticePage.objects.count() == 0


def test_submitting_in_the_editor_enters_the_same_review(editor, tree, desk) -> None:
    response = add(editor, tree, **{"action-submit": "1"})
    assert response.status_code == 302
    page = PracticePage.objects.get()
    assert current_review(page) is not None and not page.live
    assert decide(desk, page, "approve").status_code == 302
    assert PracticePage.objects.get().live


def test_desk_approves_in_the_editor_too(eurojust, writer, desk) -> None:
    for user in (writer, desk):
        user.save()  # into the community of their role, which lets them into the editor
    page = shared(writer)
    state = current_review(page)
    url = f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/"
    assert signed_in(writer).post(url).status_code != 200
    assert not PracticePage.objects.get().live
    response = signed_in(desk).post(url, headers={"X-Requested-With": "XMLHttpRequest"})
    assert response.status_code == 200, (response.status_code, response.headers, response.content[:500])
    assert PracticePage.objects.get().live


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [
        ("a.txt", b"words", None),
        ("a.txt", b"EU SECRET\n", "file"),
        ("a.pdf", b"no pdf", "file"),
        ("a.exe", b"MZ", "file"),
    ],
)
def test_files_of_the_editor_are_checked_alike(tree, name, content, field) -> None:
    from wagtail.models import Collection

    root = make_user("root", is_superuser=True)
    data = {"title": "A file", "collection": Collection.get_first_root_node().pk, "tags": ""}
    form = get_document_form(PortalDocument)(data, {"file": SimpleUploadedFile(name, content)}, user=root)
    assert form.is_valid() == (field is None), form.errors
    assert set(form.errors) == ({field} if field else set())


def test_dossier_lists_the_published_practice_under_its_address(writer, desk) -> None:
    page = shared(writer, audience="public", tlp="CLEAR")
    decide(desk, page, "approve")
    page = PracticePage.objects.get()
    assert CountryPage.objects.get(pk=page.get_parent().pk).slug == "ma"
    assert Client().get(page.url).status_code == 200
