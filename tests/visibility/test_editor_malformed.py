"""Wagtail's editor and forms that no browser would send: told at the field, never an error page, nothing kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from wagtail.admin.forms.models import formfield_for_dbfield
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from portal.pages.models import CountryElement, CountryPage
from portal.pages.rich_text import StreamFormField, TextFormField
from portal.pages.unreadable import UNREADABLE
from portal.visibility import Audience
from practices.models import PracticePage
from tests.factories import Tree, make_practice, make_user
from tests.practices.test_editor import add as add_practice
from tests.practices.test_editor import editor_data

pytestmark = pytest.mark.django_db

EMPTY = ["", "null", "{}", '{"blocks": [{"key": "a"}], "entityMap": {}}']
"""What is read as a text without words."""
BROKEN = [
    "not JSON <b>",
    "[]",
    "7",
    '{"blocks": 3, "entityMap": {}}',
    '{"blocks": [{"key": "a", "text": 5, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], '
    '"entityRanges": []}], "entityMap": {}}',
    '{"blocks": [{"key": "a", "text": "Words", "type": "nonsense", "depth": "x", "inlineStyleRanges": '
    '[{"offset": "a", "length": null, "style": "BOLD"}], "entityRanges": []}], "entityMap": {}}',
    '{"blocks": [{"key": "a", "text": "Words", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], '
    '"entityRanges": [{"offset": 0, "length": 5, "key": 9}]}], "entityMap": {}}',
    "[" * 100_000,
]


@pytest.fixture
def editor(tree: Tree) -> Client:
    client = Client()
    client.force_login(make_user("root", is_superuser=True))
    return client


@pytest.mark.parametrize(
    ("value", "button"),
    [*((value, "") for value in BROKEN), (BROKEN[0], "action-submit"), (BROKEN[0], "action-publish")],
    ids=range(len(BROKEN) + 2),
)
def test_text_block_that_cannot_be_read_is_an_error_of_its_field(editor, tree, value, button) -> None:
    body = streamfield([("text", value), ("text", rich_text("<p>Readable.</p>"))])
    response = add_practice(editor, tree, body=body, **({button: "1"} if button else {}))
    assert response.status_code == 200 and list(response.context["form"].errors) == ["body"]
    assert PracticePage.objects.count() == Revision.page_revisions.filter(object_id="0").count() == 0


@pytest.mark.parametrize("value", EMPTY)
def test_text_without_words_may_be_kept_as_a_draft(editor, tree, value) -> None:
    body = streamfield([("text", value)])
    assert add_practice(editor, tree, body=body).status_code == 302
    page = PracticePage.objects.get().get_latest_revision_as_object()
    assert page.body[0].value.source in ("", "<p></p>")


def test_page_keeps_its_text_and_the_form_what_was_sent(editor, tree) -> None:
    page = make_practice(tree.morocco, audience=Audience.COMMUNITIES, text="<p>As it was.</p>")
    revisions = Revision.objects.count()
    data = editor_data(title="New title", body=streamfield([("text", "Long words, <b> and no JSON")]))
    response = editor.post(f"/admin/pages/{page.pk}/edit/", data)
    assert response.status_code == 200 and str(UNREADABLE) in response.content.decode()
    assert "Long words, " in response.content.decode()
    page = PracticePage.objects.get(pk=page.pk)
    assert (page.body[0].value.source, page.latest_revision.as_object().title) == (
        "<p>As it was.</p>",
        page.title,
    )
    assert Revision.objects.count() == revisions


@pytest.mark.parametrize("value", BROKEN[:3])
def test_text_of_an_element_of_a_dossier_that_cannot_be_read(editor, tree, value) -> None:
    row = {
        "id": "",
        "element": "cooperation_level",
        "text": value,
        "language": "en",
        "source": "A report",
        "source_url": "",
        "source_date": "2024",
        "reviewer": "",
        "reviewed_on": "",
        "audience": "members",
        "ORDER": "1",
        "DELETE": "",
    }
    data = nested_form_data(
        {
            "title": "Renamed",
            "slug": "ma",
            "country": "MA",
            "introduction": "",
            "audience": "public",
            "elements": inline_formset([row]),
            "comments": inline_formset([]),
        }
    )
    response = editor.post(f"/admin/pages/{tree.morocco.pk}/edit/", data)
    assert response.status_code == 200
    (form,) = response.context["form"].formsets["elements"].forms
    assert form.errors == {"text": [str(UNREADABLE)]}
    assert CountryElement.objects.count() == 0
    assert CountryPage.objects.get(country_id="MA").latest_revision is None


@pytest.mark.parametrize(
    "change",
    [
        {"body-count": "many"},
        {"body-count": "7"},
        {"body-count": "9" * 5000},
        {"body-0-order": "first"},
        {"body-0-deleted": None},
        {"body-1-type": None},
        {"body-0-type": "table", "body-0-value-column-count": "x"},
        {"body-0-type": "steps", "body-0-value-count": "-"},
    ],
    ids=str,
)
def test_body_that_is_no_list_of_blocks_is_an_error_of_its_field(
    editor, tree, change: dict[str, Any]
) -> None:
    data = {name: value for name, value in (editor_data() | change).items() if value is not None}
    response = editor.post(f"/admin/pages/add/practices/practicepage/{tree.morocco.pk}/", data)
    assert response.status_code == 200 and list(response.context["form"].errors) == ["body"]
    assert PracticePage.objects.count() == 0


def test_preview_of_what_cannot_be_read_shows_nothing(editor, tree) -> None:
    page = make_practice(tree.morocco, audience=Audience.COMMUNITIES)
    for body in (streamfield([("text", "no JSON")]), {"count": "x"}):
        data = editor_data(body=body)
        response = editor.post(f"/admin/pages/{page.pk}/edit/preview/", data)
        assert response.status_code == 200 and json.loads(response.content)["is_valid"] is False


def test_what_the_editor_itself_sends_is_taken(editor, tree) -> None:
    empty = json.dumps({"blocks": [], "entityMap": {}})
    body = streamfield([("text", rich_text("<p>One <b>bold</b> word.</p>")), ("text", empty)][:1])
    assert add_practice(editor, tree, body=body).status_code == 302
    text = PracticePage.objects.get().get_latest_revision_as_object().body[0].value.source
    assert "<b>bold</b>" in text


def test_every_rich_text_and_stream_of_the_portal_is_read_with_care() -> None:
    ours = ("portal.", "practices.", "events.", "liaison.")
    fields = [f for m in apps.get_models() if m.__module__.startswith(ours) for f in m._meta.get_fields()]
    texts = [formfield_for_dbfield(field) for field in fields if isinstance(field, RichTextField)]
    streams = [formfield_for_dbfield(field) for field in fields if isinstance(field, StreamField)]
    assert len(texts) > 0 and all(isinstance(field, TextFormField) for field in texts)
    assert len(streams) > 0 and all(isinstance(field, StreamFormField) for field in streams)
