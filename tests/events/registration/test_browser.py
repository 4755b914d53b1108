"""Registration in a real browser, without script: from the invitation to the seat; nothing against WCAG 2.2 AA."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from events.registration.inviting import Invitee, invite
from events.registration.models import Question
from events.registration.registering import register_participant
from tests.axe import violations
from tests.events.registration.making import make_event, organiser_of
from tests.factories import PASSWORD, Tree, make_user

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def sign_in(page: Page, live_server: Any, user: Any) -> None:
    page.goto(f"{live_server.url}/accounts/login/?next=/countries/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/countries/")


def overflows(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.fixture
def event(tree: Tree) -> Any:
    """One seat, taken; a question; somebody invited."""
    event = make_event(seats=1, quotas={("each", ""): 1, ("FR", ""): 2}, approval="none")
    Question.objects.create(event=event, text="Anything we should know?", kind="text")
    Question.objects.create(event=event, text="Dinner?", kind="yes_no", is_required=True)
    register_participant(event=event, user=make_user("seated", state="FR"))
    people = [Invitee(user_id=make_user("invited", state="DE").pk), Invitee(email="unknown@example.org")]
    invite(event=event, people=people, by=organiser_of(event))
    return event


def test_from_the_invitation_to_the_waiting_list_to_a_seat_without_script(
    browser: Browser, live_server: Any, event: Any
) -> None:
    from portal.people.models import User

    pages = {}
    for name in ("invited", "seated"):
        context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="en-GB")
        pages[name] = context.new_page()
        sign_in(pages[name], live_server, User.objects.get(username=name))
    page = pages["invited"]
    page.goto(f"{live_server.url}/events/to/{event.pk}/")
    expect(page.get_by_text("You are invited, but not registered yet")).to_be_visible()
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("alert")).to_contain_text("Dinner?")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", name="Waiting list: you have no seat")).to_be_visible()
    other = pages["seated"]
    other.goto(f"{live_server.url}/events/{event.slug}/registration/")
    expect(other.get_by_role("button", name="Yes, withdraw")).to_be_hidden()
    other.locator("summary", has_text="Withdraw").click()
    other.get_by_role("button", name="Yes, withdraw").click()
    expect(other.get_by_role("heading", name="Withdrawn: you have no seat")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Confirmed: you have a seat")).to_be_visible()
    page.get_by_role("link", name="Who comes").click()
    expect(page.get_by_text("Germany")).to_be_visible()
    for one in pages.values():
        one.context.close()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_goes_against_wcag(
    browser: Browser, live_server: Any, event: Any, axe_source: str, viewport: Any
) -> None:
    context = browser.new_context(viewport=viewport, locale="en-GB")
    page = context.new_page()
    sign_in(page, live_server, organiser_of(event))
    row = event.registrations.first()
    for part in (
        "",
        "registration/",
        "participants/",
        "registrations/",
        f"registrations/{row.pk}/",
        "seats/",
        "questions/",
        "invitations/",
        "invitations/people/?roles=prosecutor&bodies=FR",
        "invitations/import/",
        "desk/",
        "desk/write/?groups=confirmed",
    ):
        page.goto(f"{live_server.url}/events/{event.slug}/{part}")
        assert violations(page, axe_source) == [], part
        assert not overflows(page), part
    page.goto(f"{live_server.url}/events/approvals/")
    assert violations(page, axe_source) == [] and not overflows(page)
    context.close()
