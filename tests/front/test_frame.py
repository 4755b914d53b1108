"""The frame of every page: what it says, to whom, and that it keeps to the content policy."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from portal.front.views.errors import bad_request, csrf_failure, permission_denied, server_error
from portal.people.enums import Role
from tests.factories import Tree, make_instrument, make_practice, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def paths(tree: Tree) -> list[str]:
    """One address of every kind of page that needs no right."""
    make_instrument("CETS182")
    page = make_practice(tree.morocco, documents=[])
    return [
        "/",
        "/countries/",
        "/countries/?q=none",
        "/countries/ma/",
        page.url,
        "/instruments/",
        "/instruments/cets182/",
        "/accounts/login/",
        "/accounts/password/reset/",
        "/nowhere/",
    ]


def test_every_page_has_title_language_heading_and_skip_link(paths: list[str]) -> None:
    for path in paths:
        text = Client().get(path).content.decode()
        assert re.search(r"<title>[^<]*Comity", text), path
        assert '<html lang="en" dir="ltr">' in text, path
        assert len(re.findall(r"<h1\b", text)) == 1, path
        assert 'href="#main"' in text and '<main id="main"' in text, path
        assert "not a site of an institution, body or agency of the European Union" in text, path
        assert "Verify it with the depositary" in text, path


def test_nothing_inline_without_the_nonce(paths: list[str]) -> None:
    member = Client()
    member.force_login(make_user())
    for client in (Client(), member):
        for path in paths:
            answer = client.get(path)
            text = answer.content.decode()
            nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
            for tag in re.findall(r"<script[^>]*>", text):
                assert (
                    "src=" in tag or "application/json" in tag or (nonce and f'nonce="{nonce[1]}"' in tag)
                ), path
            assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", text), path
            assert "<style" not in text, path


def test_search_machines_are_kept_from_what_members_see(paths: list[str]) -> None:
    member = Client()
    member.force_login(make_user())
    assert 'name="robots"' not in Client().get("/countries/").content.decode()
    assert 'name="robots" content="noindex, nofollow"' in member.get("/countries/").content.decode()


def test_language_links_keep_what_the_reader_chose(tree: Tree) -> None:
    text = Client().get("/countries/?q=mar&lang=en&x=1&x=2").content.decode()
    assert 'href="?q=mar&amp;lang=fr&amp;x=1&amp;x=2"' in text
    french = Client().get("/countries/?lang=fr").content.decode()
    assert '<html lang="fr"' in french and "Maroc" in french


def test_navigation_says_where_the_reader_is(tree: Tree) -> None:
    assert 'href="/countries/" aria-current="page"' in Client().get("/countries/").content.decode()
    inside = Client().get("/countries/ma/").content.decode()
    assert 'href="/countries/" aria-current="true"' in inside
    assert 'href="/instruments/" aria-current' not in inside


def test_readers_menu_shows_role_and_signs_out_by_post(tree: Tree) -> None:
    client = Client()
    client.force_login(make_user("amina", role=Role.PROSECUTOR))
    text = client.get("/countries/").content.decode()
    assert "Amina" in text and ">Prosecutor<" in text
    assert re.search(
        r'<form method="post" action="/accounts/logout/">\s*<input type="hidden" name="csrfmiddlewaretoken"',
        text,
    )
    assert "Sign in" not in text


def test_sign_in_returns_to_the_page(tree: Tree) -> None:
    assert (
        "/accounts/login/?next=%2Fcountries%2Fma%2F%3Fa%3D1"
        in Client().get("/countries/ma/?a=1").content.decode()
    )
    assert "?next=" not in Client().get("/").content.decode()


def test_demo_says_that_it_is_one(tree: Tree, settings: Any) -> None:
    assert "comity-demo" not in Client().get("/").content.decode()
    settings.COMITY_DEMO = True
    assert "comity-demo" in Client().get("/").content.decode()


def test_nobody_signs_up_by_themselves() -> None:
    text = Client().get("/accounts/login/").content.decode()
    assert "/accounts/signup/" not in text
    assert "Accounts are opened by the administrators" in text


def test_sign_in_tells_the_error_at_the_field_and_on_top() -> None:
    text = Client().post("/accounts/login/", {"login": "", "password": "x"}).content.decode()
    assert 'role="alert"' in text and 'href="#id_login"' in text
    assert re.search(
        r'aria-describedby="id_login-error"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*aria-describedby="id_login-error"',
        text,
    )
    assert 'id="id_login-error"' in text


# --- errors ---------------------------------------------------------------------------------------------


def test_failure_page_asks_nothing_of_the_database(tree: Tree) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    with patch("portal.pages.countries.country_entries", side_effect=RuntimeError("broken")):
        answer = client.get("/countries/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()
    assert "broken" not in answer.content.decode()
    request = RequestFactory().get("/")
    with CaptureQueriesContext(connection) as captured:
        assert server_error(request).status_code == 500
    assert len(captured) == 0


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (bad_request, 400, "could not be read"),
        (permission_denied, 403, "You may not do this"),
        (csrf_failure, 403, "This form is no longer valid"),
    ],
)
def test_errors_say_what_to_do(view: Any, status: int, words: str) -> None:
    request = Client().get("/nowhere/").wsgi_request
    answer = view(request)
    assert answer.status_code == status
    assert words in answer.content.decode() and 'href="/"' in answer.content.decode()


def test_form_from_elsewhere_is_refused_with_a_page() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": "a@example.org", "password": "x"})
    assert answer.status_code == 403
    assert "This form is no longer valid" in answer.content.decode()
