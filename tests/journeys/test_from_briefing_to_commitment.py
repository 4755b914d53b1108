"""From a stale briefing to a frozen issue, to the dialogue it prepares, to a commitment in the next briefing
(11333/24, ¶8a and b), in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from events.briefings.models import Briefing
from events.dialogues.models import Commitment, Dialogue
from events.issues.models import Issue
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from practices.enums import PracticeKind
from tests.events.briefings.making import make_briefing
from tests.factories import Tree, make_network, make_practice, make_user
from tests.journeys.conftest import PHONE, Reader

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

DIFFICULTY = "Certified translations are asked for late"
PROMISE = "Say within a month which translations are needed"


def test_from_briefing_to_commitment(portal: Tree, sits_down: Callable[..., Reader]) -> None:
    team = make_network("Team Europe: Morocco")
    olga = make_user("olga", role=Role.COMMISSION, groups=[team])
    lea = make_user("lea", role=Role.LIAISON_MAGISTRATE, state="FR", groups=[team])
    briefing = make_briefing(owner=olga, audience=Audience.COMMUNITIES, communities=[team])
    make_practice(
        portal.morocco, owner=lea, title=DIFFICULTY, kind=PracticeKind.OBSTACLE, audience=Audience.MEMBERS
    )

    desk = sits_down("briefing-1-desk")
    desk.sign_in(olga)
    _refresh(desk, briefing, DIFFICULTY)
    _freeze(desk, briefing, 1)
    dialogue = _plan(desk, briefing, team.pk)
    _agenda(desk, dialogue)
    _meet(sits_down("briefing-2-meeting", viewport=PHONE), olga, dialogue)
    _refresh(desk, briefing, PROMISE)
    _freeze(desk, briefing, 2)
    _read(sits_down("briefing-3-reader", viewport=PHONE), lea, briefing)

    outsider = sits_down("briefing-4-outsider")
    outsider.sign_in(make_user("max", role=Role.LAW_ENFORCEMENT, state="DE"))
    outsider.open("/briefings/")
    assert briefing.title not in outsider.page.locator("main").inner_text()
    commitment = Commitment.objects.get()
    for hidden in (briefing, Issue.objects.get(number=2), dialogue, commitment):
        answer = outsider.page.goto(outsider.base + hidden.get_absolute_url())
        assert answer is not None and answer.status == 404, hidden


def _looks_once(desk: Reader, briefing: Briefing) -> Callable[[], None]:
    """Pages that are met again need not be looked at again."""
    return (lambda: None) if briefing.issues.exists() else desk.look


def _refresh(desk: Reader, briefing: Briefing, word: str) -> None:
    """The list says that the briefing is stale; its editor sees why, and takes over what is new."""
    page, look = desk.page, _looks_once(desk, briefing)
    desk.open("/briefings/")
    expect(page.locator("main")).to_contain_text("Stale: ")
    page.get_by_role("link", name=briefing.title, exact=True).click()
    look()
    page.get_by_role("link", name="See what has changed").click()
    look()
    expect(page.locator("main")).to_contain_text("Something is new")
    page.get_by_role("link", name="Refresh from the sources").click()
    look()
    expect(page.locator("main")).to_contain_text(word)
    page.get_by_role("button", name="Take this over").click()
    page.wait_for_url("**/compose/")
    expect(page.locator("main")).to_contain_text(word)
    look()
    page.get_by_role("link", name="The page of its readers").click()
    expect(page.locator("main")).to_contain_text("Up to date")


def _freeze(desk: Reader, briefing: Briefing, number: int) -> None:
    page, look = desk.page, _looks_once(desk, briefing)
    page.get_by_role("link", name="Freeze an issue").click()
    look()
    page.get_by_role("button", name=f"Freeze issue {number}").click()
    page.wait_for_url(f"**/issues/{number}/")
    look()
    expect(page.locator("main")).to_contain_text(DIFFICULTY)
    if number > 1:
        expect(page.locator("main")).to_contain_text(PROMISE)
    for ending, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        file = page.request.get(f"{desk.base}/briefings/{briefing.slug}/issues/{number}/report.{ending}")
        assert file.status == 200 and file.body().startswith(start), ending


def _plan(desk: Reader, briefing: Briefing, team: int) -> Dialogue:
    """Plan the dialogue that the briefing prepares."""
    page = desk.page
    desk.open("/dialogues/new/?country=MA")
    page.get_by_label("Title").fill("Dialogue with Morocco on extradition")
    page.get_by_label("Starts").fill("2030-05-14T10:00")
    page.get_by_label("Ends", exact=True).fill("2030-05-14T12:00")
    page.select_option("[name=briefing]", label=briefing.title)
    page.locator(f"input[name=communities][value='{team}']").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/organise/")
    desk.look()
    dialogue = Dialogue.objects.get()
    assert dialogue.briefing == briefing.slug
    return dialogue


def _agenda(desk: Reader, dialogue: Dialogue) -> None:
    """The briefing's difficulties are offered for the agenda."""
    page = desk.page
    page.get_by_role("link", name="Agenda and papers").click()
    desk.look()
    page.get_by_label(DIFFICULTY).check()
    page.get_by_role("button", name="Put on the agenda").click()
    expect(page.locator("ol.dl-agenda")).to_contain_text(DIFFICULTY)
    desk.look()
    item = dialogue.agenda.get()
    assert item.source_type == "practice"


def _meet(reader: Reader, olga: User, dialogue: Dialogue) -> None:
    """On the day, on a phone: what the other side promises is written down."""
    reader.sign_in(olga)
    reader.open(dialogue.get_absolute_url())
    page = reader.page
    expect(page.locator("main")).to_contain_text(DIFFICULTY)
    page.get_by_role("link", name="Record the meeting").click()
    reader.look()
    page.get_by_label("Commitment", exact=True).fill(PROMISE)
    page.get_by_label("Due").fill("2030-06-14")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("link", name=PROMISE, exact=True)).to_be_visible()
    reader.look()
    assert Commitment.objects.get().side == "third_country"


def _read(reader: Reader, lea: User, briefing: Briefing) -> None:
    """A liaison magistrate of the team reads the newest issue, and what is new in it."""
    reader.sign_in(lea)
    reader.open(briefing.get_absolute_url())
    page = reader.page
    page.get_by_role("link", name="Issue 2", exact=True).click()
    reader.look()
    expect(page.locator("article")).to_contain_text(PROMISE)
    reader.open(f"/briefings/{briefing.slug}/compare/")
    expect(page.locator("main")).to_contain_text(PROMISE)
    assert DIFFICULTY not in page.locator("main").inner_text()
