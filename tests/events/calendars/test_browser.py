"""One's calendar in a real browser: made, copied, fetched by a program, ended; on a phone and a desk, for axe-core."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.visibility import Audience
from tests.axe import violations
from tests.events.calendars.readers import entries
from tests.events.registration.making import make_event, organiser_of
from tests.factories import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def test_calendar_is_made_fetched_and_ended(
    live_server: Any, page: Page, axe_source: str, settings: Any
) -> None:
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    event = make_event(title="Call on hearings by video", audience=Audience.MEMBERS)

    def look() -> None:
        for viewport in (PHONE, DESK):
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            assert violations(page, axe_source) == []
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not page.evaluate(wide)

    page.goto(f"{live_server.url}/accounts/login/?next=/events/my-calendar/")
    page.get_by_label("Email").fill(organiser_of(event).email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/events/my-calendar/")
    look()
    page.get_by_role("button", name="Make my calendar address").click()
    look()
    address = page.get_by_label("Address", exact=True).input_value()
    assert [str(entry["SUMMARY"]) for entry in entries(fetched(address))] == [event.title]
    page.get_by_role("button", name="Stop this address").click()
    expect(page.get_by_text("Your calendar address does not work any more.")).to_be_visible()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(address)


def fetched(address: str) -> str:
    """As a calendar program fetches it: without the browser's session."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=20) as answer:
        return str(answer.read().decode())
