"""What a journey needs: a portal with real reference data, people, and a browser that looks at each page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page

from portal.people.models import User
from tests.axe import violations
from tests.factories import PASSWORD, Tree, make_tree

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
SCREENS = Path("reports/journeys")


@pytest.fixture
def portal(db: None) -> Tree:
    """The tree with the reference data as it ships."""
    call_command("load_reference", verbosity=0)
    return make_tree()


class Reader:
    """Somebody at a screen. ``look`` checks the page they are on, and keeps a picture of it."""

    def __init__(self, page: Page, base: str, axe: str, name: str) -> None:
        self.page, self.base, self.axe, self.name = page, base, axe, name
        self.pictures = 0
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> None:
        """Go to an address of the portal."""
        response = self.page.goto(self.base + path)
        assert response is not None and response.status < 500, path
        self.look()

    def look(self) -> None:
        """No violation of WCAG 2.2 AA, nothing wider than the screen, no script error; one picture more."""
        self.page.wait_for_load_state("networkidle")
        self.pictures += 1
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENS / f"{self.name}-{self.pictures:02}.png", full_page=True)
        assert violations(self.page, self.axe) == [], self.page.url
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not self.page.evaluate(wide), f"{self.page.url} is wider than the screen"
        assert self.complaints == [], self.page.url

    def sign_in(self, user: User) -> None:
        """Sign in as a person would."""
        self.open("/accounts/login/?next=/my/")
        self.page.locator("main input[name=login]").fill(user.email)
        self.page.locator("main input[name=password]").fill(PASSWORD)
        self.page.locator("main button[type=submit]").first.click()
        self.page.wait_for_url("**/my/")
        self.look()


@pytest.fixture
def sits_down(browser: Browser, live_server: Any, axe_source: str) -> Iterator[Callable[..., Reader]]:
    """A new reader with a browser of their own."""
    contexts = []

    def sit_down(name: str, *, viewport: Any = DESKTOP, locale: str = "en-GB") -> Reader:
        context = browser.new_context(viewport=viewport, locale=locale)
        contexts.append(context)
        return Reader(context.new_page(), live_server.url, axe_source, name)

    yield sit_down
    for context in contexts:
        context.close()
