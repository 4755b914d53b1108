"""The matrix, its facts and the map in a real browser: heads that stay, arrow keys, phones, no script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from liaison.treaties.models import TreatyStatus
from portal.reference.models import Country
from tests.axe import violations
from tests.factories import make_country, make_instrument
from tests.liaison.treaties.conftest import D, make_status

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def world(db: None) -> None:
    """Thirty countries, twelve treaties of the Council of Europe; one fact of every standing, most cells in force."""
    for number in range(12):
        make_instrument(
            f"CETS{number + 1:03d}", official_no=f"CETS {number + 1:03d}", short_title=f"Treaty {number + 1}"
        )
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF":
        make_country(f"{'A' if not Country.objects.filter(pk=f'A{letter}').exists() else 'B'}{letter}")
    make_country("UA")
    rows = [
        TreatyStatus(
            instrument_id=f"CETS{number + 1:03d}", party=code, country_id=code, party_type="state", status="in_force",
            in_force=D("2001-06-30"), source="SRC", as_of=D("2024-01-01"), confidence="high",
        )
        for code in Country.objects.exclude(pk="UA").values_list("pk", flat=True)
        for number in range(0, 12, 2)
    ]  # fmt: skip
    TreatyStatus.objects.bulk_create(rows)
    make_status("CETS001", "UA", status="signed_only", signed=D("2020-01-01"))
    make_status(
        "CETS003", "UA", status="denounced", in_force=D("2000-01-01"), denunciation_effective=D("2020-01-01")
    )
    make_status("CETS005", "UA", status="party_dates_unknown")
    make_status("CETS007", "UA", in_force=D("2090-01-01"), note="A note", confidence="medium")


def opened(browser: Browser, viewport: Any, address: str, **options: Any) -> Page:
    page = browser.new_context(viewport=viewport, locale="en-GB", **options).new_page()
    page.goto(address)
    return page


def wider(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_goes_against_wcag(
    browser: Browser, live_server: Any, world: None, axe_source: str, viewport: Any
) -> None:
    complaints: list[str] = []
    for address in (
        "/treaties/",
        "/treaties/?eu=&all=on&on=2024-01-15",
        "/treaties/?region=999&on=soon",
        "/treaties/?status=no_data&organisation=UN",
        "/treaties/?country=UA",
        "/treaties/?instrument=CETS001",
        "/treaties/map/?instrument=CETS001",
        "/treaties/map/?instrument=NONE",
    ):
        page = opened(browser, viewport, live_server.url + address)
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.reload()
        assert violations(page, axe_source) == [], address
        assert not wider(page), address
        page.context.close()
    assert complaints == []


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_heads_stay_in_sight(browser: Browser, live_server: Any, world: None, viewport: Any) -> None:
    page = opened(browser, viewport, f"{live_server.url}/treaties/?eu=")
    box = page.locator("[data-matrix]")
    box.scroll_into_view_if_needed()
    places = """box => {
      const at = e => { const r = e.getBoundingClientRect(); return [Math.round(r.left), Math.round(r.top)]; };
      const t = box.querySelector("table"), r = box.getBoundingClientRect();
      return {box: [Math.round(r.left), Math.round(r.top)], head: at(t.tHead.rows[0].cells[3]),
              side: at(t.rows[20].cells[0]), corner: at(t.tHead.rows[0].cells[0])};
    }"""
    before = box.evaluate(places)
    box.evaluate("box => { box.scrollTop = 300; box.scrollLeft = 200; }")
    after = box.evaluate(places)
    assert box.evaluate("box => [box.scrollTop, box.scrollLeft]") == [300, 200]
    moved = {name: [b - a for a, b in zip(before[name], after[name], strict=True)] for name in before}
    assert moved == {"box": [0, 0], "head": [-200, 0], "side": [0, -300], "corner": [0, 0]}


FOCUSED = """() => {
  const cell = document.activeElement.closest("td, th");
  return cell ? `${cell.parentElement.rowIndex},${cell.cellIndex}` : "";
}"""


def focused(page: Page) -> str:
    """Row and column of the cell that has the focus."""
    return str(page.evaluate(FOCUSED))


def test_arrow_keys_go_from_cell_to_cell(browser: Browser, live_server: Any, world: None) -> None:
    page = opened(browser, DESK, f"{live_server.url}/treaties/?eu=")
    page.locator("[data-matrix]").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "0,1"
    for key, place in (
        ("ArrowDown", "1,1"),
        ("ArrowRight", "1,2"),
        ("ArrowRight", "1,3"),
        ("ArrowDown", "2,3"),
        ("ArrowUp", "1,3"),
        ("ArrowLeft", "1,2"),
        ("End", "1,12"),
        ("ArrowRight", "1,12"),
        ("Home", "1,0"),
        ("Control+End", "33,12"),
        ("ArrowDown", "33,12"),
        ("Control+Home", "1,0"),
    ):
        page.keyboard.press(key)
        assert focused(page) == place, key
    # One Tab leaves the table, one goes back to where the reader was.
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    assert focused(page) == ""
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "1,1"
    page.keyboard.press("Enter")
    page.wait_for_url("**/instruments/cets001/#party-*")


def test_what_has_the_focus_is_not_under_the_heads(browser: Browser, live_server: Any, world: None) -> None:
    page = opened(browser, PHONE, f"{live_server.url}/treaties/?eu=")
    page.locator("[data-matrix] tbody a").first.focus()
    page.keyboard.press("Control+End")
    covered = """() => {
      const cell = document.activeElement.closest("td, th"), table = cell.closest("table");
      const c = cell.getBoundingClientRect(), head = table.tHead.getBoundingClientRect();
      const side = table.rows[1].cells[0].getBoundingClientRect();
      return c.top < head.bottom - 1 || (cell.cellIndex > 0 && c.left < side.right - 1);
    }"""
    for key in ("ArrowUp", "ArrowLeft") * 14:
        page.keyboard.press(key)
        assert not page.evaluate(covered), focused(page)


def test_reader_gets_to_a_fact_and_its_source_without_script(
    browser: Browser, live_server: Any, world: None
) -> None:
    page = opened(browser, PHONE, f"{live_server.url}/treaties/", java_script_enabled=False)
    page.get_by_label("Country").select_option("UA")
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Ukraine"
    row = page.get_by_role("row").filter(has_text="CETS 003")
    assert "Denounced with effect from 1 January 2020" in " ".join(row.inner_text().split())
    assert "Reference data as of 1 January 2024 (see source). Verify with the depositary." in row.inner_text()
    page.get_by_role("link", name="Map", exact=True).click()
    page.get_by_label("Instrument", exact=True).select_option("CETS003")
    page.get_by_role("button", name="Show", exact=True).click()
    page.locator("a[href='#row-UA'] path").first.click()
    assert page.url.endswith("#row-UA")


def test_map_is_not_in_the_order_of_the_tab_key(browser: Browser, live_server: Any, world: None) -> None:
    page = opened(browser, DESK, f"{live_server.url}/treaties/map/?instrument=CETS001")
    assert page.locator("svg[aria-hidden] a[href='#row-UA']").count() == 1
    assert page.evaluate("[...document.querySelectorAll('[data-map] a')].every(a => a.tabIndex === -1)")
