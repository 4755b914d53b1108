"""Share an experience: writing, saving, sending."""

from __future__ import annotations

import uuid

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import WorkflowState

from practices.draft import PracticeDraft
from practices.models import PracticePage
from tests.factories import Tree, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(tree: Tree):
    return make_user("writer", role="liaison_magistrate", posted_to="MA", state="FR")


@pytest.fixture
def desk(tree: Tree):
    return make_user("desk", role="eurojust_desk", groups=[tree.morocco_desk])


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form_of(user, **values):
    """What the browser sends for the three required fields and the values named."""
    fields = {
        "writer": str(user.pk),
        "version": "0",
        "country": "MA",
        "title": "Extradition in ten days",
        "story": "We called first.\n\nThen we wrote.",
        "audience": "communities",
        "tlp": "AMBER",
        "outcome": "worked",
        "language": "en",
    }
    return fields | values


def send(client: Client, user, draft_id=None, **values):
    draft_id = draft_id or uuid.uuid4()
    return client.post(f"/practices/share/{draft_id}/", form_of(user, do="send", **values))


def test_form_presets_the_country_of_post(writer) -> None:
    response = signed_in(writer).get("/practices/share/")
    assert response.status_code == 200
    assert response.context["form"]["country"].value() == "MA"
    assert b"the desk for Morocco" in response.content
    assert PracticeDraft.objects.count() == 0


def test_three_fields_are_enough(writer, desk, django_capture_on_commit_callbacks) -> None:
    client = signed_in(writer)
    with django_capture_on_commit_callbacks(execute=True):
        response = send(client, writer)
    assert response.status_code == 302 and response.url.startswith("/my/")
    page = PracticePage.objects.get()
    assert (page.live, page.owner, page.title, page.audience) == (
        False,
        writer,
        "Extradition in ten days",
        "communities",
    )
    assert page.country_page.country_id == "MA"
    assert (
        page.get_latest_revision_as_object().body[0].value.source
        == "<p>We called first.</p><p>Then we wrote.</p>"
    )
    assert page.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    assert [message.to for message in mail.outbox] == [[desk.email]]
    assert page.title not in mail.outbox[0].subject + mail.outbox[0].body
