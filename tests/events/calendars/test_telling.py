"""E-mails for calendars: who is told, once, in which order, and what happens when the mail server does not answer."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from email.message import Message
from typing import Any

import icalendar
import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.db import connection
from django.test import Client

from events.calendars.enums import MailState, Scope
from events.calendars.feeds import make_feed
from events.calendars.models import CalendarMail, NoMails
from events.calendars.telling import tell_calendars, tell_waiting
from events.exchanges.actions import save_event, take_step
from events.exchanges.enums import Status
from events.exchanges.models import Event, Speaker
from events.registration.registering import register_participant, withdraw_registration
from portal.visibility import Audience
from tests.events.calendars.readers import read
from tests.events.registration.making import make_event, organiser_of
from tests.factories import fresh, make_network, make_user

pytestmark = pytest.mark.django_db
HOURS = datetime.timedelta(hours=1)


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Do something, with what follows its commit; gives back what was done."""

    def run(action: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            return action(*args, **kwargs)

    return run


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A mail server that refuses the addresses in the list."""
    refused: list[str] = []
    send = EmailMultiAlternatives.send

    def refuse(self: EmailMultiAlternatives, *args: Any, **kwargs: Any) -> int:
        if self.to[0] in refused:
            raise ConnectionRefusedError
        return send(self, *args, **kwargs)

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    return refused


def received() -> list[tuple[str, str, icalendar.Event]]:
    """The calendar messages sent, as their receivers' programs read them: address, method, entry."""
    found = []
    for message in mail.outbox:
        parsed = message_from_bytes(message.message().as_bytes())
        for part in parsed.walk():
            if part.get_content_type() == "text/calendar":
                found.append((message.to[0], *_read(part)))
    return found


def _read(part: Message) -> tuple[str, icalendar.Event]:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    calendar = read(payload.decode())
    assert part.get_param("method") == calendar["METHOD"]
    assert str(part.get_content_charset()) == "utf-8"
    (entry,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), entry


def facts() -> list[tuple[str, str, int]]:
    """Address, method and number of each calendar message."""
    return [(address, method, int(entry["SEQUENCE"])) for address, method, entry in received()]


def change(event: Event, **values: Any) -> Event:
    return save_event(event=Event.objects.get(pk=event.pk), values=values, user=organiser_of(event))


def step(event: Event, status: str, note: str = "") -> Event:
    return take_step(event=Event.objects.get(pk=event.pk), status=status, user=organiser_of(event), note=note)


def test_seat_moved_and_cancelled_are_told_with_one_identity(commit: Any) -> None:
    event, user = make_event(title="Réunion, “vidéo”", place="La Haye"), make_user()
    commit(register_participant, event=event, user=user)
    ((address, method, entry),) = received()
    assert (address, method, entry["SEQUENCE"]) == (user.email, "REQUEST", 0)
    assert (str(entry["UID"]), str(entry["SUMMARY"]), str(entry["LOCATION"])) == (
        event.uid,
        event.title,
        "La Haye",
    )
    assert entry.start == event.starts.replace(microsecond=0)
    assert str(entry["ATTENDEE"]) == f"mailto:{user.email}"
    assert str(entry["ORGANIZER"]).startswith("mailto:")
    commit(change, event, starts=event.starts + HOURS, ends=event.ends + HOURS)
    ((_, method, moved),) = received()
    assert (method, str(moved["UID"]), moved["SEQUENCE"]) == ("REQUEST", event.uid, 1)
    assert moved.start == entry.start + HOURS
    assert mail.outbox[0].subject.startswith("Changed: ")
    commit(step, event, Status.CANCELLED, "Fictional reason")
    ((_, method, cancelled),) = received()
    assert (method, str(cancelled["UID"]), cancelled["STATUS"]) == ("CANCEL", event.uid, "CANCELLED")
    assert cancelled["SEQUENCE"] > moved["SEQUENCE"]
    assert cancelled.start == moved.start


def test_what_calendars_do_not_show_is_not_told(commit: Any) -> None:
    event, user = make_event(), make_user()
    commit(register_participant, event=event, user=user)
    commit(change, event, purpose="Another purpose")
    assert mail.outbox == []
    commit(tell_calendars.func, event.pk)
    commit(tell_waiting)
    assert mail.outbox == []


def test_seat_given_back_and_taken_again_has_rising_numbers(commit: Any) -> None:
    event, user = make_event(), make_user()
    row = commit(register_participant, event=event, user=user)
    first = facts()
    commit(withdraw_registration, registration=row, by=user)
    second = facts()
    commit(register_participant, event=event, user=user)
    third = facts()
    assert [first, second, third] == [
        [(user.email, "REQUEST", 0)],
        [(user.email, "CANCEL", 1)],
        [(user.email, "REQUEST", 2)],
    ]


def test_files_are_never_older_than_what_the_mails_told(commit: Any) -> None:
    event, user, other = make_event(), make_user(), make_user()
    secret = make_feed(user, Scope.ALL)

    def said(who: Any, path: str = "") -> tuple[int, Any]:
        client = Client()
        client.force_login(fresh(who))
        content = client.get(path or f"/events/{event.slug}/event.ics").content.decode()
        (entry,) = read(content).walk("VEVENT")
        return int(entry["SEQUENCE"]), entry.decoded("DTSTAMP")

    def everywhere() -> list[int]:
        """In the file of the event, in what one sees and in the personal calendar."""
        paths = ("", "/events/calendar.ics", f"/events/feed/{secret}.ics")
        return [said(user, path)[0] for path in paths]

    assert everywhere() == [0, 0, 0]
    row = commit(register_participant, event=event, user=user)
    assert (facts(), everywhere()) == ([(user.email, "REQUEST", 0)], [0, 0, 0])
    commit(withdraw_registration, registration=row, by=user)
    # Called off as 1 in that calendar: that the event takes place, without them, is later news.
    assert (facts(), everywhere()) == ([(user.email, "CANCEL", 1)], [2, 2, 2])
    commit(register_participant, event=event, user=user)
    ((_address, _method, entry),) = received()
    assert (facts(), everywhere()) == ([(user.email, "REQUEST", 2)], [2, 2, 2])
    assert said(user)[1] >= entry.decoded("DTSTAMP")
    commit(change, event, place="Elsewhere")
    assert (facts(), everywhere()) == ([(user.email, "REQUEST", 3)], [3, 3, 3])
    commit(step, event, Status.CANCELLED, "Fictional reason")
    assert (facts(), everywhere()) == ([(user.email, "CANCEL", 4)], [4, 4, 4])
    assert said(other)[0] == Event.objects.get(pk=event.pk).sequence == 2


def test_only_those_with_a_place_are_told(commit: Any) -> None:
    event = make_event(seats=1)
    seated, waiting, speaker = make_user(), make_user(), make_user()
    Speaker.objects.create(event=event, user=speaker, name="A speaker")
    first = commit(register_participant, event=event, user=seated)
    assert {address for address, _m, _n in facts()} == {seated.email, speaker.email}
    commit(register_participant, event=event, user=waiting)
    assert facts() == []
    commit(withdraw_registration, registration=first, by=seated)
    assert {(address, method) for address, method, _n in facts()} == {
        (seated.email, "CANCEL"),
        (waiting.email, "REQUEST"),
    }


def test_one_message_names_one_person(commit: Any) -> None:
    event, one, two = make_event(), make_user(), make_user()
    commit(register_participant, event=event, user=one)
    commit(register_participant, event=event, user=two)
    (message,) = [message for message in mail.outbox if message.to == [two.email] and message.alternatives]
    assert one.email not in str(message.message())
    assert (message.cc, message.bcc) == ([], [])


def test_joining_link_is_in_no_mail(commit: Any) -> None:
    event, user = make_event(joining_link="https://meet.demo.comity.example/x"), make_user()
    commit(register_participant, event=event, user=user)
    assert facts() != []
    assert "meet.demo.comity.example" not in "".join(str(message.message()) for message in mail.outbox)


def test_red_event_says_its_time_alone(commit: Any) -> None:
    event = make_event(
        title="Operation Heron",
        place="Heron House",
        tlp="RED",
        audience=Audience.COMMUNITIES,
        slug="heron-x1y2z3",
    )
    user = make_user()
    event.invitations.create(user=user)
    row = commit(register_participant, event=event, user=fresh(user))
    assert facts() != []
    sent = list(mail.outbox)
    commit(withdraw_registration, registration=row, by=user)
    sent += mail.outbox
    for message in sent:
        text = message_from_bytes(message.message().as_bytes())
        parts = [part.get_payload(decode=True) or b"" for part in text.walk() if not part.is_multipart()]
        assert "heron" not in (message.subject + b"".join(parts).decode()).lower()


def test_whoever_lost_access_learns_nothing_new(commit: Any) -> None:
    """Their calendar loses the entry; the message does not carry what the event is called by now."""
    network = make_network()
    user = make_user(groups=[network])
    event = make_event(title="Before", audience=Audience.COMMUNITIES, tlp="AMBER")
    event.communities.add(network)
    row = commit(register_participant, event=event, user=user)
    user.groups.clear()
    row.status = "replaced"
    row.save()
    starts = event.starts
    commit(change, event, title="Confidential new title", place="New place", starts=starts - HOURS)
    ((address, method, entry),) = received()
    assert (address, method) == (user.email, "CANCEL")
    assert entry.start == starts.replace(microsecond=0)
    assert "onfidential" not in str(mail.outbox[0].message())
    assert "New place" not in str(mail.outbox[0].message())


def test_deactivated_person_is_told_nothing(commit: Any) -> None:
    event, user = make_event(), make_user()
    commit(register_participant, event=event, user=user)
    user.is_active = False
    user.save()
    commit(change, event, title="Another title")
    commit(step, event, Status.CANCELLED, "Fictional reason")
    assert mail.outbox == []


def test_past_event_is_told_to_nobody(commit: Any) -> None:
    event, user = make_event(), make_user()
    commit(register_participant, event=event, user=user)
    with time_machine.travel(event.ends + HOURS, tick=False):
        commit(change, event, title="Another title")
    assert mail.outbox == []


def test_whoever_wants_no_mails_is_told_of_what_is_in_their_calendar_alone(commit: Any) -> None:
    first, second, user = make_event(), make_event(), make_user()
    commit(register_participant, event=first, user=user)
    NoMails.objects.create(user=user)
    commit(register_participant, event=second, user=user)
    assert facts() == []
    commit(change, first, title="Another title")
    assert [(address, method) for address, method, _n in facts()] == [(user.email, "REQUEST")]
    commit(step, first, Status.CANCELLED, "Fictional reason")
    assert [(address, method) for address, method, _n in facts()] == [(user.email, "CANCEL")]
    commit(step, second, Status.CANCELLED, "Fictional reason")
    assert facts() == []


def test_made_up_event_says_so(commit: Any) -> None:
    event, user = make_event(is_example=True), make_user()
    commit(register_participant, event=event, user=user)
    ((_, _method, entry),) = received()
    said = "This event is made up to show the portal."
    assert said in str(entry["DESCRIPTION"])
    (body,) = [message.body for message in mail.outbox if message.alternatives]
    assert said in body


# --- failures ------------------------------------------------------------------------------------------------


def test_failed_mail_is_sent_later_and_the_others_at_once(commit: Any, broken: list[str]) -> None:
    event, one, two = make_event(), make_user(), make_user()
    broken.append(one.email)
    Speaker.objects.create(event=event, user=two, name="A speaker")
    commit(register_participant, event=event, user=one)
    assert facts() == [(two.email, "REQUEST", 0)]
    waiting = CalendarMail.objects.get(user=one)
    assert (waiting.state, waiting.attempts, waiting.error) == (
        MailState.WAITING,
        1,
        "ConnectionRefusedError",
    )
    broken.clear()
    commit(call_command, "send_calendar_mails")
    assert facts() == []  # not before its time
    with time_machine.travel(waiting.next_try_at + datetime.timedelta(seconds=1), tick=False):
        commit(call_command, "send_calendar_mails")
        assert facts() == [(one.email, "REQUEST", 0)]
        commit(call_command, "send_calendar_mails")
        assert facts() == []


def test_change_while_the_server_is_away_is_told_once_and_as_it_is(commit: Any, broken: list[str]) -> None:
    event, user = make_event(), make_user()
    broken.append(user.email)
    commit(register_participant, event=event, user=user)
    commit(change, event, title="Second title")
    commit(change, event, title="Third title")
    assert facts() == []
    broken.clear()
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + 3 * HOURS, tick=False):
        commit(tell_waiting)
        ((_, method, entry),) = received()
    assert (method, str(entry["SUMMARY"]), entry["SEQUENCE"]) == ("REQUEST", "Third title", 2)


