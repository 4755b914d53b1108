"""People who write and review, and what a browser sends for them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from portal.people.communities import ensure_role_communities
from portal.people.models import User
from practices.models import PracticePage
from tests.factories import Tree, make_user


def signed_in(user: User) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(user)
    return client


def form_of(user: User, **values: Any) -> dict[str, Any]:
    """What the browser sends for the three required fields and the values named."""
    return {
        "writer": str(user.pk),
        "version": "0",
        "country": "MA",
        "title": "Extradition in ten days",
        "story": "We called first.\n\nThen we wrote.",
        "audience": "communities",
        "tlp": "AMBER",
        "outcome": "worked",
        "language": "en",
    } | values


def send(
    user: User, draft_id: uuid.UUID | None = None, client: Client | None = None, **values: Any
) -> HttpResponse:
    """Press "Send to the desk" (``do=...`` for another button)."""
    draft_id = draft_id or uuid.uuid4()
    data = form_of(user, **{"do": "send", **values})
    return (client or signed_in(user)).post(f"/practices/share/{draft_id}/", data)


def shared(user: User, **values: Any) -> PracticePage:
    """A practice that somebody has just sent to its desk."""
    known = set(PracticePage.objects.values_list("pk", flat=True))
    response = send(user, **values)
    assert response.status_code == 302, response.content.decode()
    return PracticePage.objects.exclude(pk__in=known).get()


def mend(user: User, page: PracticePage, **values: Any) -> HttpResponse:
    """Open a practice in the share form, change some values and send it."""
    client = signed_in(user)
    sheet = client.get(f"/practices/share/page/{page.pk}/").context
    form = sheet["form"]
    data = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    offered = {str(pk) for pk, _name in form.fields["communities"].choices}
    data["communities"] = [pk for pk in data["communities"] or [] if pk in offered]  # as checkboxes send them
    data |= {
        "writer": str(user.pk),
        "version": "0",
        "page": page.pk,
        "base": sheet["sheet"].base_id,
        "do": "send",
    }
    data |= values
    return client.post(f"/practices/share/{sheet['sheet'].draft_id}/", data)


def decide(
    user: User, page: PracticePage, decision: str, comment: str = "", revision: int | None = None
) -> HttpResponse:
    """Press a button on the review page; ``revision`` is the text that was read (default: the latest)."""
    page.refresh_from_db()
    data = {"decision": decision, "comment": comment, "revision": revision or page.latest_revision_id}
    return signed_in(user).post(f"/practices/review/{page.pk}/", data)


@pytest.fixture
def writer(tree: Tree) -> User:
    return make_user("writer", role="liaison_magistrate", posted_to="MA", state="FR")


@pytest.fixture
def desk(tree: Tree) -> User:
    return make_user("desk", groups=[tree.morocco_desk])


@pytest.fixture
def second_reviewer(tree: Tree) -> User:
    return make_user("second", groups=[tree.morocco_desk])


@pytest.fixture
def other_desk(tree: Tree) -> User:
    return make_user("otherdesk", groups=[tree.tunisia_desk])


@pytest.fixture
def eurojust(tree: Tree) -> User:
    ensure_role_communities()
    return make_user("eurojust", role="eurojust_desk")


@pytest.fixture
def member(tree: Tree) -> User:
    return make_user("member")


@pytest.fixture
def guest(tree: Tree) -> User:
    return make_user("guest", role="liaison_prosecutor")
