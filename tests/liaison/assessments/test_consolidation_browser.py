"""Assessment, draft and report in a real browser: saved as it is written, two at once, phones, WCAG."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from liaison.assessments.consultation import add_comment, answer_comment
from liaison.assessments.models import Narrative, Round
from tests.axe import violations
from tests.liaison.assessments.making import make_assessor, make_member
from tests.liaison.assessments.report_making import frozen, make_consulted_round
from tests.liaison.assessments.test_contributions_browser import DESK, PHONE, opened

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]


@pytest.fixture
def round(db: None) -> Round:
    return make_consulted_round(title="Round in the browser")


def test_assessment_is_saved_as_it_is_written_by_two_at_once(
    browser: Browser, live_server: Any, round: Round
) -> None:
    Narrative.objects.all().delete()
    path = f"/assessments/{round.slug}/assessment/ma/"
    ann = opened(browser, live_server, make_assessor("ann"), path)
    ben = opened(browser, live_server, make_assessor("ben"), path)
    state = "[data-section=assessment] [data-state]"
    ann.fill("#a-narrative", "Written by Ann.")
    expect(ann.locator(state)).to_contain_text("Saved at")
    ben.select_option("#a-proposal", "watch")
    expect(ben.locator(state)).to_contain_text("updated by a colleague")
    expect(ben.locator("#a-narrative")).to_have_value("Written by Ann.")
    ben.fill("#a-narrative", "Written by Ben.")
    expect(ben.locator(state)).to_contain_text("Saved at")
    expect(ben.locator("[name=assessment-version]")).to_have_value("3")
    ann.fill("#a-narrative", "Ann again.")
    told = ann.locator("[data-answer=narrative] [data-conflict]")
    expect(told).to_contain_text("Written by Ben.")
    told.get_by_role("button", name="Keep my answer").click()
    expect(ann.locator(state)).to_contain_text("Saved at")
    row = Narrative.objects.get(round=round, country="MA")
    assert (row.narrative, row.proposal) == ("Ann again.", "watch")
    assert [change.after.get("narrative") for change in row.changes.order_by("version")] == [
        "Written by Ann.", "Written by Ann.", "Written by Ben.", "Ann again."
    ]  # fmt: skip
    for page in (ann, ben):
        page.context.close()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_goes_against_wcag(
    browser: Browser, live_server: Any, round: Round, axe_source: str, viewport: Any
) -> None:
    desk, eppo = make_assessor(), make_member("EPPO")
    morocco = round.countries.get(pk="MA")
    told = add_comment(round=round, country=morocco, text="Look at the ports again.", by=eppo)
    answer_comment(comment=told, text="Done.", by=desk)
    frozen(round, desk)
    base = f"/assessments/{round.slug}/"
    for user, paths in (
        (desk, ("assessment/", "assessment/ma/", "draft/", "reports/", "reports/1/")),
        (eppo, ("draft/",)),
    ):
        page = opened(browser, live_server, user, base, viewport)
        for path in paths:
            page.goto(live_server.url + base + path)
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            assert violations(page, axe_source) == [], path
            assert not page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            ), path
        page.context.close()