def test_never_told_and_cancelled_meanwhile_is_told_nothing(commit: Any, broken: list[str]) -> None:
    event, user = make_event(), make_user()
    broken.append(user.email)
    commit(register_participant, event=event, user=user)
    commit(step, event, Status.CANCELLED, "Fictional reason")
    broken.clear()
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + 3 * HOURS, tick=False):
        commit(tell_waiting)
    assert facts() == []
    assert CalendarMail.objects.get().state == MailState.SETTLED


def test_it_gives_up_in_the_end(commit: Any, broken: list[str]) -> None:
    event, user = make_event(starts_in=datetime.timedelta(days=90)), make_user()
    broken.append(user.email)
    commit(register_participant, event=event, user=user)
    now = datetime.datetime.now(datetime.UTC)
    for day in range(1, 15):
        with time_machine.travel(now + datetime.timedelta(days=day), tick=False):
            commit(tell_waiting)
    row = CalendarMail.objects.get()
    assert (row.state, row.attempts) == (MailState.FAILED, 12)


def test_change_made_while_mails_go_out_is_told_too(commit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row is claimed while the event moves on: the round after it sees the difference."""
    event, user = make_event(title="First"), make_user()
    send = EmailMultiAlternatives.send

    def send_and_change(self: EmailMultiAlternatives, *args: Any, **kwargs: Any) -> int:
        Event.objects.filter(pk=event.pk, title="First").update(title="Second", sequence=1)
        return send(self, *args, **kwargs)

    monkeypatch.setattr(EmailMultiAlternatives, "send", send_and_change)
    commit(register_participant, event=event, user=user)
    assert [(str(entry["SUMMARY"]), int(entry["SEQUENCE"])) for _a, _m, entry in received()] == [
        ("First", 0),
        ("Second", 1),
    ]


def test_killed_try_is_made_again_with_the_same_identity(
    commit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, user = make_event(), make_user()
    monkeypatch.setattr("events.calendars.telling._settle", lambda *args, **kwargs: None)
    commit(register_participant, event=event, user=user)
    first = [message.message()["Message-ID"] for message in mail.outbox if message.alternatives]
    monkeypatch.undo()
    commit(tell_waiting)
    assert facts() == []  # somebody may be sending it right now
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + HOURS, tick=False):
        commit(tell_waiting)
        assert [message.message()["Message-ID"] for message in mail.outbox] == first
        assert facts() == [(user.email, "REQUEST", 0)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_processes_tell_nobody_twice() -> None:
    """The task after the commit and the scheduler, both at once, for each of twenty people."""
    event = make_event()
    for _n in range(20):
        event.registrations.create(user=make_user(), status="confirmed")
    start = threading.Barrier(4)

    def run(_n: int) -> int:
        try:
            start.wait(timeout=20)
            return tell_calendars.func(event.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        sent = sum(pool.map(run, range(4)))
    assert sent == 20
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 20
    assert set(CalendarMail.objects.values_list("state", "told")) == {(MailState.SETTLED, "REQUEST")}
