"""Uploading a filled-in template in a real browser: refused, previewed with a conflict, confirmed; phone and desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from liaison.assessments.models import Round
from liaison.assessments.spreadsheet import template_of
from tests.axe import violations
from tests.liaison.assessments.making import answer, contribution_of, make_member, make_open_round, number
from tests.liaison.assessments.test_contributions_browser import DESK, PHONE, opened, place, stored
from tests.liaison.assessments.test_spreadsheet import filled

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]


@pytest.fixture
def round(db: None) -> Round:
    return make_open_round(title="Round in the browser")


def send(page: Page, data: bytes) -> None:
    file: Any = {"name": "file.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Show the differences").click()


def check(page: Page, tmp_path: Path, name: str, axe_source: str) -> None:
    """Shown to a program that reads pages aloud, and as wide as the screen."""
    page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
    assert violations(page, axe_source) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} overflows"


@pytest.mark.parametrize(("viewport", "script"), [(DESK, False), (PHONE, True)])
def test_upload(
    browser: Browser,
    live_server: Any,
    round: Round,
    tmp_path: Path,
    axe_source: str,
    viewport: Any,
    script: bool,
) -> None:
    ann, ben = make_member("FR", "ann"), make_member("FR", "ben")
    template = template_of(contribution_of(round, "FR"))
    page = opened(browser, live_server, ann, place(round, "upload/"), viewport, java_script_enabled=script)

    def look(name: str) -> None:
        if script:
            check(page, tmp_path, name, axe_source)
        else:
            page.screenshot(path=tmp_path / f"{name}.png", full_page=True)

    look("form")
    send(page, filled(template, MA__hvt_mla="=1+1", TN__needs="Case no. 2024/1234"))
    expect(page.locator("main")).to_contain_text("Answers!D3")
    look("refused")
    send(page, filled(template, MA__hvt_mla="12", MA__requests_sent="10–20", TN__needs="Training"))
    expect(page.locator("main")).to_contain_text("The file changes 3 answers.")
    answer(round, "FR", "MA", "targets", ben, hvt_mla=number(5))
    page.get_by_role("button", name="Confirm and save").click()
    expect(page.locator("main")).to_contain_text("answered by Ben in the meantime")
    look("conflict")
    assert stored(round).figures == {"hvt_mla": number(5)}
    page.get_by_label("Replace the answer with this one").check()
    page.get_by_role("button", name="Confirm and save").click()
    expect(page.locator("body")).to_contain_text("Saved: 3 answers were changed by the file.")
    assert stored(round).figures["hvt_mla"] == number(12)
    page.context.close()
