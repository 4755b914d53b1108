"""The legal basis in a real browser: on a phone and a desk, by keyboard, without script, for axe-core, on paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from liaison.treaties.models import TreatyProvision, TreatyStatement
from portal.reference.models import Topic
from tests.axe import violations
from tests.factories import Tree, make_instrument, make_topic
from tests.liaison.treaties.conftest import D, make_status

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
ANSWER = "/legal-basis/?state=FR&country=UA&measure=extradition&on=2024-01-15"
NOTHING = "/legal-basis/?state=FR&country=TN&measure=extradition&on=2024-01-15"
WRONG = "/legal-basis/?state=UA&country=FR&measure=nothing&on=yesterday"


def overflows(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.fixture
def world(tree: Tree) -> Tree:
    """France and Ukraine with a treaty, its protocol, a reservation, an agreement, and something of every reason."""
    topic = make_topic("extradition")
    facts: dict[str, Any] = {"kind": "coe-convention", "organisation": "CoE"}
    codes = ("CETS024", "CETS086", "CETS212", "CETS030")
    made = {code: make_instrument(code, official_no=f"CETS {code[4:]}", **facts) for code in codes}
    made["A-UA"] = make_instrument(
        "EU-UA",
        kind="eu-agreement",
        organisation="EU",
        parties=["EU", "UA"],
        in_force=D("2010-01-01"),
        status="in_force",
    )
    made["W-UA"] = make_instrument(
        "EUROJUST-WA-UA", kind="working-arrangement", organisation="Eurojust", parties=["EUROJUST", "UA"]
    )
    for code, instrument in made.items():
        if code != "CETS030":
            instrument.topics.add(Topic.objects.get(pk=topic.pk))
        if code in ("CETS086", "CETS212"):
            instrument.parent = made["CETS024"]
        instrument.save()
    for code in ("CETS024", "CETS086", "CETS030"):
        for party in ("FR", "UA"):
            status = make_status(
                code, party, in_force=D("2001-06-30"), in_force_basis="derived", note="as printed"
            )
            TreatyStatement.objects.create(
                status=status, kind="reservation", article="6", text="Une réserve", language="fr", source="TEST",
                as_of=D("2024-01-01"), confidence="high",
            )  # fmt: skip
    make_status("CETS212", "UA", status="signed_only", signed=D("2020-01-01"))
    TreatyProvision.objects.create(
        instrument_id="CETS024", topic=topic, articles="1 to 25", note="What to know.", source="TEST",
        as_of=D("2024-01-01"), confidence="high",
    )  # fmt: skip
    return tree


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_every_state_of_the_page_is_accessible_and_fits(
    browser: Browser, live_server: Any, world: Tree, axe_source: str, viewport: Any
) -> None:
    page = browser.new_page(viewport=viewport, locale="en-GB")
    for address in ("/legal-basis/", ANSWER, NOTHING, WRONG):
        page.goto(live_server.url + address)
        assert violations(page, axe_source) == [], address
        assert not overflows(page), address
    page.close()


def test_answer_without_script_and_by_keyboard_alone(browser: Browser, live_server: Any, world: Tree) -> None:
    page = browser.new_page(viewport=DESK, java_script_enabled=False, locale="en-GB")
    page.goto(f"{live_server.url}/legal-basis/?country=UA")
    page.get_by_label("Member State").select_option("FR")
    page.get_by_label("Measure").select_option("extradition")
    page.get_by_label("On the day").fill("2024-01-15")
    page.get_by_label("On the day").press("Enter")
    page.wait_for_url("**/legal-basis/?state=FR&country=UA&measure=extradition&on=2024-01-15")
    titles = page.locator(".lb-instrument__title").all_inner_texts()
    assert [title.split(" – ")[0] for title in titles] == ["EU-UA (Ukraine)", "CETS 024", "CETS 086"]
    assert page.get_by_role("button", name="Copy the text").count() == 0
    assert "1 to 25" in page.get_by_label("As text, to copy").input_value()
    page.close()


def test_the_text_is_copied(browser: Browser, live_server: Any, world: Tree) -> None:
    context = browser.new_context(
        viewport=DESK, locale="en-GB", permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.goto(live_server.url + ANSWER)
    page.get_by_role("button", name="Copy the text").click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.replace("\r\n", "\n") == page.get_by_label("As text, to copy").input_value()
    context.close()


def test_on_paper_there_is_the_answer_and_nothing_to_press(
    browser: Browser, live_server: Any, world: Tree
) -> None:
    page = browser.new_page(viewport=DESK, locale="en-GB")
    page.goto(live_server.url + ANSWER)
    page.emulate_media(media="print")
    assert page.locator("#cets024").is_visible()
    assert not page.locator(".lb-form").is_visible()
    assert not page.get_by_role("complementary", name="To go on").is_visible()
    page.close()


def test_a_dossier_asks_for_its_country(browser: Browser, live_server: Any, world: Tree) -> None:
    page = browser.new_page(viewport=PHONE, locale="en-GB")
    page.goto(f"{live_server.url}/countries/ua/")
    panel = page.locator("#legal-basis")
    panel.get_by_label("Member State").select_option("FR")
    panel.get_by_label("Measure").select_option("extradition")
    panel.get_by_role("button", name="Show the legal basis").click()
    page.wait_for_url("**/legal-basis/?*")
    assert page.locator("#in-force").inner_text().startswith("Extradition · France – Ukraine, ")
    page.close()
