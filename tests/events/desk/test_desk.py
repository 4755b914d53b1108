"""The organisers' desk: what it says to do next, lists without formulas, messages sent once to those shown."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

import openpyxl
import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from pypdf import PdfReader

from events.desk.messages import send_waiting
from events.desk.models import Message, Receipt
from events.desk.todo import next_steps, numbers_of
from events.exchanges.models import Event
from events.outcomes.models import Minutes
from events.registration.inviting import Invitee, invite
from events.registration.models import Question, Registration
from events.registration.registering import register_participant
from tests.events.registration.making import make_event, organiser_of
from tests.events.registration.test_pages import client_of, page
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def todo(event: Event) -> list[str]:
    event = Event.objects.get(pk=event.pk)
    return [one.text for one in next_steps(event, numbers_of(event))]


# --- what to do next ------------------------------------------------------------------------------------


def test_the_desk_counts_what_is_missing_from_many_and_leads_to_inviting_exactly_these() -> None:
    event = make_event()
    states = ("AT", "BE", "DE", "FR")
    people = [Invitee(email=f"{code.lower()}@x.example", body=code, role="prosecutor") for code in states]
    invite(event=event, people=people, by=organiser_of(event))
    steps = {one.text: one.url for one in next_steps(event, numbers_of(event))}
    text = "Central authority: nobody from 4 of the 4 Member States that are invited."
    assert steps[text].endswith("?roles=central_authority&bodies=AT&bodies=BE&bodies=FR&bodies=DE")


def test_the_desk_says_what_comes_next_from_draft_to_held() -> None:
    event = make_event(status="draft", format="hybrid", approval="organiser")
    assert "Announce the event: only its organisers see the draft." in todo(event)
    assert {"Say how to join: the link is missing.", "Say where it takes place."} <= set(todo(event))
    event.status, event.joining_link, event.place = "announced", "https://example.org/room", "Here"
    event.save()
    assert "Open the registration: nobody can register yet." in todo(event)
    assert "Say how to join: the link is missing." not in todo(event)
    event.status = "open"
    event.save()
    assert "Invite people: nobody is invited yet." in todo(event)
    users = [make_user("ca", role="central_authority", state="FR"), make_user("silent", state="DE")]
    invite(event=event, people=[Invitee(user_id=user.pk) for user in users], by=organiser_of(event))
    register_participant(event=event, user=users[0])
    found = todo(event)
    assert "1 registration waits for your decision." in found
    assert "Central authority: nobody from Germany is invited." in found
    assert "1 invited person has not answered: write to them." in found
    Registration.objects.update(status="confirmed")
    event.starts -= datetime.timedelta(days=40)
    event.ends = event.starts + datetime.timedelta(hours=2)
    event.save()
    found = todo(event)
    assert found[0] == "Note that the event was held." and "Note who came: 1 person is left." in found
    event.status = "held"
    event.save()
    assert {"Write the minutes.", "Note what was concluded."} <= set(todo(event))
    Minutes.objects.create(event=event, text="What was said.")
    assert "Share the minutes: only organisers read them." in todo(event)
    assert client_of(organiser_of(event)).get(f"/events/{event.slug}/desk/").status_code == 200
    event.status = "cancelled"
    event.save()
    assert todo(event) == []


def test_the_desk_is_for_organisers() -> None:
    event = make_event()
    participant = make_user("participant")
    register_participant(event=event, user=participant)
    parts = ("desk/", "desk/write/", "desk/participants.xlsx", "desk/badges.pdf")
    for part in parts:
        address = f"/events/{event.slug}/{part}"
        assert client_of(organiser_of(event)).get(address).status_code == 200
        assert client_of(participant).get(address).status_code == 404
        assert client_of(None).get(address).status_code in (302, 404)
    assert client_of(organiser_of(event)).get(f"/events/{event.slug}/desk/secrets.xlsx").status_code == 404
    assert client_of(organiser_of(event)).get(f"/events/{event.slug}/desk/answers.pdf").status_code == 404


# --- lists ----------------------------------------------------------------------------------------------


@pytest.fixture
def meeting() -> Event:
    """Two French and a German with a seat, one who waits; answers that would be formulas."""
    event = make_event(seats=3, title="Exchange of tests", tlp="AMBER", audience="communities")
    question = Question.objects.create(event=event, text="=Diet?", kind="line")
    for name, state in (("zoe", "FR"), ("adam", "FR"), ("gerd", "DE"), ("late", "DE")):
        user = make_user(name, state=state, last_name=f"=Cmd{name}")
        invite(event=event, people=[Invitee(user_id=user.pk)], by=organiser_of(event))
        register_participant(
            event=event, user=type(user).objects.get(pk=user.pk), answers={question.pk: "+1"}
        )
    return event


def cells(event: Event, kind: str) -> list[list[Any]]:
    answer = client_of(organiser_of(event)).get(f"/events/{event.slug}/desk/{kind}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert all(cell.data_type in "sn" for row in book.active.iter_rows() for cell in row)
    return [[cell.value for cell in row if cell.value is not None] for row in book.active.iter_rows()]


def test_lists_as_tables_hold_no_formulas_and_say_how_they_may_be_passed_on(meeting) -> None:
    rows = cells(meeting, "participants")
    assert rows[0] == ["Exchange of tests · TLP:AMBER"]
    assert [(row[0], row[2]) for row in rows[2:]] == [
        ("'=Cmdadam, Adam", "France"),
        ("'=Cmdzoe, Zoe", "France"),
        ("'=Cmdgerd, Gerd", "Germany"),
    ]
    rows = cells(meeting, "seating")
    assert [row[:2] for row in rows[2:]] == [["France", "2"], ["Germany", "1"]]
    rows = cells(meeting, "answers")
    assert rows[1][-1] == "'=Diet?" and {row[-1] for row in rows[2:]} == {"'+1"}
    assert [row[3] for row in rows[2:]].count("No seat: on the waiting list") == 1


@pytest.mark.parametrize("kind", ["participants", "attendance", "seating", "badges"])
def test_lists_on_paper_name_everybody_with_a_seat(meeting, kind) -> None:
    answer = client_of(organiser_of(meeting)).get(f"/events/{meeting.slug}/desk/{kind}.pdf")
    assert answer["Content-Type"] == "application/pdf" and meeting.slug not in answer["Content-Disposition"]
    text = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(answer.content)).pages)
    assert all(name in text for name in ("Zoe", "Adam", "Gerd", "TLP:AMBER")) and "Late" not in text


# --- messages -------------------------------------------------------------------------------------------


def hidden(text: str) -> dict[str, Any]:
    """What the preview's form would send."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text):
        found.setdefault(name, []).append(value)
    return found


