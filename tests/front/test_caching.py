"""Nothing that a signed-in reader was shown is kept by a browser or by anything in between."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.visibility import Audience
from tests.factories import Tree, make_instrument, make_practice, make_user

pytestmark = pytest.mark.django_db


def test_pages_of_a_signed_in_reader_are_not_kept(tree: Tree) -> None:
    make_instrument("CETS182")
    make_practice(tree.morocco, audience=Audience.MEMBERS, slug="narrow")
    client = Client()
    client.force_login(make_user())
    addresses = (
        "/ /countries/ /countries/ma/ /countries/ma/narrow/ /instruments/ /instruments/cets182/ /practices/ "
        "/search/?q=a /my/ /practices/share/ /accounts/email/ /admin/ /nowhere/"
    )
    for address in addresses.split():
        kept = client.get(address).headers.get("Cache-Control", "")
        assert "no-store" in kept and "private" in kept, (address, kept)


def test_what_is_the_same_for_everyone_may_be_kept(tree: Tree) -> None:
    client = Client()
    assert "no-store" not in client.get("/countries/").headers.get("Cache-Control", "")
    client.force_login(make_user())
    assert "public" in client.get("/search/feed/").headers["Cache-Control"]
    assert "public" in client.get("/robots.txt").headers["Cache-Control"]
