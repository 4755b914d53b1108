"""Agreements and the tracker in a real browser: on a phone and a desk, for axe-core, by keyboard, without script."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Browser, Page, expect

from liaison.accession.models import Accession
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from tests.axe import violations
from tests.factories import PASSWORD, Tree, make_user
from tests.liaison.accession.factory import make_accession, make_raised
from tests.liaison.agreements.factory import make_agreement

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def item(tree: Tree) -> Accession:
    """An item with everything an item can have, looked after by Morocco's desk."""
    user = make_user("deskmember", role=Role.EUROJUST_DESK, groups=[tree.morocco_desk])
    item = make_accession(
        audience=Audience.MEMBERS,
        owner=user,
        user=user,
        is_example=True,
        next_step_due=localdate() - datetime.timedelta(days=2),
    )
    make_raised(item, user=user)
    make_raised(item, user=user, audience=(Audience.COMMUNITIES, ()))
    make_accession(country="TN", audience=Audience.MEMBERS, status="obstacles")
    make_agreement()
    make_agreement("EUROJUST-XB", stage="concluded_date_unverified", confidence="low")
    return item


def sign_in(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/accounts/login/?next=/accession/")
    page.get_by_label("Email").fill(User.objects.get(username="deskmember").email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/accession/")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_and_forms_go_against_no_rule_and_fit_the_screen(
    live_server: Any, page: Page, axe_source: str, item: Accession, viewport: Any
) -> None:
    page.set_viewport_size(viewport)
    sign_in(page, live_server)
    own = item.get_absolute_url()
    for path in (
        "/accession/", "/accession/?view=table", "/accession/?status=invited", "/accession/add/", own,
        f"{own}edit/", f"{own}status/", f"{own}raised/", "/agreements/", "/agreements/?body=eppo",
        "/agreements/eurojust-ma/", "/agreements/eurojust-ma/edit/", "/agreements/add/", "/countries/ma/",
    ):  # fmt: skip
        page.goto(live_server.url + path)
        assert violations(page, axe_source) == [], path
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, path


def test_item_is_moved_by_keyboard_without_script(
    browser: Browser, live_server: Any, item: Accession
) -> None:
    context = browser.new_context(viewport=DESK, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, live_server)
    card = page.locator("article", has=page.get_by_role("link", name="Morocco"))
    choice = card.get_by_role("combobox")
    choice.focus()
    choice.select_option("invited")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The status is changed")
    column = page.locator("section", has=page.get_by_role("heading", name="Invited to accede"))
    expect(column.get_by_role("link", name="Morocco")).to_be_visible()
    context.close()