SAID = {"groups": ["confirmed", "waiting_list"], "subject": "Room changed", "text": "Come to room zebra."}
KEY = "8c0fd0a4-5ab8-4e2c-9d0c-1c9b7a3f2b11"


def previewed(event: Event, **said: Any) -> dict[str, Any]:
    text = page(
        organiser_of(event), f"/events/{event.slug}/desk/write/", **(SAID | said), key=KEY, do="preview"
    )
    return hidden(text) | {"do": "send"}


def test_a_message_that_was_written_for_long_is_not_lost(meeting) -> None:
    organiser = organiser_of(meeting)
    said = SAID | {"key": KEY, "do": "send", "editor": organiser.pk}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(organiser)
    answer = strict.post(f"/events/{meeting.slug}/desk/write/", said)
    assert answer.status_code == 422 and "Come to room zebra." in answer.content.decode()
    answer = client_of(organiser).post(f"/events/{meeting.slug}/desk/write/", said | {"editor": 0})
    assert answer.status_code == 403 and "Come to room zebra." not in answer.content.decode()
    assert Message.objects.count() == 0


def test_a_message_is_previewed_sent_once_and_read_in_the_portal_only(
    meeting, django_capture_on_commit_callbacks
) -> None:
    address = f"/events/{meeting.slug}/desk/write/"
    send = previewed(meeting)
    assert Message.objects.count() == 0
    mail.outbox.clear()
    client = client_of(organiser_of(meeting))
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            assert client.post(address, send).status_code == 302
    assert Message.objects.count() == 1 and Receipt.objects.filter(state="sent").count() == 4
    assert len(mail.outbox) == 4
    for sent in mail.outbox:
        assert "zebra" not in sent.body and "Exchange of tests" not in sent.body + sent.subject
        assert "Room" not in sent.subject and meeting.slug not in sent.body
    user = Receipt.objects.first().user
    link = re.search(r"/events/messages/\d+/", mail.outbox[0].body).group()
    there = client_of(user).get(link)["Location"].partition("#")[0]
    assert "Come to room zebra." in page(user, there)
    outsider = make_user("outsider")
    assert client_of(outsider).get(link).status_code == 404
    assert client_of(outsider).get(f"/events/{meeting.slug}/messages/").status_code == 404
    assert "4 told by e-mail" in page(organiser_of(meeting), f"/events/{meeting.slug}/messages/")


