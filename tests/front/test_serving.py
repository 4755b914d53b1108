"""A page is served to its audience only; for everyone else it looks like a page that does not exist."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from wagtail.models import Page

from portal.pages.models import CountryPage
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from tests.factories import Tree, make_network, make_practice, make_user

pytestmark = pytest.mark.django_db

SECRET = "zirconium"


def body(client: Client, url: str) -> tuple[int, str]:
    """Status and text of an answer, without what differs each time: the nonce and the form's token."""
    answer = client.get(url)
    text = re.sub(r'(nonce|value)="[^"]*"', r'\1=""', answer.content.decode())
    return answer.status_code, re.sub(r"next=[^\"]*", "next=", text)


def signed_in(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@pytest.mark.parametrize("audience", Audience.values)
@pytest.mark.parametrize("who", ["anonymous", "guest", "member", "insider", "desk", "owner", "superuser"])
def test_practice_is_served_to_its_audience_only(tree: Tree, audience: str, who: str) -> None:
    network = make_network("Network A")
    owner = make_user("owner")
    page = make_practice(
        tree.morocco, owner=owner, title=SECRET, audience=audience, communities=[network], state="live"
    )
    users = {
        "anonymous": None,
        "guest": make_user("guest", role=Role.LIAISON_PROSECUTOR),
        "member": make_user("member"),
        "insider": make_user("insider", role=Role.LIAISON_PROSECUTOR, groups=[network]),
        "desk": make_user("desk", groups=[tree.morocco_desk]),
        "owner": owner,
        "superuser": make_user("root", is_superuser=True),
    }
    allowed = {
        Audience.PUBLIC: set(users),
        Audience.MEMBERS: {"member", "desk", "owner", "superuser"},
        Audience.COMMUNITIES: {"insider", "desk", "owner", "superuser"},
    }[Audience(audience)]

    status, text = body(signed_in(users[who]), page.url)

    assert status == (200 if who in allowed else 404)
    assert (SECRET in text) == (who in allowed)


@pytest.mark.parametrize("who", [None, "outsider"])
def test_hidden_and_missing_pages_look_the_same_to_the_letter(tree: Tree, who: str | None) -> None:
    hidden = make_practice(tree.morocco, title=SECRET, audience=Audience.COMMUNITIES)
    draft = make_practice(tree.morocco, title=SECRET, audience=Audience.PUBLIC, state="draft")
    client = signed_in(make_user(who) if who else None)

    missing = body(client, "/countries/ma/no-such-page/")

    assert missing[0] == 404
    assert body(client, hidden.url) == missing
    assert body(client, f"/countries/ma/{draft.slug}/") == missing
    assert SECRET not in missing[1]


def test_page_not_found_offers_sign_in_to_whoever_is_not_signed_in(tree: Tree) -> None:
    assert "If you have an account, sign in" in body(Client(), "/nowhere/")[1]
    assert "If you have an account, sign in" not in body(signed_in(make_user()), "/nowhere/")[1]


def test_page_without_an_audience_is_served_to_nobody(tree: Tree) -> None:
    home = Page.objects.get(depth=2)
    plain = home.add_child(instance=Page(title=SECRET, slug="plain", live=True))
    for user in (None, make_user(), make_user("root", is_superuser=True)):
        status, text = body(signed_in(user), plain.url)
        assert status == 404
        assert SECRET not in text


def test_practice_under_a_narrowed_dossier_is_as_narrow_as_both(tree: Tree) -> None:
    page = make_practice(tree.morocco, title=SECRET, audience=Audience.PUBLIC)
    assert body(Client(), page.url)[0] == 200
    dossier = CountryPage.objects.get(pk=tree.morocco.pk)
    dossier.audience = Audience.MEMBERS
    dossier.save()
    assert body(Client(), page.url)[0] == 404
    assert body(signed_in(make_user()), page.url)[0] == 200
