"""Pages in a real browser: nothing against WCAG 2.2 AA, nothing wider than a phone, nothing that needs script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.people.models import User
from portal.visibility import Audience
from practices.models import PracticeSource
from tests.axe import violations
from tests.factories import (
    PASSWORD,
    Tree,
    make_country,
    make_document,
    make_instrument,
    make_practice,
    make_topic,
    make_user,
)

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def overflows(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def sign_in(page: Page, live_server: Any, user: User) -> None:
    page.goto(f"{live_server.url}/accounts/login/?next=/countries/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/countries/")


@pytest.fixture
def written(tree: Tree) -> str:
    """The address of a practice that has everything a practice can have."""
    page = make_practice(
        tree.morocco,
        owner=make_user("writer"),
        title="طلب المساعدة القضائية",
        language="ar",
        kind="drafting",
        audience=Audience.MEMBERS,
        is_example=True,
        documents=[make_document("Model request")],
    )
    page.body = [
        *((block.block_type, block.value) for block in page.body),
        ("steps", ["First", "Then"]),
        ("obstacle", {"obstacle": "It was late", "workaround": "We called"}),
        ("quote", {"text": "Words", "reference": "Article 4"}),
    ]
    page.instruments, page.topics = [make_instrument("CETS182")], [make_topic()]
    page.other_countries = [make_country("TN")]
    page.sources = [PracticeSource(title="A report", url="https://example.org/a", date="2024")]
    page.save_revision().publish()
    return page.url


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_goes_against_wcag(
    browser: Browser, live_server: Any, written: str, axe_source: str, viewport: Any
) -> None:
    anonymous = ["/", "/accounts/login/", "/accounts/password/reset/", "/nowhere/"]
    signed_in = [
        "/",
        "/countries/",
        "/countries/?q=none",
        "/countries/ma/",
        written,
        "/instruments/",
        "/instruments/cets182/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/password/change/",
        "/accounts/logout/",
    ]
    user = make_user("reader")
    for paths, reader in ((anonymous, None), (signed_in, user)):
        context = browser.new_context(viewport=viewport, locale="en-GB")
        page = context.new_page()
        if reader is not None:
            sign_in(page, live_server, reader)
        for path in paths:
            page.goto(live_server.url + path)
            assert violations(page, axe_source) == [], path
            assert not overflows(page), path
        context.close()


def test_reader_gets_about_without_script(browser: Browser, live_server: Any, written: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, live_server, make_user("reader"))
    page.get_by_role("link", name="Countries").first.click()
    page.get_by_label("Name of a country").fill("moroc")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Morocco").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Morocco"
    page.get_by_role("link", name="FR").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Maroc"
    page.get_by_role("link", name="EN", exact=True).click()
    page.locator("details.comity-user summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("header a[href^='/accounts/login/']")).to_be_visible()
    context.close()


def test_navigation_folds_on_a_phone(browser: Browser, live_server: Any, tree: Tree) -> None:
    context = browser.new_context(viewport=PHONE, locale="en-GB")
    page = context.new_page()
    failures: list[str] = []
    page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
    page.goto(f"{live_server.url}/")
    navigation = page.get_by_role("navigation", name="Main navigation")
    group = navigation.locator("summary", has_text="Law")
    link = navigation.get_by_role("link", name="Instruments")
    assert not group.is_visible()
    button = page.get_by_role("button", name="Menu")
    button.click()
    assert not link.is_visible()
    group.click()
    assert link.is_visible() and button.get_attribute("aria-expanded") == "true"
    link.click()
    assert page.url.endswith("/instruments/")
    assert failures == []
    context.close()


def test_readers_menu_closes_on_escape(browser: Browser, live_server: Any, tree: Tree) -> None:
    context = browser.new_context(viewport=DESK, locale="en-GB")
    page = context.new_page()
    sign_in(page, live_server, make_user("reader"))
    menu = page.locator("details.comity-user")
    menu.locator("summary").click()
    assert page.get_by_role("button", name="Sign out").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Sign out").is_visible()
    assert menu.locator("summary").evaluate("element => element === document.activeElement")
    context.close()
