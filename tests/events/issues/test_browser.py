"""Issues in a real browser: frozen, shared and withdrawn on a phone, every page for axe-core."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from events.briefings.models import Entry
from events.issues.models import Issue
from tests.axe import violations
from tests.events.issues.making import World, freeze_now, make_world
from tests.factories import PASSWORD, Tree

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]


@pytest.fixture
def world(tree: Tree) -> World:
    return make_world(tree)


def test_issue_is_frozen_compared_shared_and_withdrawn_on_a_phone(
    live_server: Any, page: Page, axe_source: str, world: World
) -> None:
    def looked_at() -> None:
        assert violations(page, axe_source) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    freeze_now(world.briefing, world.owner)
    entry = Entry.objects.get(section__briefing=world.briefing, source_type="editor")
    entry.edited = "Another point."
    entry.save()
    base = f"{live_server.url}/briefings/{world.briefing.slug}/"
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/accounts/login/?next=/briefings/{world.briefing.slug}/freeze/")
    page.get_by_label("Email").fill(world.owner.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/freeze/")
    looked_at()
    page.get_by_label("What is new in this issue").fill("One point.")
    page.get_by_role("button", name="Freeze issue 2").click()
    page.wait_for_url("**/issues/2/")
    looked_at()
    with page.expect_download() as download:
        page.get_by_role("link", name="This issue as a file: Word").click()
    assert download.value.suggested_filename.startswith("briefing-ma-2-")
    page.get_by_role("link", name="What changed since issue 1").click()
    expect(page.locator("ins", has_text="Another")).to_be_visible()
    looked_at()
    page.goto(f"{base}issues/2/share/")
    looked_at()
    page.get_by_label("Which visit or meeting").fill("Visit of March")
    page.get_by_label("People").fill(world.inside.email)
    page.get_by_role("button", name="Share it").click()
    expect(page.get_by_text("Shared. 1 person is told.")).to_be_visible()
    looked_at()
    page.goto(f"{base}issues/2/withdraw/")
    looked_at()
    page.get_by_label("Why it is withdrawn").fill("A wrong figure.")
    page.get_by_role("button", name="Withdraw it").click()
    page.wait_for_url("**/issues/")
    looked_at()
    page.get_by_role("link", name="Issue 2").first.click()
    expect(page.get_by_text("A wrong figure.")).to_be_visible()
    looked_at()
    assert Issue.objects.get(number=2).is_withdrawn