def test_others_at_the_event_do_not_read_what_was_not_sent_to_them(meeting) -> None:
    send = previewed(meeting, groups=["waiting_list"])
    client_of(organiser_of(meeting)).post(f"/events/{meeting.slug}/desk/write/", send)
    waits = Registration.objects.get(status="waiting_list").user
    assert "zebra" in page(waits, f"/events/{meeting.slug}/messages/")
    seated = Registration.objects.filter(status="confirmed")[0].user
    assert client_of(seated).get(f"/events/{meeting.slug}/messages/").status_code == 404
    assert client_of(seated).get(f"/events/messages/{Message.objects.get().pk}/").status_code == 404


def test_a_group_that_changed_after_the_preview_is_shown_again(meeting) -> None:
    send = previewed(meeting)
    register_participant(event=meeting, user=make_user("new", is_superuser=True))
    answer = client_of(organiser_of(meeting)).post(f"/events/{meeting.slug}/desk/write/", send)
    assert answer.status_code == 409 and Message.objects.count() == 0
    assert "The groups changed after you looked" in answer.content.decode()


def test_a_message_with_a_marking_or_without_receivers_is_not_sent(meeting) -> None:
    organiser = organiser_of(meeting)
    client, address = client_of(organiser), f"/events/{meeting.slug}/desk/write/"
    said = SAID | {"key": KEY, "do": "send", "editor": organiser.pk}
    assert client.post(address, said | {"text": "RESTREINT UE/EU RESTRICTED"}).status_code == 422
    assert client.post(address, said | {"groups": ["awaiting"]}).status_code == 409
    assert Message.objects.count() == 0


def test_mails_that_fail_are_tried_again_and_those_who_left_are_not_told(meeting, monkeypatch) -> None:
    client_of(organiser_of(meeting)).post(f"/events/{meeting.slug}/desk/write/", previewed(meeting))
    gone = Registration.objects.get(user__username="adam").user
    gone.is_active = False
    gone.save()
    send = EmailBackend.send_messages

    def fails(self: Any, messages: Any) -> int:
        if messages[0].to == ["zoe@example.org"]:
            raise ConnectionRefusedError
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", fails)
    mail.outbox.clear()
    assert send_waiting() == 2
    states = dict(Receipt.objects.values_list("user__username", "state"))
    assert states == {"zoe": "waiting", "adam": "dropped", "gerd": "sent", "late": "sent"}
    monkeypatch.undo()
    Receipt.objects.update(next_try_at=meeting.created_at)
    assert send_waiting() == 1 and mail.outbox[-1].to == ["zoe@example.org"]


def test_the_desk_takes_as_many_queries_for_thirty_people_as_for_one() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    event = make_event()
    numbers = []
    for count in (1, 29):
        for _number in range(count):
            register_participant(event=event, user=make_user(state="FR"))
        client = client_of(organiser_of(event))
        for part in ("", "answers.xlsx", "participants.xlsx"):
            client.get(f"/events/{event.slug}/desk/{part}")
        with CaptureQueriesContext(connection) as found:
            for part in ("", "answers.xlsx", "participants.xlsx"):
                assert client.get(f"/events/{event.slug}/desk/{part}").status_code == 200
        numbers.append(len(found))
    assert numbers[0] == numbers[1]


def test_limits_that_are_passed_are_told_in_one_line() -> None:
    event = make_event(quotas={("FR", ""): 1, ("DE", ""): 1})
    for state in ("FR", "FR", "DE", "DE", "DE"):
        event.registrations.create(user=make_user(state=state), status="confirmed", body=state)
    assert "More have a seat than there are: France (+1), Germany (+2)." in todo(event)
