"""From opening an assessment round to the decision that everyone sees (11333/24, ¶2 and 3), in a real browser."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from liaison.assessments.consultation import answer_comment
from liaison.assessments.models import Decision, PriorityCountry, Report, Round
from portal.people.enums import Role
from portal.people.models import User
from tests.factories import Tree, make_user
from tests.journeys.conftest import PHONE, Reader
from tests.liaison.assessments.making import answer, hand_in, make_member, number

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

TITLE = "Assessment of the year 2025"
WORD = "zwischenlagerung"
"""Stands in France's contribution and nowhere else: where it is, the contribution is."""


def test_from_round_to_decision(portal: Tree, sits_down: Callable[..., Reader]) -> None:
    erin = make_user("erin", role=Role.EUROJUST_DESK)
    lea = make_user("lea", role=Role.LIAISON_MAGISTRATE, state="FR", posted_to="MA")
    others = {"ES": make_member("ES", "eva"), "EUROPOL": make_member("EUROPOL", "pieter")}
    council = make_user("sara", role=Role.COUNCIL_SECRETARIAT)

    desk = sits_down("round-1-desk")
    desk.sign_in(erin)
    round = _open(desk)
    assert {message.to[0] for message in mail.outbox} == {
        lea.email,
        *(user.email for user in others.values()),
    }

    _contribute(sits_down("round-2-france", viewport=PHONE), lea, round)
    for body, user in others.items():
        for country in ("MA", "TN"):
            answer(round, body, country, "targets", user, hvt_mla=number(9))
        hand_in(round, body, user)

    _assess(desk, round)
    _comment(sits_down("round-3-europol"), others["EUROPOL"], round)
    answer_comment(comment=round.comments.get(), text="Thank you.", by=erin)
    mail.outbox.clear()
    _freeze_and_transmit(desk, round)
    assert [message.to[0] for message in mail.outbox] == [council.email]
    _read(sits_down("round-4-council"), council, round)
    _decide(desk, round)
    _see(sits_down("round-5-anybody", viewport=PHONE))


def _open(desk: Reader) -> Round:
    """Make a round, and open it."""
    today = timezone.localdate()
    desk.open("/assessments/new/")
    page = desk.page
    page.get_by_label("Title").fill(TITLE)
    for name, day in {
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        "opens": today.isoformat(),
        "closes": (today + datetime.timedelta(30)).isoformat(),
    }.items():
        page.locator(f"[name={name}]").fill(day)
    page.evaluate(
        "document.querySelectorAll('[name=asked]').forEach(box => {"
        " box.checked = ['FR', 'ES', 'EUROPOL'].includes(box.value) })"
    )
    page.locator("[name=countries][value=MA]").check()
    page.locator("[name=countries][value=TN]").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/assessments/assessment-of-the-year-2025/")
    desk.look()
    page.get_by_role("button", name="Open the round and collect contributions").click()
    expect(page.locator("main")).to_contain_text("Collecting contributions")
    return Round.objects.get()


def _contribute(reader: Reader, lea: User, round: Round) -> None:
    """Fill in what France knows of two countries on a phone, and hand it in."""
    reader.sign_in(lea)
    reader.open("/assessments/")
    page = reader.page
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Fill in the contribution").click()
    reader.look()
    base = f"/assessments/{round.slug}/contributions/fr/"
    reader.open(base + "countries/ma/")
    page.select_option("#a-hvt_mla", "number")
    page.fill("#a-hvt_mla-value", "12")
    page.fill("#a-needs", f"A meeting on {WORD}.")
    expect(page.locator("[data-section=needs] [data-state]")).to_contain_text("Saved at")
    page.goto(f"{reader.base}{base}countries/tn/")
    page.select_option("#a-hvt_mla", "no_data")
    expect(page.locator("[data-section=targets] [data-state]")).to_contain_text("Saved at")
    reader.open(base + "submit/")
    page.get_by_role("button", name="Submit the contribution").click()
    expect(page.locator("main")).to_contain_text("Submitted")
    assert page.goto(f"{reader.base}/assessments/{round.slug}/contributions/es/").status == 404  # type: ignore[union-attr]


