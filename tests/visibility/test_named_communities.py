"""Which communities somebody may name in an audience, and how many: in the editor and in the share form."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.test.utils.form_data import streamfield

from portal.pages.models import BasePage, CountryPage
from portal.people.communities import open_network
from portal.people.enums import CommunityKind
from portal.people.models import User
from portal.people.naming import MAX_NAMED
from portal.visibility import Audience, AudienceKey, audience_key, narrow
from practices.models import PracticePage
from tests.factories import Tree, fresh, make_network, make_practice, make_user
from tests.practices.conftest import mend, send, signed_in
from tests.practices.test_editor import editor_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def networks() -> list[Group]:
    return [make_network(f"Circle {number:02}") for number in range(MAX_NAMED + 1)]


@pytest.fixture
def writer(tree: Tree) -> User:
    return make_user("writer", role="liaison_magistrate", posted_to="MA", state="FR")


def editor_form(
    user: User | None, page: PracticePage | CountryPage, data: dict[str, Any] | None = None
) -> Any:
    """The editor's form of a page for somebody."""
    form_class = type(page).get_edit_handler().get_form_class()
    return form_class(data, instance=page, for_user=user, parent_page=page.get_parent())


def offered(user: User | None, page: PracticePage | CountryPage) -> set[str]:
    return {group.name for group in editor_form(user, page).fields["communities"].queryset}


# --- how many -------------------------------------------------------------------------------------------


def test_column_holds_what_may_be_named_under_a_dossier_that_names_as_many() -> None:
    limit = BasePage._meta.get_field("audience_key").max_length
    assert AudienceKey._meta.get_field("key").max_length == limit
    numbers = range(900_000, 900_000 + 2 * MAX_NAMED)
    keys = [
        audience_key(Audience.COMMUNITIES, numbers[:MAX_NAMED], ["g999998"]),
        audience_key(Audience.COMMUNITIES, numbers[MAX_NAMED:], ["g999999"]),
    ]
    assert len(narrow(*keys)) <= limit


def test_editor_refuses_more_communities_at_the_field(tree: Tree, networks: list[Group]) -> None:
    client = Client()
    client.force_login(make_user("root", is_superuser=True))
    url = f"/admin/pages/add/practices/practicepage/{tree.morocco.pk}/"
    body = streamfield([("text", '{"blocks": [], "entityMap": {}}')])
    numbers = [str(group.pk) for group in networks]
    response = client.post(url, editor_data(body=body) | {"communities": numbers})
    assert response.status_code == 200
    assert response.context["form"].errors["communities"] == [
        f"At most {MAX_NAMED} communities can be named. Take some out, or choose a wider audience."
    ]
    assert PracticePage.objects.count() == 0
    few = editor_data(body=body) | {"communities": numbers[1:]}
    assert client.post(url, few).status_code == 302


def test_editor_of_a_dossier_refuses_them_too(tree: Tree, networks: list[Group]) -> None:
    root = make_user("root", is_superuser=True)
    data = {"title": "Morocco", "country": "MA", "audience": "communities", "introduction": ""}
    empty = {f"elements-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
    form = editor_form(root, tree.morocco, data | empty | {"communities": [group.pk for group in networks]})
    assert not form.is_valid() and list(form.errors) == ["communities"]


def test_share_form_refuses_more_communities_and_keeps_the_words(writer: User, networks: list[Group]) -> None:
    writer.groups.add(*networks)
    draft_id = uuid.uuid4()
    chosen = [str(group.pk) for group in networks]
    response = send(writer, draft_id, communities=chosen)
    assert response.status_code == 422 and list(response.context["form"].errors) == ["communities"]
    assert PracticePage.objects.count() == 0
    assert signed_in(writer).get(f"/practices/share/{draft_id}/").context["form"]["title"].value()
    assert send(writer, draft_id, version="1", communities=chosen[1:]).status_code == 302


def test_share_form_counts_what_the_desk_has_named(tree: Tree, writer: User, networks: list[Group]) -> None:
    page = make_practice(
        tree.morocco,
        owner=writer,
        audience=Audience.COMMUNITIES,
        communities=networks[:-1],
        state="draft",
        language="en",
    )
    mine = make_network("Mine")
    writer.groups.add(mine)
    before = page.latest_revision_id
    response = mend(writer, page, communities=[str(mine.pk)])
    assert response.status_code == 422 and list(response.context["form"].errors) == ["communities"]
    page.refresh_from_db()
    assert page.latest_revision_id == before


# --- which ----------------------------------------------------------------------------------------------


def test_editor_offers_ones_own_what_is_known_to_all_and_what_is_chosen(tree: Tree, writer: User) -> None:
    mine, closed, chosen = make_network("Mine"), make_network("Closed"), make_network("Chosen")
    other = open_network("Other closed", kind=CommunityKind.OTHER).group
    Group.objects.create(name="No community")
    writer.groups.add(mine)
    page = make_practice(
        tree.morocco, owner=writer, audience=Audience.COMMUNITIES, communities=[chosen], state="draft"
    )
    names = offered(fresh(writer), page)
    assert {"Mine", "Chosen", "Desk: Morocco", "Desk: Tunisia", "Role: Prosecutor"} <= names
    assert not {closed.name, other.name, "No community"} & names
    assert closed.name in offered(make_user("root", is_superuser=True), page)
    assert not {"Mine", "Closed"} & offered(None, page)


def test_community_that_is_not_offered_is_refused_as_one_that_is_missing(tree: Tree, writer: User) -> None:
    closed = make_network("Closed circle")
    page = make_practice(tree.morocco, owner=writer, audience=Audience.COMMUNITIES, state="draft")
    answers = []
    for number in (closed.pk, closed.pk + 1000):
        form = editor_form(fresh(writer), PracticePage.objects.get(pk=page.pk), {"communities": [number]})
        assert not form.is_valid()
        answers.append(form.errors["communities"].as_json().replace(str(number), "N"))
    assert answers[0] == answers[1] and closed.name not in answers[0]
