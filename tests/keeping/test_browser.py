"""Words of a form in a real browser: saved while one types, there again after a reload and after a lost connection."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from events.registration.models import Invitation
from portal.keeping.models import KeptForm
from tests.axe import violations
from tests.events.registration.test_browser import PHONE, overflows, sign_in
from tests.factories import Tree, make_user

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]


def test_call_on_a_phone_survives_a_lost_connection_and_is_sent(
    browser: Browser, live_server: Any, tree: Tree, axe_source: str
) -> None:
    user = make_user("magistrate", role="liaison_magistrate", state="FR", posted_to="MA")
    make_user("colleague", role="liaison_officer", state="ES", posted_to="MA")
    context = browser.new_context(viewport=PHONE, locale="en-GB")
    page = context.new_page()
    sign_in(page, live_server, user)
    address = f"{live_server.url}/events/new/call/"
    page.goto(address)
    assert not overflows(page) and violations(page, axe_source) == []
    page.get_by_label("Title").fill("Dual nationals")
    expect(page.locator(".comity-kept__state")).to_contain_text("Saved at")
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Dual nationals")
    expect(page.get_by_text("Only you see it")).to_be_visible()
    context.set_offline(True)
    page.get_by_label("Who is invited").fill("ann@authority.example")
    expect(page.locator(".comity-kept__state")).to_contain_text("kept on this device")
    context.set_offline(False)
    page.goto(address)  # the page was closed before the connection came back
    expect(page.get_by_label("Who is invited")).to_have_value("ann@authority.example")
    page.get_by_label("Starts").fill("2030-05-06T10:00")
    page.get_by_label("Invite everybody who is posted").check()
    if folder := os.environ.get("COMITY_SHOTS"):
        page.screenshot(path=f"{folder}/call.png", full_page=True)
    page.get_by_role("button", name="Announce it and invite").click()
    expect(page.get_by_text("2 people were invited")).to_be_visible()
    assert Invitation.objects.count() == 2 and not KeptForm.objects.get().is_open
    page.goto(address)
    expect(page.get_by_label("Title")).to_have_value("")
    assert (
        page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('comity-kept:')).length") == 0
    )
