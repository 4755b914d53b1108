"""The main job: posted on a phone, returned, mended, published, found in another language, hidden from outsiders."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail

from portal.people.enums import Role
from practices.models import PracticePage
from search.drain import drain
from tests.factories import Tree, make_network, make_user
from tests.journeys.conftest import PHONE, Reader

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.chromium]

WORD = "zwischenfristenplan"
"""Occurs in the practice and nowhere else, so that a trace of it is a trace of the practice."""


def test_from_posting_to_finding(portal: Tree, sits_down: Callable[..., Reader]) -> None:
    circle = make_network("Practitioners: Morocco")
    writer = make_user("lea", role=Role.LIAISON_MAGISTRATE, state="FR", posted_to="MA", groups=[circle])
    reviewer = make_user("carmen", role=Role.LIAISON_MAGISTRATE, state="ES", groups=[portal.morocco_desk])
    prosecutor = make_user("jan", role=Role.PROSECUTOR, state="NL", languages=["nl", "de"], groups=[circle])
    outsider = make_user("max", role=Role.LAW_ENFORCEMENT, state="DE")

    _share(sits_down("1-writer", viewport=PHONE), writer)
    page = PracticePage.objects.get()
    assert not page.live and page.owner == writer
    _return(sits_down("2-desk", viewport=PHONE), reviewer)
    assert writer.email in {address for message in mail.outbox for address in message.to}
    _mend(sits_down("3-writer", viewport=PHONE), writer)
    _publish(sits_down("4-desk", viewport=PHONE), reviewer)
    page.refresh_from_db()
    assert page.live
    drain()

    reader = sits_down("5-prosecutor", locale="de-DE")
    reader.sign_in(prosecutor)
    reader.open("/search/?q=Auslieferung+Marokko+STE+182")
    results = reader.page.locator("#results")
    results.get_by_text("Interim deadline plan").first.wait_for()
    assert reader.page.get_by_text("Country: Morocco").first.is_visible()
    results.get_by_role("link", name="Interim deadline plan").click()
    reader.look()
    assert WORD in reader.page.locator("main").inner_text()
    address = reader.page.url.removeprefix(reader.base)

    for name, user in (("6-outsider", outsider), ("7-anonymous", None)):
        other = sits_down(name)
        if user is not None:
            other.sign_in(user)
        _finds_nothing(other, address)


def _share(reader: Reader, writer: object) -> None:
    """Three fields and a tap; the instrument and the topic so that it is found by them."""
    reader.sign_in(writer)  # type: ignore[arg-type]
    reader.open("/practices/share/")
    page = reader.page
    assert page.get_by_label("Country", exact=True).input_value() == "MA"
    page.get_by_label("Title").fill("Interim deadline plan for a hearing")
    page.get_by_label("What happened").fill(f"We agreed on a {WORD} with the ministry.")
    page.locator("details[data-share-more] > summary").click()
    page.locator("input[name=topics][value=extradition]").check()
    page.locator("input[name=instruments][value=CETS182]").check()
    page.locator("input[name=audience][value=communities]").check()
    page.get_by_label("Practitioners: Morocco").check()
    page.get_by_text("Saved at").wait_for()
    reader.look()
    page.get_by_role("button", name="Send to the desk").click()
    page.wait_for_url("**/my/**")
    page.get_by_text("Waiting for the desk").first.wait_for()
    reader.look()


def _return(reader: Reader, reviewer: object) -> None:
    reader.sign_in(reviewer)  # type: ignore[arg-type]
    reader.page.get_by_role("link", name="Interim deadline plan").click()
    reader.look()
    reader.page.get_by_role("button", name="Return with comment").click()
    reader.look()
    assert PracticePage.objects.get().workflow_in_progress, "a return needs a comment"
    reader.page.locator("textarea").first.fill("Please say which ministry.")
    reader.page.get_by_role("button", name="Return with comment").click()
    reader.page.wait_for_url("**/my/**")


def _mend(reader: Reader, writer: object) -> None:
    reader.sign_in(writer)  # type: ignore[arg-type]
    reader.page.get_by_text("Please say which ministry.").first.wait_for()
    reader.page.get_by_role("link", name="Mend and send again").click()
    story = reader.page.get_by_label("What happened")
    story.fill(f"{story.input_value()} It was the ministry of justice.")
    reader.look()
    reader.page.get_by_role("button", name="Send to the desk").click()
    reader.page.wait_for_url("**/my/**")


def _publish(reader: Reader, reviewer: object) -> None:
    reader.sign_in(reviewer)  # type: ignore[arg-type]
    reader.page.get_by_role("link", name="Interim deadline plan").click()
    assert "ministry of justice" in reader.page.locator("main").inner_text()
    reader.page.get_by_role("button", name="Approve and publish").click()
    reader.page.wait_for_url("**/my/**")
    reader.look()


def _finds_nothing(reader: Reader, address: str) -> None:
    """No hit, no count, no facet, no suggestion; and its address is like any that does not exist."""
    for path in (
        f"/search/?q={WORD}",
        f"/search/?q={WORD[:-1]}x",
        "/search/?country=MA",
        "/countries/ma/",
        "/",
    ):
        reader.open(path)
        text = reader.page.locator("main").inner_text()
        assert "Interim deadline plan" not in text and WORD not in text.replace(f"“{WORD}”", ""), path
    response = reader.page.goto(reader.base + address)
    missing = reader.page.request.get(f"{reader.base}{address.rstrip('/')}-missing/")
    assert response is not None and response.status == missing.status == 404
