"""The directory in a real browser: on a phone and a desk, for axe-core, by keyboard, with and without script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from liaison.directory.models import Contact, Post
from portal.people.models import User
from portal.visibility import Audience
from tests.axe import violations
from tests.factories import PASSWORD, Tree, make_topic, make_user
from tests.liaison.directory.making import make_authority, make_contact, make_post

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def desk(tree: Tree) -> User:
    """Somebody of Morocco's desk, with a post and an authority that have everything."""
    user = make_user("deskmember", groups=[tree.morocco_desk])
    post = make_post(
        languages=["fr", "ar"],
        institution="Embassy",
        city="Rabat",
        holder=user,
        note="Call first",
        source="https://example.org/a",
        source_date="2024-06",
        is_example=True,
        other_countries=["TN"],
    )
    authority = make_authority(
        measures=[make_topic("mla")], channels=["direct"], transmission=["post"], languages=["fr"]
    )
    for entry in (post, authority):
        make_contact(entry, is_urgent=True, hours="Day and night", label="Duty")
        make_contact(entry, kind="e_mail", value="a.rather.long.address.of.an.office@demo.comity.example")
        make_contact(entry, kind="address", value="Street 1\nRabat", audience=Audience.COMMUNITIES)
    return user


def sign_in(page: Page, live_server: Any, user: User) -> None:
    page.goto(f"{live_server.url}/accounts/login/?next=/directory/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/directory/")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_and_forms_go_against_no_rule_and_fit_the_screen(
    live_server: Any, page: Page, axe_source: str, desk: User, viewport: dict[str, int]
) -> None:
    page.set_viewport_size(viewport)  # type: ignore[arg-type]
    sign_in(page, live_server, desk)
    post = Post.objects.get()
    contact = post.contacts.first()
    assert contact is not None
    found = {}
    for path in (
        "/directory/",
        "/directory/?country=UA&language=pl",
        "/directory/posts/add/",
        f"/directory/posts/{post.pk}/",
        f"/directory/posts/{post.pk}/edit/",
        f"/directory/contacts/{contact.pk}/",
        f"/directory/contacts/{contact.pk}/remove/",
        f"/directory/authorities/{_authority()}/",
        f"/directory/authorities/{_authority()}/edit/",
        "/countries/ma/",
    ):
        page.goto(f"{live_server.url}{path}")
        found[path] = violations(page, axe_source)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, path
    assert {path: faults for path, faults in found.items() if faults} == {}


def _authority() -> int:
    from liaison.directory.models import Authority

    return Authority.objects.get().pk


def test_contact_on_a_phone_is_large_enough_for_a_thumb(live_server: Any, page: Page, desk: User) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/directory/?country=MA")
    for link in page.locator("a[href^='tel:'], a[href^='mailto:']").all():
        box = link.bounding_box()
        assert box is not None and box["height"] >= 44


def test_filters_follow_each_other_with_script(live_server: Any, page: Page, desk: User) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/directory/")
    page.get_by_role("checkbox", name="Authority").check()
    expect(page.locator(".comity-search__count")).to_have_text("1 entry")
    page.locator("#directory-country").select_option("TN")
    expect(page.locator(".comity-search__count")).to_have_text("0 entries")
    expect(page.get_by_role("heading", name="Nothing to show for Tunisia")).to_be_visible()
    page.locator("#directory-country").select_option("")
    expect(page.locator(".comity-search__count")).to_have_text("1 entry")
    assert "role=authority" in page.url


def test_everything_works_without_script(live_server: Any, browser: Browser, desk: User) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, desk)
    page.get_by_label("Whom do I call in").select_option("MA")
    page.get_by_role("button", name="Search", exact=True).last.click()
    expect(page.get_by_text("2 entries")).to_be_visible()
    page.get_by_role("link", name="Liaison magistrate of France: Morocco").click()
    page.get_by_role("link", name="Add a contact").click()
    page.get_by_label("Number or address").fill("not a number")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a number as it is dialled from abroad")
    page.get_by_label("Number or address").fill("+999 555 0199")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="+999 555 0199")).to_be_visible()
    assert Contact.objects.get(value="+999 555 0199").audience == Audience.COMMUNITIES
    context.close()