def _assess(desk: Reader, round: Round) -> None:
    """End the collection, write the assessment of each country, consult on the draft."""
    page = desk.page
    page.goto(desk.base + round.get_absolute_url())
    page.get_by_role("button", name="End the collection and start the assessment").click()
    for code, proposal in (("ma", "priority"), ("tn", "watch")):
        desk.open(f"/assessments/{round.slug}/assessment/{code}/")
        page.fill("#a-narrative", "Cooperation works, and is asked for often.")
        page.select_option("#a-proposal", proposal)
        page.locator("button[name=do][value=save]").click()
        expect(page.locator("main")).to_contain_text("Saved")
    page.goto(desk.base + round.get_absolute_url())
    page.get_by_role("button", name="Consult EJN, Europol and EPPO on the draft").click()
    expect(page.locator("main")).to_contain_text("In consultation")


def _comment(reader: Reader, pieter: User, round: Round) -> None:
    """Europol reads the draft, in which nothing of France stands by itself, and comments on it."""
    reader.sign_in(pieter)
    reader.open(f"/assessments/{round.slug}/draft/")
    page = reader.page
    assert WORD not in page.locator("main").inner_text()
    form = page.locator("form[action$='/draft/comment/']").first
    if not form.locator("textarea").is_visible():
        form.locator("xpath=ancestor::details[1]/summary").click()
    form.locator("textarea").fill("We see the same.")
    form.locator("button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("We see the same.")


def _freeze_and_transmit(desk: Reader, round: Round) -> None:
    page = desk.page
    desk.open(f"/assessments/{round.slug}/draft/")
    expect(page.locator("main")).to_contain_text("We see the same.")
    page.get_by_role("button", name="Freeze this draft as a report").click()
    page.wait_for_url("**/reports/1/")
    page.get_by_role("link", name="Transmission, and who has opened it").click()
    desk.look()
    assert page.locator("[name=addressees][value=COUNCIL]").is_checked()
    page.get_by_role("button", name="Transmit", exact=True).click()
    expect(page.locator("main")).to_contain_text("Its addressees are written to")
    round.refresh_from_db()
    assert round.status == "transmitted" and Report.objects.get().addressees == ["COUNCIL", "COMMISSION"]


def _read(reader: Reader, sara: User, round: Round) -> None:
    """The Council comes by the link of its mail: the report is there, the round is not."""
    reader.sign_in(sara)
    link = next(word for word in mail.outbox[0].body.split() if "/assessments/" in word)
    reader.open(link[link.index("/assessments/") :])
    text = reader.page.locator("main").inner_text()
    assert TITLE in text and "Morocco" in text and WORD not in text
    assert reader.page.goto(reader.base + round.get_absolute_url()).status == 404  # type: ignore[union-attr]


def _decide(desk: Reader, round: Round) -> None:
    """Who has opened the report is told; what was decided is recorded, and released."""
    page = desk.page
    desk.open(f"/assessments/{round.slug}/reports/1/transmission/")
    expect(page.locator("main")).to_contain_text("Sara")
    page.goto(desk.base + round.get_absolute_url())
    page.get_by_role("link", name="Record the decision").click()
    desk.look()
    page.fill("[name=at]", timezone.localdate().isoformat())
    page.fill("[name=reference]", "Minutes 7/26")
    page.select_option("[name=kind_MA]", "begins")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.locator("main")).to_contain_text("Say since when it is a priority.")
    page.fill("[name=since_MA]", timezone.localdate().isoformat())
    page.get_by_role("button", name="Record the decision").click()
    expect(page.locator("main")).to_contain_text("The decision is recorded.")
    assert Decision.objects.get().released_at is None
    page.get_by_role("button", name="Release the decision").click()
    expect(page.locator("main")).to_contain_text("Shown across the portal")
    desk.look()
    assert [one.country_id for one in PriorityCountry.objects.all()] == ["MA"]


def _see(reader: Reader) -> None:
    """Whoever comes, without an account, sees which country is a priority, and by which decision."""
    reader.open("/")
    section = reader.page.locator("section[aria-labelledby=priorities]")
    expect(section).to_contain_text("Minutes 7/26")
    section.get_by_role("link", name="Morocco").click()
    reader.look()
    text = reader.page.locator("main").inner_text()
    assert "Priority third country" in text and "Minutes 7/26" in text and TITLE not in text
    reader.open("/countries/?priority=1")
    text = reader.page.locator("main").inner_text()
    assert "Morocco" in text and "Tunisia" not in text
