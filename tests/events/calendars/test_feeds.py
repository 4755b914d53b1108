"""Personal calendars: the secret address gives what its owner may see, and nothing once they may not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import get_language
from wagtail.users.models import UserProfile

from events.calendars.entries import event_entry
from events.calendars.enums import Scope
from events.calendars.feeds import digest_of, make_feed
from events.calendars.models import Feed
from events.exchanges.enums import Status
from events.exchanges.models import Event, Session
from portal.visibility import Audience
from tests.events.calendars.readers import entries
from tests.events.registration.making import make_event
from tests.factories import fresh, make_network, make_user

pytestmark = pytest.mark.django_db


def fetch(secret: str) -> Any:
    """As a calendar program does: no session."""
    return Client().get(f"/events/feed/{secret}.ics")


def titles(secret: str) -> set[str]:
    answer = fetch(secret)
    assert answer.status_code == 200
    return {str(entry["SUMMARY"]) for entry in entries(answer.content.decode())}


def told(answer: Any, secret: str) -> str:
    """An answer but for the address that was asked and what is made anew for each answer."""
    text = answer.content.decode().replace(secret, "")
    return re.sub(r'nonce="[^"]*"', "", text)


def seat(event: Event, user: Any) -> Any:
    return event.registrations.create(user=user, status="confirmed")


def test_scope_says_what_stands_in_it() -> None:
    user = make_user()
    seat(make_event(title="With a seat"), user)
    make_event(title="Only seen")
    make_event(title="Not for them", audience=Audience.COMMUNITIES, tlp="AMBER")
    assert titles(make_feed(user)) == {"With a seat"}
    assert titles(make_feed(user, Scope.ALL)) == {"With a seat", "Only seen"}


def test_secret_is_kept_as_a_digest_alone() -> None:
    secret = make_feed(make_user())
    row = Feed.objects.values().get()
    assert secret not in str(row)
    assert row["digest"] == digest_of(secret)
    assert len(secret) >= 43
    assert fetch(row["digest"]).status_code == 404


def test_replaced_and_ended_addresses_stop_working() -> None:
    user = make_user()
    first = make_feed(user)
    second = make_feed(user)
    assert (fetch(first).status_code, fetch(second).status_code) == (404, 200)
    client = Client()
    client.force_login(user)
    client.post("/events/my-calendar/end/")
    assert fetch(second).status_code == 404


def test_person_who_may_not_sign_in_has_no_calendar() -> None:
    user = make_user()
    seat(make_event(), user)
    secret = make_feed(user)
    user.is_active = False
    user.save()
    gone, unknown = fetch(secret), fetch("x" * 43)
    assert (gone.status_code, unknown.status_code) == (404, 404)
    assert told(gone, secret) == told(unknown, "x" * 43)
    user.is_active = True
    user.save()
    assert fetch(secret).status_code == 200
    user.delete()
    assert fetch(secret).status_code == 404


@pytest.mark.parametrize("scope", Scope.values)
def test_whoever_lost_access_sees_nothing_any_more(scope: str) -> None:
    network = make_network()
    user = make_user(groups=[network])
    event = make_event(audience=Audience.COMMUNITIES, tlp="AMBER", title="For the network")
    event.communities.add(network)
    registration = seat(event, user)
    secret = make_feed(user, scope)
    assert titles(secret) == {"For the network"}
    registration.status = "withdrawn"
    registration.save()
    assert titles(secret) == ({"For the network"} if scope == Scope.ALL else set())
    user.groups.clear()
    answer = fetch(secret).content.decode()
    assert entries(answer) == []
    assert event.uid not in answer


def test_moved_and_cancelled_events_update_the_calendar() -> None:
    user = make_user()
    event = make_event(title="Call")
    seat(event, user)
    secret = make_feed(user)
    (first,) = entries(fetch(secret).content.decode())
    event.refresh_from_db()
    event.starts += (event.ends - event.starts) * 2
    event.ends += event.starts - first.start.astimezone(event.starts.tzinfo)
    event.sequence += 1
    event.save()
    (moved,) = entries(fetch(secret).content.decode())
    assert (str(moved["UID"]), moved["SEQUENCE"]) == (str(first["UID"]), first["SEQUENCE"] + 1)
    assert moved.start > first.start
    event.status, event.sequence = Status.CANCELLED, event.sequence + 1
    event.save()
    (cancelled,) = entries(fetch(secret).content.decode())
    assert (str(cancelled["UID"]), cancelled["SEQUENCE"]) == (str(first["UID"]), first["SEQUENCE"] + 2)
    assert (cancelled["STATUS"], str(cancelled["SUMMARY"])) == ("CANCELLED", "Cancelled: Call")


def test_secret_stands_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    user = make_user()
    secret = make_feed(user)
    answers = [fetch(secret)]
    user.is_active = False
    user.save()
    with caplog.at_level("DEBUG"):
        answers.append(fetch(secret))
    assert [answer.status_code for answer in answers] == [200, 404]
    assert "/events/feed/hidden.ics" in caplog.text
    for answer in answers:
        asked = answer.wsgi_request  # gunicorn writes its line from the same dictionary
        assert secret not in asked.path + asked.path_info + str(asked.META)
        assert secret not in answer.content.decode()
    assert secret not in "".join(line for line in caplog.text.splitlines() if "sql" not in line.lower())


def test_session_of_somebody_else_changes_nothing() -> None:
    owner, other = make_user(), make_user(is_superuser=True)
    seat(make_event(title="Of the owner"), owner)
    seat(make_event(title="Of the other"), other)
    secret = make_feed(owner)
    client = Client()
    client.force_login(other)
    content = client.get(f"/events/feed/{secret}.ics").content.decode()
    assert [str(entry["SUMMARY"]) for entry in entries(content)] == ["Of the owner"]


def test_red_event_leaves_its_time_alone() -> None:
    user = make_user()
    event = make_event(
        title="Operation Heron",
        purpose="Heron, in detail",
        place="Heron House",
        tlp="RED",
        audience=Audience.COMMUNITIES,
        joining_link="https://meet.demo.comity.example/heron",
        slug="operation-heron-abc123",
    )
    seat(event, user)
    content = fetch(make_feed(user)).content.decode().replace("\r\n ", "")
    (entry,) = entries(content)
    assert "heron" not in content.lower()
    assert str(entry["SUMMARY"]) == "Event on Comity"
    assert entry.start == event.starts.replace(microsecond=0)
    assert "TLP:RED" in str(entry["DESCRIPTION"])
    client = Client()
    client.force_login(user)
    assert b"Operation Heron" in client.get(f"/events/{event.slug}/event.ics").content


def test_sessions_stand_beside_the_event_where_they_are_wanted() -> None:
    user = make_user()
    event = make_event(title="Two days", place="The Hague")
    other = make_event(title="A secret", tlp="RED", audience=Audience.COMMUNITIES)
    for one in (event, other):
        seat(one, user)
        half = one.starts + (one.ends - one.starts) / 2
        Session.objects.create(event=one, title=f"Morning of {one.title}", starts=one.starts, ends=half)
    secret = make_feed(user)
    assert titles(secret) == {"Two days", "Event on Comity"}
    client = Client()
    client.force_login(user)
    assert client.post("/events/my-calendar/scope/", {"scope": "mine", "sessions": "on"}).status_code == 302
    assert titles(secret) == {"Two days", "Event on Comity", "Morning of Two days"}
    session = event.sessions.get()
    (alone,) = entries(client.get(f"/events/{event.slug}/sessions/{session.pk}.ics").content.decode())
    (listed,) = [one for one in entries(fetch(secret).content.decode()) if one["UID"] == session.uid]
    names = ("UID", "SEQUENCE", "DTSTAMP", "SUMMARY", "LOCATION", "DESCRIPTION")
    assert [listed[name] for name in names] == [alone[name] for name in names]
    page = client.get("/events/my-calendar/").content.decode()
    assert re.search(r'name="sessions"[^>]*checked', page)
    made = client.post("/events/my-calendar/address/", {"scope": "mine", "sessions": "on"}).content.decode()
    assert Feed.objects.get().sessions and "Morning" not in made
    client.post("/events/my-calendar/scope/", {"scope": "mine"})
    assert not Feed.objects.get().sessions


def test_feed_is_in_the_language_of_its_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    seat(make_event(), user)
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "fr"})
    spoken: list[str | None] = []

    def note_language(*args: Any, **kwargs: Any) -> Any:
        spoken.append(get_language())
        return event_entry(*args, **kwargs)

    monkeypatch.setattr("events.calendars.feeds.event_entry", note_language)
    Client().get(f"/events/feed/{make_feed(user)}.ics?lang=en", headers={"accept-language": "en"})
    assert spoken == ["fr"]


def test_feed_asks_no_more_for_many_events(django_assert_max_num_queries: Any) -> None:
    user = make_user()
    for _n in range(30):
        event = make_event()
        seat(event, user)
        Session.objects.create(event=event, title=f"Part {event.pk}", starts=event.starts, ends=event.ends)
    secret = make_feed(user, sessions=True)
    fetch(secret)
    with django_assert_max_num_queries(12):
        assert len(titles(secret)) == 60


# --- the page ------------------------------------------------------------------------------------------------


def test_page_is_for_the_signed_in() -> None:
    for path in ("", "address/", "scope/", "end/", "mails/"):
        method = Client().get if not path else Client().post
        assert method(f"/events/my-calendar/{path}").status_code == 302


def test_address_is_shown_once() -> None:
    user = make_user()
    client = Client()
    client.force_login(user)
    assert "Make my calendar address" in client.get("/events/my-calendar/").content.decode()
    made = client.post("/events/my-calendar/address/", {"scope": "all"})
    secret = re.search(r"/events/feed/([\w-]+)\.ics", made.content.decode())
    assert secret is not None
    assert "no-store" in made.headers["Cache-Control"]
    assert fetch(secret[1]).status_code == 200
    later = client.get("/events/my-calendar/").content.decode()
    assert secret[1] not in later
    assert "Replace the address" in later
    assert Feed.objects.get().scope == Scope.ALL
    assert Feed.objects.get().read_at is not None


def test_scope_is_changed_and_the_address_stays() -> None:
    user = make_user()
    secret = make_feed(user)
    client = Client()
    client.force_login(user)
    client.post("/events/my-calendar/scope/", {"scope": "all"})
    assert Feed.objects.get().scope == Scope.ALL
    assert client.post("/events/my-calendar/scope/", {"scope": "everything"}).status_code == 422
    assert client.post("/events/my-calendar/address/", {"scope": ""}).status_code == 422
    assert (Feed.objects.get().scope, fetch(secret).status_code) == (Scope.ALL, 200)
    assert fresh(user) is not None
