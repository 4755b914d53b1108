"""The pages that say how fresh a briefing is: for its readers, its editors, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from events.briefings.models import Briefing
from events.freshness.models import StaleCause
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from tests.events.freshness.making import found, make_briefing, make_editor
from tests.factories import Tree, make_network, make_practice, make_tree, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(db: None) -> Tree:
    return make_tree()


@pytest.fixture
def editor(tree: Tree) -> User:
    return make_editor("editor")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_stale(tree: Tree, editor: User, **fields: Any) -> Briefing:
    """A briefing since whose compilation one practice is new."""
    briefing = make_briefing(editor, **fields)
    make_practice(tree.morocco, title="A new practice", audience=Audience.MEMBERS)
    assert found(briefing) == [("practice", "added")]
    return briefing


def test_reader_is_told_why_and_editors_can_do_something(tree: Tree, editor: User) -> None:
    briefing = make_stale(tree, editor)
    address = f"/briefings/{briefing.slug}/freshness/"
    reader = signed_in(make_user("reader")).get(address).content.decode()
    assert "A new practice" in reader and "Something is new" in reader and 'lang="en"' in reader
    assert "Compare now" not in reader and "Ask a body" not in reader
    own = signed_in(editor).get(address).content.decode()
    assert "Compare now" in own and "Ask a body" in own and "every 90 days" in own
    refreshing = f"/briefings/{briefing.slug}/refresh/"
    assert refreshing in own and refreshing not in reader


def test_nobody_outside_learns_of_it(tree: Tree, editor: User) -> None:
    network = make_network()
    editor.groups.add(network)
    briefing = make_stale(tree, editor, audience=Audience.COMMUNITIES, communities=[network])
    address = f"/briefings/{briefing.slug}/freshness/"
    guest = make_user("official", role=Role.LIAISON_PROSECUTOR, groups=[network])
    for user in (make_user("outside", role=Role.COMMISSION), guest):
        client = signed_in(user)
        assert [client.get(address).status_code, client.post(f"{address}compare/").status_code] == [404, 404]
        assert client.get("/briefings/").content.decode().count("Stale") == 0
    assert Client().get(address).status_code == 404
    reader = signed_in(make_user("reader", groups=[network]))
    assert reader.get(address).status_code == 200 and reader.post(f"{address}compare/").status_code == 404


def test_list_and_page_of_the_briefing_say_that_it_is_stale(tree: Tree, editor: User) -> None:
    briefing = make_stale(tree, editor)
    other = make_briefing(editor, title="Another package", country="TN")
    client = signed_in(editor)
    page = client.get(briefing.get_absolute_url()).content.decode()
    assert f"/briefings/{briefing.slug}/freshness/" in page and "Due for another look on" in page
    assert f"/briefings/{other.slug}/freshness/" in client.get(other.get_absolute_url()).content.decode()
    names = {
        row.briefing.pk: [note.state for note in row.notes]
        for row in client.get("/briefings/").context["rows"]
    }
    assert names == {briefing.pk: ["stale"], other.pk: ["fresh"]}
    reader = signed_in(make_user("reader"))
    assert "1 of its sources" in reader.get(briefing.get_absolute_url()).content.decode()


def test_comparing_now_finds_what_nothing_told_of(tree: Tree, editor: User) -> None:
    briefing = make_briefing(editor)
    make_practice(tree.morocco, audience=Audience.MEMBERS)
    client = signed_in(editor)
    assert not StaleCause.objects.exists()
    answer = client.post(f"/briefings/{briefing.slug}/freshness/compare/", follow=True)
    assert "compared with its sources" in answer.content.decode() and StaleCause.objects.count() == 1
    assert client.get(f"/briefings/{briefing.slug}/freshness/compare/").status_code == 405


def test_briefing_that_says_what_its_sources_say_is_up_to_date(tree: Tree, editor: User) -> None:
    briefing = make_briefing(editor)
    page = signed_in(editor).get(f"/briefings/{briefing.slug}/freshness/").content.decode()
    assert "Nothing that you may see has changed" in page
    Briefing.objects.update(archived=True)
    page = signed_in(editor).get(f"/briefings/{briefing.slug}/freshness/").content.decode()
    assert "This briefing is archived" in page and "Ask a body" not in page
    assert signed_in(editor).get(f"/briefings/{briefing.slug}/consultation/").status_code == 404
