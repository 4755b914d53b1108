"""The scores in a real browser: on a phone and a desk, for axe-core, and trying weights without script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from liaison.assessments.methods import DEFAULT_CRITERIA
from liaison.assessments.models import Round
from tests.axe import violations
from tests.factories import PASSWORD
from tests.liaison.assessments.making import (
    answer,
    hand_in,
    make_assessor,
    make_member,
    make_method,
    make_open_round,
    number,
)

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def round(db: None) -> Round:
    """France has many targets in Morocco and a high level in Tunisia; Spain has not submitted."""
    made = make_open_round(
        countries=("MA", "TN", "AE"),
        method=make_method(criteria=DEFAULT_CRITERIA),
        by=make_assessor("scoringdesk"),
    )
    france = make_member("FR")
    answer(made, "FR", "MA", "targets", france, hvt_mla=number(12))
    answer(made, "FR", "MA", "aml", france, level="none", source="Report of 2026")
    answer(made, "FR", "TN", "aml", france, level="high", source="Report of 2026")
    hand_in(made, "FR", france)
    return made


def sign_in(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/accounts/login/?next=/assessments/")
    page.get_by_label("Email").fill("scoringdesk@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/assessments/")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_go_against_no_rule_and_fit_the_screen(
    live_server: Any, page: Page, axe_source: str, round: Round, viewport: Any
) -> None:
    page.set_viewport_size(viewport)
    sign_in(page, live_server)
    for path in (
        f"{round.slug}/scores/", f"{round.slug}/scores/?w-aml=x", f"{round.slug}/scores/ma/", "methods/",
        f"methods/{round.method_id}/new/",
    ):  # fmt: skip
        page.goto(f"{live_server.url}/assessments/{path}")
        assert violations(page, axe_source) == [], path
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, path


def test_weights_are_tried_without_script(live_server: Any, browser: Browser, round: Round) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, live_server)
    page.get_by_role("link", name=round.title).click()
    page.get_by_role("link", name="Scores").click()
    rows = page.get_by_role("region", name="Table of the scores").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Tunisia")
    expect(page.get_by_role("img", name="Places of the countries when the weights vary")).to_be_visible()
    page.get_by_label("Weaknesses that help to launder money or to move assets").fill("0")
    page.get_by_role("button", name="Score with these").click()
    expect(page.get_by_text("You are looking at weights of your own.")).to_be_visible()
    expect(rows.nth(1)).to_contain_text("Morocco")
    rows.nth(1).get_by_role("link", name="Morocco").click()
    expect(page.get_by_role("heading", level=1, name="Morocco")).to_be_visible()
    expect(page.get_by_text("You are looking at weights of your own.")).to_be_visible()
