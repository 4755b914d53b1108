"""What a journey needs: a portal with real reference data, people, and a browser that looks at each page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page

from portal.people.models import User
from tests.factories import PASSWORD, Tree, make_tree

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
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
        assert self._violations() == [], self.page.url
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not self.page.evaluate(wide), f"{self.page.url} is wider than the screen"
        assert self.complaints == [], self.page.url

    def _violations(self) -> list[str]:
        # Over the debugger, because the content policy refuses scripts that are not the portal's.
        devtools = self.page.context.new_cdp_session(self.page)
        devtools.send("Runtime.evaluate", {"expression": self.axe})
        run = f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => JSON.stringify(r.violations))"
        answer = devtools.send("Runtime.evaluate", {"expression": run, "awaitPromise": True})
        found = json.loads(answer["result"]["value"])
        return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]

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
