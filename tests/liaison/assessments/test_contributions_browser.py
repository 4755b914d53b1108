"""Filling in a contribution in a real browser: saved as it is given, two people at once, phones, no script."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from liaison.assessments.models import CountryFigures, Round
from portal.people.models import User
from tests.axe import violations
from tests.liaison.assessments.making import (
    answer,
    contribution_of,
    hand_in,
    make_assessor,
    make_member,
    make_open_round,
    number,
)

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def round(db: None) -> Round:
    return make_open_round(title="Round in the browser")


def opened(
    browser: Browser, live_server: Any, user: User, path: str, viewport: Any = DESK, **options: Any
) -> Page:
    client = Client()
    client.force_login(user)
    context = browser.new_context(viewport=viewport, locale="en-GB", **options)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]  # type: ignore[list-item]
    )
    page = context.new_page()
    page.goto(live_server.url + path)
    return page


def place(round: Round, end: str = "countries/ma/") -> str:
    return f"/assessments/{round.slug}/contributions/fr/{end}"


def stored(round: Round) -> CountryFigures:
    return CountryFigures.objects.get(contribution=contribution_of(round, "FR"), country="MA")


def state(page: Page, section: str) -> Any:
    return page.locator(f"[data-section={section}] [data-state]")


def test_answers_are_saved_as_they_are_given(browser: Browser, live_server: Any, round: Round) -> None:
    page = opened(browser, live_server, make_member("FR"), place(round))
    expect(page.locator("#a-hvt_mla-value")).to_be_hidden()
    page.select_option("#a-hvt_mla", "number")
    page.fill("#a-hvt_mla-value", "12")
    expect(state(page, "targets")).to_contain_text("Saved at")
    page.fill("#a-needs", "Exchanges.")
    page.check("#a-wished-dialogue")
    expect(state(page, "needs")).to_contain_text("Saved at")
    expect(page.locator("[name=needs-version]")).not_to_have_value("0")
    row = stored(round)
    assert (row.figures, row.needs, row.wished) == ({"hvt_mla": number(12)}, "Exchanges.", ["dialogue"])
    page.fill("#a-needs", "See file 12345/2023.")
    expect(page.locator("#a-needs-error")).to_contain_text("case number")
    assert stored(round).needs == "Exchanges."
    page.reload()
    expect(page.locator("#a-needs")).to_have_value("Exchanges.")
    page.context.close()


def test_two_people_at_once_see_both_answers_and_lose_none(
    browser: Browser, live_server: Any, round: Round
) -> None:
    ann = opened(browser, live_server, make_member("FR", "ann"), place(round))
    ben = opened(browser, live_server, make_member("FR", "ben"), place(round))
    ann.select_option("#a-hvt_mla", "zero")
    expect(state(ann, "targets")).to_contain_text("Saved at")
    ben.select_option("#a-hvt_extradition", "fewer_than_3")  # another question: Ann's answer appears
    expect(state(ben, "targets")).to_contain_text("updated by a colleague")
    expect(ben.locator("#a-hvt_mla")).to_have_value("zero")
    ann.select_option("#a-hvt_confiscation", "zero")
    expect(state(ann, "targets")).to_contain_text("updated by a colleague")
    ben.select_option("#a-hvt_confiscation", "no_data")  # the same question
    contested = ben.locator("[data-answer=hvt_confiscation] [data-conflict]")
    expect(contested).to_contain_text("Ann has answered: Zero")
    expect(contested).to_contain_text("You answered: No data")
    assert stored(round).figures["hvt_confiscation"] == {"answer": "zero"}
    contested.get_by_role("button", name="Keep my answer").click()
    expect(contested).to_have_count(0)
    expect(state(ben, "targets")).to_contain_text("Saved at")
    assert stored(round).figures == {
        "hvt_mla": {"answer": "zero"},
        "hvt_extradition": {"answer": "fewer_than_3"},
        "hvt_confiscation": {"answer": "no_data"},
    }
    ann.select_option("#a-hvt_confiscation", "fewer_than_3")
    theirs = ann.locator("[data-answer=hvt_confiscation] [data-conflict]")
    expect(theirs).to_contain_text("Ben has answered: No data")
    theirs.get_by_role("button", name="Take over theirs").click()
    expect(ann.locator("#a-hvt_confiscation")).to_have_value("no_data")
    assert stored(round).figures["hvt_confiscation"] == {"answer": "no_data"}
    for page in (ann, ben):
        page.context.close()


def test_form_works_without_script(browser: Browser, live_server: Any, round: Round) -> None:
    page = opened(browser, live_server, make_member("FR"), place(round), PHONE, java_script_enabled=False)
    page.select_option("#a-requests_sent", "range")
    page.fill("#a-requests_sent-low", "10")
    page.fill("#a-requests_sent-high", "20")
    page.get_by_role("button", name="Save and go on to Tunisia").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tunisia")
    assert stored(round).figures == {"requests_sent": {"answer": "range", "low": 10, "high": 20}}
    page.context.close()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_goes_against_wcag(
    browser: Browser, live_server: Any, round: Round, axe_source: str, viewport: Any
) -> None:
    member, desk, other = make_member("FR"), make_assessor(), make_member("ES")
    answer(round, "FR", "MA", "targets", member, hvt_mla=number(12))
    answer(round, "ES", "MA", "targets", other, hvt_mla=number(12))
    hand_in(round, "ES", other)
    base = f"/assessments/{round.slug}/"
    for user, paths in (
        (member, ("/assessments/", base, place(round, ""), place(round), place(round, "submit/"))),
        (
            desk,
            (
                base,
                f"{base}edit/",
                f"{base}progress/",
                f"{base}contributions/es/",
                f"{base}contributions/es/reads/",
            ),
        ),
    ):
        page = opened(browser, live_server, user, paths[0], viewport)
        for path in paths:
            page.goto(live_server.url + path)
            assert violations(page, axe_source) == [], path
            assert not page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            ), path
        page.context.close()
