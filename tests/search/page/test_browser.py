"""The search page in a browser, on a phone and on a desktop: updates in place, back button, focus, no violation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.reference.loading import load_all
from tests.axe import violations
from tests.search.page.conftest import serving
from tests.search.page.world import build_world

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def portal(live_server: Any, page: Page, tmp_path: Path) -> Iterator[Page]:
    """A page of the portal; the test fails on any message of the browser's console."""
    load_all()
    build_world()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    with serving("tantivy", tmp_path):
        page.goto(f"{live_server.url}/search/")
        yield page
        page.goto("about:blank")
    assert said == []


def titles(page: Page) -> list[str]:
    return page.locator(".comity-results h3").all_inner_texts()


def test_search_in_a_browser(portal: Page, axe_source: str) -> None:
    """One test, because making the portal takes longest."""
    _on_a_desktop(portal)
    assert violations(portal, axe_source) == []
    _on_a_phone(portal)
    assert violations(portal, axe_source) == []


def _on_a_desktop(page: Page) -> None:
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    count = page.locator("#search-count")
    page.fill("#search-q", "extradition Maroc")
    page.press("#search-q", "Enter")
    expect(count).to_have_text("1 result")
    expect(page).to_have_url(re.compile(r"/search/\?q=extradition\+Maroc$"))
    page.check("#facet-country-tr")
    expect(count).to_have_text("2 results")
    assert page.evaluate("document.activeElement.id") == "facet-country-tr"
    # "Maroc" is a plain word now, and the German entry does not contain it. A click, because the answer brings a
    # new list: there is no box left to be asked whether it is off.
    page.click("#facet-country-ma")
    expect(count).to_have_text("No results")
    expect(page).to_have_url(re.compile(r"/search/\?q=extradition\+Maroc&country=TR&literal=maroc$"))
    page.go_back()
    expect(count).to_have_text("2 results")
    page.click(".comity-chip:has-text('Türkiye')")
    expect(count).to_have_text("1 result")
    assert titles(page) == ["Extradition: assurances on the death penalty"]


def _on_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    count = page.locator("#search-count")
    page.goto(page.url.split("?")[0] + "?q=STE+182&type=practice")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    expect(page.locator("#facet-country-ma")).not_to_be_visible()
    page.click("#search-filters > summary")
    page.check("#facet-country-ma")
    expect(count).to_have_text("1 result")
    expect(page.locator("#facet-country-ma")).to_be_visible()  # the panel stays open
    page.fill("#search-q", "extradtion")
    page.press("#search-q", "Enter")
    # The chips of the answer before are there until this one comes, and look the same.
    expect(page).to_have_url(re.compile(r"q=extradtion"))
    expect(count).to_have_text("No results")
    page.click(".comity-chips__clear")
    page.click(".comity-suggestion a")
    expect(page.locator("#search-q")).to_have_value("extradition")
    assert "Extradition: assurances on the death penalty" in titles(page)
