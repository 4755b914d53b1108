"""Dialogues in a real browser: on a phone and a desk, for axe-core, and recorded in the meeting without script."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from events.dialogues.agenda import add_item
from events.dialogues.models import Commitment
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from tests.axe import violations
from tests.events.dialogues.making import DAY, make_approach, make_commitment, make_dialogue, seat
from tests.factories import PASSWORD, Tree, make_user

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def organiser(tree: Tree) -> User:
    return make_user("organiser", role=Role.COMMISSION)


def sign_in(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/accounts/login/?next=/dialogues/")
    page.get_by_label("Email").fill(User.objects.get(username="organiser").email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/dialogues/")


def test_pages_go_against_no_rule_and_fit_the_screen(
    live_server: Any, page: Page, axe_source: str, organiser: User
) -> None:
    first = make_dialogue(owner=organiser, audience=Audience.MEMBERS, in_days=-20, is_example=True)
    overdue = make_commitment(first, due=timezone.localdate() - DAY)
    dialogue = make_dialogue(owner=organiser, title="Next dialogue", hosts=["COMMISSION", "MA"])
    approach = make_approach(organiser)
    seat(dialogue, organiser, name="Nomen Nescio")
    item = add_item(
        dialogue=dialogue, values={"title": "An item", "text": "Words", "circle": "delegation"}, by=organiser
    )
    sign_in(page, live_server)
    own, promise = dialogue.get_absolute_url(), overdue.get_absolute_url()
    paths = [
        "/dialogues/", "/dialogues/new/", "/dialogues/commitments/", "/dialogues/approaches/new/", own, promise,
        f"{promise}edit/", f"{promise}report/", approach.get_absolute_url(), f"{own}agenda/{item.pk}/", "/my/",
        "/countries/ma/",
    ]  # fmt: skip
    ends = "organise edit line delegations agenda agenda/new papers/new meeting print".split()
    for path in [*paths, *(f"{own}{end}/" for end in ends)]:
        for viewport in (DESK, PHONE):
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            if viewport is DESK:
                page.goto(live_server.url + path)
                assert violations(page, axe_source) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, viewport)


def test_meeting_is_recorded_on_a_phone_without_script(
    browser: Browser, live_server: Any, organiser: User
) -> None:
    earlier = make_dialogue(owner=organiser, in_days=-20)
    promised = make_commitment(earlier, "Send the model request")
    dialogue = make_dialogue(owner=organiser, title="The meeting")
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, live_server)
    page.goto(f"{live_server.url}{dialogue.get_absolute_url()}")
    page.get_by_role("link", name="Record the meeting").click()
    page.get_by_label("What was said").fill("It was sent")
    page.get_by_role("button", name="Done", exact=True).click()
    page.get_by_label("Commitment", exact=True).fill("Name a contact point")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("It was sent")).to_be_visible()
    expect(page.get_by_role("link", name="Name a contact point", exact=True)).to_be_visible()
    context.close()
    promised.refresh_from_db()
    assert promised.state == "done"
    assert Commitment.objects.get(text="Name a contact point").dialogue == dialogue
