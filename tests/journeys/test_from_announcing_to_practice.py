"""An exchange from beginning to end: planned, announced, registered for, held, minuted, and what was learnt published
as a good practice, which leads back to the exchange for those who may know of it and for nobody else."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.exchanges.models import Event
from portal.people.enums import Role
from portal.people.models import User
from practices.models import PracticePage
from tests.factories import Tree, make_network, make_user
from tests.journeys.conftest import PHONE, Reader

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

TITLE = "Exchange on extradition with Morocco"
LEARNT = "Name the prison in the first assurance"


def test_from_announcing_to_minutes_to_a_published_practice(
    portal: Tree, sits_down: Callable[..., Reader]
) -> None:
    circle = make_network("Practitioners: Morocco")
    organiser = make_user("olga", role=Role.ORGANISER, groups=[circle])
    prosecutor = make_user("jan", last_name="Voorbeeld", role=Role.PROSECUTOR, state="NL", groups=[circle])
    reviewer = make_user("carmen", role=Role.LIAISON_MAGISTRATE, state="ES", groups=[portal.morocco_desk])
    member = make_user("max", role=Role.LAW_ENFORCEMENT, state="DE")

    desk = sits_down("event-1-organiser")
    event = _announce(desk, organiser)
    guest = sits_down("event-2-participant", viewport=PHONE)
    _register(guest, prosecutor, event)
    _hold(event)
    _write(desk, event)
    page = _make_practice(desk, event)
    assert page.owner == organiser and not page.live
    _publish(sits_down("event-3-desk", viewport=PHONE), reviewer)
    page.refresh_from_db()
    assert page.live
    _read(guest, event)

    outsider = sits_down("event-4-outsider")
    outsider.sign_in(member)
    outsider.open(page.get_url() or "")
    text = outsider.page.locator("main").inner_text()
    assert LEARNT in text and TITLE not in text and "Came out of" not in text
    hidden = outsider.page.goto(f"{outsider.base}/events/{event.slug}/outcome/")
    assert hidden is not None and hidden.status == 404


def _announce(reader: Reader, organiser: User) -> Event:
    """Plan a call for a community, and open it for registration."""
    reader.sign_in(organiser)
    reader.open("/events/new/?country=MA")
    page = reader.page
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Informal call").check()
    page.get_by_label("Starts").fill("2030-05-14T10:00")
    page.get_by_label("Ends", exact=True).fill("2030-05-14T11:00")
    page.locator("input[name=countries][value=MA]").check()
    page.locator("input[name=topics][value=extradition]").check()
    page.locator("input[name=approval][value=none]").check()
    page.get_by_label("Joining link").fill("https://meet.example.org/room")
    page.locator("input[name=chatham_house]").check()
    page.locator("input[name=audience][value=communities]").check()
    page.get_by_label("Practitioners: Morocco").check()
    page.get_by_role("button", name="Save the draft").click()
    event = Event.objects.get()
    reader.open(f"/events/{event.slug}/organise/")
    page.locator("form:has(input[name=status][value=open]) button").click()
    page.wait_for_load_state("networkidle")
    event.refresh_from_db()
    assert event.status == "open"
    return event


def _register(reader: Reader, prosecutor: User, event: Event) -> None:
    """The link is there once the seat is."""
    reader.sign_in(prosecutor)
    reader.open(f"/events/{event.slug}/")
    assert "meet.example.org" not in reader.page.content()
    reader.page.get_by_role("link", name="Register").click()
    reader.page.get_by_role("button", name="Register").click()
    expect(reader.page.get_by_role("heading", name="Confirmed: you have a seat")).to_be_visible()
    reader.open(f"/events/{event.slug}/")
    expect(reader.page.get_by_role("link", name="Open the meeting")).to_be_visible()


def _hold(event: Event) -> None:
    """It took place yesterday."""
    starts = timezone.now() - datetime.timedelta(days=1)
    ends = starts + datetime.timedelta(hours=1)
    Event.objects.filter(pk=event.pk).update(starts=starts, ends=ends, status="held")


def _write(reader: Reader, event: Event) -> None:
    """Minutes that name nobody, a conclusion, an action for the participant, the evaluation."""
    page, outcome = reader.page, f"/events/{event.slug}/outcome/"
    reader.open(outcome)
    page.get_by_role("link", name="Write the minutes").click()
    page.get_by_label("Minutes", exact=True).fill("Mr Voorbeeld said that assurances take weeks.")
    page.get_by_label("Participants, speakers and organisers").check()
    page.get_by_role("button", name="Save and share").click()
    reader.look()
    page.get_by_label("Minutes", exact=True).fill("It was said that assurances take weeks.")
    page.get_by_role("button", name="Save and share").click()
    page.get_by_role("link", name="Add a conclusion").click()
    page.get_by_label("In one line").fill(LEARNT)
    page.get_by_label("Conclusion", exact=False).last.fill(
        "A first assurance that names it is not sent back."
    )
    page.get_by_label("Participants, speakers and organisers").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Add an action").click()
    page.get_by_label("What is to be done").fill("Send the model of an assurance")
    page.get_by_label("Who does it").select_option(label="Jan Voorbeeld")
    page.get_by_label("By", exact=True).fill((timezone.localdate() + datetime.timedelta(days=9)).isoformat())
    page.get_by_role("button", name="Save", exact=True).click()
    reader.look()
    reader.open(f"/events/{event.slug}/evaluation/")
    page.get_by_role("button", name="Open the evaluation").click()
    reader.look()


def _make_practice(reader: Reader, event: Event) -> PracticePage:
    """One press, then the usual form, filled in."""
    reader.open(f"/events/{event.slug}/outcome/")
    page = reader.page
    page.get_by_role("button", name="Make a draft practice of it").click()
    page.wait_for_url("**/practices/share/**")
    assert page.get_by_label("Title").input_value() == LEARNT
    assert page.get_by_label("Country", exact=True).input_value() == "MA"
    page.locator("details[data-share-more] > summary").click()
    page.locator("input[name=audience][value=members]").check()
    page.locator("select[name=tlp]").select_option("GREEN")
    reader.look()
    page.get_by_role("button", name="Send to the desk").click()
    page.wait_for_url("**/my/**")
    return PracticePage.objects.get()


def _publish(reader: Reader, reviewer: User) -> None:
    reader.sign_in(reviewer)
    reader.page.get_by_role("link", name=LEARNT).click()
    reader.page.get_by_role("button", name="Approve and publish").click()
    reader.page.wait_for_url("**/my/**")


def _read(reader: Reader, event: Event) -> None:
    """The participant says how their action stands, evaluates, goes from the conclusion to the practice and back."""
    reader.open("/my/")
    page = reader.page
    page.get_by_role("link", name="Send the model of an assurance").click()
    page.get_by_label("Done", exact=True).check()
    page.get_by_role("button", name="Save", exact=True).click()
    reader.open(f"/events/{event.slug}/evaluation/")
    page.locator("input[name=usefulness][value='5']").check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("You have answered")).to_be_visible()
    reader.open(f"/events/{event.slug}/outcome/")
    assert "It was said that assurances take weeks." in page.locator("main").inner_text()
    page.get_by_role("link", name=LEARNT).click()
    reader.look()
    page.get_by_role("link", name=TITLE).click()
    page.wait_for_url("**/outcome/**")
    reader.look()
