"""Events in a real browser: on a phone and a desk, for axe-core, and planned without script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from events.exchanges.models import Event
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from tests.axe import violations
from tests.events.exchanges.factory import add_session, add_speaker, make_event
from tests.factories import PASSWORD, Tree, make_user

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def organiser(tree: Tree) -> User:
    return make_user("organiser", role=Role.ORGANISER)


def sign_in(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/accounts/login/?next=/events/")
    page.get_by_label("Email").fill(User.objects.get(username="organiser").email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/events/")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_and_forms_go_against_no_rule_and_fit_the_screen(
    live_server: Any, page: Page, axe_source: str, organiser: User, viewport: Any
) -> None:
    page.set_viewport_size(viewport)
    event = make_event(
        owner=organiser,
        audience=Audience.MEMBERS,
        countries=["MA"],
        time_zone="America/Bogota",
        is_example=True,
    )
    add_session(event, "First")
    add_speaker(event, organiser, "Nomen Nescio")
    make_event(owner=organiser, status="cancelled")
    draft = make_event(owner=organiser, status="draft")
    sign_in(page, live_server)
    own = event.get_absolute_url()
    for path in (
        "/events/", "/events/?time=past&topic=none", f"/events/?view=month&month={event.local_starts:%Y-%m}",
        "/events/new/", own, f"{own}organise/", f"{own}edit/", f"{own}programme/", f"{own}repeat/",
        f"{draft.get_absolute_url()}delete/", "/my/", "/countries/ma/",
    ):  # fmt: skip
        page.goto(live_server.url + path)
        assert violations(page, axe_source) == [], path
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, path


def test_event_is_planned_and_announced_without_script(
    browser: Browser, live_server: Any, organiser: User
) -> None:
    context = browser.new_context(viewport=DESK, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, live_server)
    page.get_by_role("link", name="Plan an event").click()
    page.get_by_label("Title").fill("Call of the liaison magistrates")
    page.get_by_label("Informal call").check()
    page.get_by_label("Time zone").select_option("Africa/Casablanca")
    page.get_by_label("Starts").fill("2030-05-14T10:00")
    page.get_by_label("Ends", exact=True).fill("2030-05-14T10:30")
    page.get_by_label("All members of the portal").check()
    page.get_by_label("TLP label").select_option("GREEN")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("link", name="Programme: sessions and speakers").click()
    page.get_by_label("Title of the session").fill("What came up")
    page.get_by_label("Starts").fill("2030-05-14T10:00")
    page.get_by_label("Ends").fill("2030-05-14T10:20")
    page.get_by_role("button", name="One more session").click()
    expect(page.get_by_label("Title of the session")).to_have_count(2)
    expect(page.get_by_label("Title of the session").first).to_have_value("What came up")
    page.get_by_label("Name", exact=True).fill("Nomen Nescio")
    page.get_by_role("button", name="Save the programme").click()
    expect(page.get_by_text("Nomen Nescio")).to_be_visible()
    page.get_by_role("link", name="Organise").click()
    page.get_by_role("button", name="Announce it").click()
    expect(page.get_by_role("status")).to_contain_text("The event is now: Announced.")
    event = Event.objects.get()
    assert event.local_starts.strftime("%H:%M") == "10:00" and event.sessions.get().title == "What came up"
    context.close()
