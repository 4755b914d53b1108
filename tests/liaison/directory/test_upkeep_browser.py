"""Confirming and handing over in a real browser: on a phone, without scripts, nothing against WCAG 2.2 AA."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from liaison.directory.confirm import confirm_path, make_token
from liaison.directory.models import Post
from tests.axe import violations
from tests.factories import Tree, make_practice, make_user
from tests.front.test_browser import PHONE, overflows, sign_in
from tests.liaison.directory.making import make_contact, make_post

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]


@pytest.fixture
def post(tree: Tree) -> Post:
    holder = make_user("holder")
    make_user("successor")
    verified = timezone.localdate() - datetime.timedelta(days=170)
    post = make_post(holder=holder, audience="members", verified_on=verified)
    make_contact(post, audience="members", label="Office")
    make_practice(tree.morocco, owner=holder, title="Donaudampfschifffahrtsgesellschaftskapitän" * 3)
    return post


def check(page: Page, axe_source: str) -> None:
    assert violations(page, axe_source) == []
    assert not overflows(page)


def test_link_is_answered_on_a_phone_without_scripts(
    browser: Browser, live_server: Any, post: Post, axe_source: str
) -> None:
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(live_server.url + confirm_path(make_token(post, post.holder)))
    page.get_by_role("button", name="Yes, it is still true").click()
    expect(page.get_by_text("Confirmed. Thank you.")).to_be_visible()
    page.reload()  # the browser sends the form again
    expect(page.get_by_text("Already confirmed")).to_be_visible()
    looking = browser.new_context(viewport=PHONE).new_page()
    for path in (confirm_path(make_token(post, post.holder)), "/directory/confirm/x/"):
        looking.goto(live_server.url + path)
        check(looking, axe_source)


def test_post_is_handed_over_with_the_keyboard_on_a_phone(
    browser: Browser, live_server: Any, post: Post, axe_source: str
) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    assert post.holder is not None
    sign_in(page, live_server, post.holder)
    page.goto(f"{live_server.url}/directory/posts/{post.pk}/handover/")
    check(page, axe_source)
    page.get_by_label("Reason").press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    check(page, axe_source)
    page.get_by_label("Successor", exact=True).fill("successor@example.org")
    page.get_by_label("Reason").fill("End of the term")
    page.get_by_label("Reason").press("Enter")
    expect(page.get_by_role("heading", name="Experiences that were shared")).to_be_visible()
    check(page, axe_source)
    page.get_by_role("button", name="Hand over", exact=True).press("Enter")
    expect(page.get_by_text("Handed over. Everyone concerned is told by e-mail.")).to_be_visible()
    check(page, axe_source)
    assert Post.objects.get(pk=post.pk).holder.email == "successor@example.org"  # type: ignore[union-attr]
