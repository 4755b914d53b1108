"""Calendar files of events and sessions, and the calendar of what a viewer may see."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from events.calendars.feeds import make_feed
from events.exchanges.actions import save_event
from events.exchanges.enums import Status
from events.exchanges.models import Event, Session, Speaker
from portal.visibility import Audience
from tests.events.calendars.readers import entries, read
from tests.events.registration.making import make_event, organiser_of
from tests.factories import make_network, make_user

pytestmark = pytest.mark.django_db

LINK = "https://meet.demo.comity.example/room-7"


def ics(client: Client, path: str, **headers: str) -> Any:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.status_code
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content.decode()


def titles(content: str) -> set[str]:
    return {str(entry["SUMMARY"]) for entry in entries(content)}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_event_file_says_what_the_page_says() -> None:
    event = make_event(
        audience=Audience.PUBLIC, title="Hearings, by video; Morocco", place="Rabat", sequence=4
    )
    (entry,) = entries(ics(Client(), f"/events/{event.slug}/event.ics"))
    assert (str(entry["SUMMARY"]), str(entry["LOCATION"])) == (event.title, "Rabat")
    assert (entry.start, entry.end) == (
        event.starts.replace(microsecond=0),
        event.ends.replace(microsecond=0),
    )
    assert (str(entry["UID"]), entry["SEQUENCE"]) == (event.uid, 4)
    assert str(entry["URL"]).endswith(event.get_absolute_url())
    assert "ATTENDEE" not in entry


@pytest.mark.parametrize("path", ["event.ics", "sessions/{pk}.ics"])
def test_file_of_a_hidden_event_is_the_file_of_none(path: str) -> None:
    event = make_event(audience=Audience.MEMBERS)
    session = Session.objects.create(event=event, title="Opening", starts=event.starts, ends=event.ends)
    address = f"/events/{event.slug}/{path.format(pk=session.pk)}"
    hidden, missing = Client().get(address), Client().get(f"/events/not-{event.slug}/event.ics")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert event.title not in hidden.content.decode()
    assert signed_in(make_user()).get(address).status_code == 200


def test_session_of_another_event_has_no_file_here() -> None:
    one, other = make_event(audience=Audience.PUBLIC), make_event(audience=Audience.COMMUNITIES, tlp="AMBER")
    session = Session.objects.create(event=other, title="Closed", starts=other.starts, ends=other.ends)
    assert Client().get(f"/events/{one.slug}/sessions/{session.pk}.ics").status_code == 404


def test_session_file_rises_with_the_event_when_it_is_cancelled() -> None:
    event = make_event(audience=Audience.PUBLIC, sequence=1, place="Rabat")
    session = Session.objects.create(
        event=event, title="Opening", starts=event.starts, ends=event.ends, sequence=2, room="Room A"
    )
    address = f"/events/{event.slug}/sessions/{session.pk}.ics"
    (entry,) = entries(ics(Client(), address))
    assert (entry["SEQUENCE"], entry["STATUS"], str(entry["LOCATION"])) == (3, "CONFIRMED", "Room A, Rabat")
    event.status, event.sequence = Status.CANCELLED, 2
    event.save()
    (entry,) = entries(ics(Client(), address))
    assert (entry["SEQUENCE"], entry["STATUS"]) == (4, "CANCELLED")
    assert str(entry["SUMMARY"]) == "Cancelled: Opening"


def test_draft_is_in_no_calendar_even_of_its_organiser() -> None:
    event = make_event(audience=Audience.PUBLIC, status=Status.DRAFT)
    client = signed_in(organiser_of(event))
    assert client.get(event.get_absolute_url()).status_code == 200
    assert client.get(f"/events/{event.slug}/event.ics").status_code == 404
    assert titles(ics(client, "/events/calendar.ics")) == set()


def test_calendar_shows_each_viewer_what_they_may_see() -> None:
    network = make_network()
    public = make_event(audience=Audience.PUBLIC, title="For everyone")
    make_event(audience=Audience.MEMBERS, title="For members")
    closed = make_event(audience=Audience.COMMUNITIES, title="For the network", tlp="AMBER")
    closed.communities.add(network)
    assert titles(ics(Client(), "/events/calendar.ics")) == {public.title}
    assert titles(ics(signed_in(make_user()), "/events/calendar.ics")) == {"For everyone", "For members"}
    insider = make_user(groups=[network])
    assert titles(ics(signed_in(insider), "/events/calendar.ics")) == {
        "For everyone",
        "For members",
        "For the network",
    }
    guest = make_user(role="liaison_prosecutor", posted_to="MA")
    assert titles(ics(signed_in(guest), "/events/calendar.ics")) == {public.title}


def test_calendar_of_one_country() -> None:
    from tests.factories import make_country

    make_event(audience=Audience.PUBLIC, title="About Morocco").countries.add(make_country("MA"))
    make_event(audience=Audience.PUBLIC, title="About Tunisia").countries.add(make_country("TN"))
    assert titles(ics(Client(), "/events/calendar.ics?country=ma")) == {"About Morocco"}
    assert Client().get("/events/calendar.ics?country=%27or").status_code == 404


def test_past_events_leave_the_calendar_in_time() -> None:
    days = datetime.timedelta(days=1)
    make_event(audience=Audience.PUBLIC, title="Last week", status=Status.HELD, starts_in=-7 * days)
    make_event(audience=Audience.PUBLIC, title="Last year", status=Status.HELD, starts_in=-365 * days)
    assert titles(ics(Client(), "/events/calendar.ics")) == {"Last week"}


def test_joining_link_is_for_those_with_a_place() -> None:
    event = make_event(
        audience=Audience.PUBLIC, format="online", joining_link=LINK, joining_note="Passcode 4711"
    )
    session = Session.objects.create(event=event, title="Opening", starts=event.starts, ends=event.ends)
    seated, waiting, speaker = make_user(), make_user(), make_user()
    event.registrations.create(user=seated, status="confirmed")
    event.registrations.create(user=waiting, status="waiting_list")
    Speaker.objects.create(event=event, user=speaker, name="Speaker")
    paths = [
        f"/events/{event.slug}/event.ics",
        f"/events/{event.slug}/sessions/{session.pk}.ics",
        "/events/calendar.ics",
    ]
    for path in paths:
        for client, sees in [
            (Client(), False),
            (signed_in(make_user()), False),
            (signed_in(waiting), False),
            (signed_in(seated), True),
            (signed_in(speaker), True),
            (signed_in(organiser_of(event)), True),
        ]:
            content = ics(client, path).replace("\r\n ", "")
            assert (LINK in content) is sees
            assert "4711" not in content or sees


def test_joining_link_leaves_every_calendar_when_the_event_is_turned_to_on_site() -> None:
    event = make_event(format="hybrid", joining_link=LINK, joining_note="Passcode 4711")
    session = Session.objects.create(event=event, title="Opening", starts=event.starts, ends=event.ends)
    seated = make_user()
    event.registrations.create(user=seated, status="confirmed")
    feed = f"/events/feed/{make_feed(seated, sessions=True)}.ics"
    page = f"/events/{event.slug}/"
    paths = [f"{page}event.ics", f"{page}sessions/{session.pk}.ics", "/events/calendar.ics", feed]

    def shown() -> list[bool]:
        said = [ics(signed_in(seated), path).replace("\r\n ", "") for path in paths]
        said.append(signed_in(seated).get(page).content.decode())
        assert all(("4711" in text) <= (LINK in text) for text in said)
        return [LINK in text for text in said]

    assert shown() == [True] * 5
    before = Event.objects.get(pk=event.pk)
    save_event(event=before, values={"format": "on_site"}, user=organiser_of(event))
    assert Event.objects.get(pk=event.pk).joining_link == LINK
    assert shown() == [False] * 5


def test_standing_is_said_in_words() -> None:
    event = make_event(audience=Audience.MEMBERS)
    seated, waiting = make_user(), make_user()
    event.registrations.create(user=seated, status="confirmed")
    event.registrations.create(user=waiting, status="waiting_list")

    def said(user: Any) -> tuple[str, str]:
        (entry,) = entries(ics(signed_in(user), f"/events/{event.slug}/event.ics"))
        return str(entry["DESCRIPTION"]).split("\n")[0], str(entry["TRANSP"])

    assert said(seated) == ("You have a seat.", "OPAQUE")
    assert said(waiting) == (
        "You have no seat. This entry in your calendar is no registration.",
        "TRANSPARENT",
    )
    assert said(organiser_of(event)) == ("You organise this event.", "OPAQUE")


def test_file_is_not_sent_again_while_nothing_has_changed() -> None:
    event = make_event(audience=Audience.PUBLIC)
    first = Client().get("/events/calendar.ics")
    again = Client().get("/events/calendar.ics", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    event.place = "Elsewhere"
    event.save()
    assert (
        Client().get("/events/calendar.ics", headers={"if-none-match": first.headers["ETag"]}).status_code
        == 200
    )


def test_calendar_of_many_asks_no_more_than_that_of_one(django_assert_num_queries: Any) -> None:
    client = signed_in(make_user())

    def count(number: int) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        while len(entries(ics(client, "/events/calendar.ics"))) < number:
            make_event(audience=Audience.MEMBERS)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            ics(client, "/events/calendar.ics")
        return len(asked)

    assert count(1) == count(30)


def test_empty_calendar_can_be_read() -> None:
    assert read(ics(Client(), "/events/calendar.ics")).walk("VEVENT") == []
