"""The hour that a clock shows twice, and how a conflict says times."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from events.exchanges.actions import save_event
from events.exchanges.times import both_offsets, shown_clock, to_instant
from portal.people.models import User
from portal.visibility import Audience
from tests.events.exchanges.factory import add_session, at, make_event
from tests.factories import make_user

pytestmark = pytest.mark.django_db

FIRST, SECOND = at("2027-10-31 00:30"), at("2027-10-31 01:30")
"""Brussels shows 02:30 at both."""


@pytest.fixture
def organiser() -> User:
    return make_user("organiser", role="organiser")


def form_values(client: Client, address: str) -> dict[str, Any]:
    """What the browser would send of the form as it is shown."""
    form = client.get(address).context["form"]
    values: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, datetime.datetime):
            value = f"{value:%Y-%m-%dT%H:%M}"
        if value not in (None, False, "", []):
            values[bound.html_name] = value
    return values


@pytest.mark.parametrize("starts", [FIRST, SECOND])
def test_event_in_the_hour_shown_twice_is_edited_without_changing_its_time(
    organiser: User, starts: datetime.datetime
) -> None:
    event = make_event(owner=organiser, starts=starts, time_zone="Europe/Brussels", audience=Audience.MEMBERS)
    client = Client()
    client.force_login(organiser)
    address = f"/events/{event.slug}/edit/"
    values = form_values(client, address) | {"title": "Renamed", "editor": organiser.pk}
    assert values["starts_which"] == ("first" if starts == FIRST else "second")
    assert "UTC+2" in client.get(address).content.decode()
    assert client.post(address, values).status_code == 302
    event.refresh_from_db()
    assert (event.title, event.starts) == ("Renamed", starts)
    other = "second" if starts == FIRST else "first"
    assert client.post(address, values | {"starts_which": other, "version": event.version}).status_code == 302
    event.refresh_from_db()
    assert event.starts == (SECOND if starts == FIRST else FIRST)


def test_time_typed_into_that_hour_asks_which(organiser: User) -> None:
    event = make_event(owner=organiser, starts=at("2027-10-30 10:00"), time_zone="Europe/Brussels")
    client = Client()
    client.force_login(organiser)
    address = f"/events/{event.slug}/edit/"
    values = form_values(client, address) | {"editor": organiser.pk, "starts": "2027-10-31T02:30"}
    values["ends"] = "2027-10-31T05:00"
    assert "starts_which" not in values
    answer = client.post(address, values)
    assert answer.status_code == 422 and "Choose which of the two" in answer.content.decode()
    assert 'name="starts_which"' in answer.content.decode()
    assert client.post(address, values | {"starts_which": "second"}).status_code == 302
    event.refresh_from_db()
    assert event.starts == SECOND


def test_session_in_that_hour_keeps_its_time(organiser: User) -> None:
    event = make_event(owner=organiser, starts=at("2027-10-30 22:00"), hours=8, time_zone="Europe/Brussels")
    add_session(event, starts=SECOND, ends=at("2027-10-31 03:00"))
    client = Client()
    client.force_login(organiser)
    address = f"/events/{event.slug}/programme/"
    event.refresh_from_db()
    programme = client.get(address).context["programme"]
    values: dict[str, Any] = {"editor": organiser.pk, "version": event.version}
    for lists in (programme.sessions, programme.speakers):
        for form in [lists.management_form, *lists.forms]:
            for bound in form:
                value = bound.value()
                if isinstance(value, datetime.datetime):
                    value = f"{value:%Y-%m-%dT%H:%M}"
                if value is not False and value not in (None, "", []):
                    values[bound.html_name] = value
    assert values["sessions-0-starts_which"] == "second"
    values["sessions-0-room"] = "Room 5"
    answer = client.post(address, values)
    assert answer.status_code == 302, answer.context["programme"].sessions.errors
    assert list(event.sessions.values_list("starts", "room")) == [(SECOND, "Room 5")]


@pytest.mark.parametrize(
    ("clock", "offsets"),
    [
        ("2027-10-31T02:30", ("UTC+2", "UTC+1")),
        ("2027-10-31T03:00", None),
        ("2027-03-28T02:30", None),
    ],
)
def test_which_times_are_shown_twice(clock: str, offsets: tuple[str, str] | None) -> None:
    assert both_offsets(datetime.datetime.fromisoformat(clock), "Europe/Brussels") == offsets
    assert both_offsets(datetime.datetime.fromisoformat(clock), "Nowhere") is None


def test_both_times_come_back_as_they_were_typed() -> None:
    for instant, which in ((FIRST, "first"), (SECOND, "second")):
        clock = shown_clock(instant, "Europe/Brussels")
        assert (to_instant(clock.replace(fold=0), "Europe/Brussels", which), clock.fold) == (
            instant,
            int(which == "second"),
        )


def test_conflict_says_times_in_the_zone_of_the_event_and_in_words(organiser: User) -> None:
    event = make_event(
        owner=organiser, starts=at("2027-06-14 12:30"), time_zone="Asia/Tbilisi", audience=Audience.MEMBERS
    )
    client = Client()
    client.force_login(organiser)
    values = form_values(client, f"/events/{event.slug}/edit/") | {"editor": organiser.pk, "title": "Mine"}
    save_event(
        event=event,
        values={"starts": at("2027-06-15 06:00"), "ends": at("2027-06-15 07:00"), "chatham_house": True},
        user=organiser,
    )
    answer = client.post(f"/events/{event.slug}/edit/", values)
    assert answer.status_code == 409
    shown = {one.label: one.text for one in answer.context["others"]}
    assert shown["Starts"] == "Tuesday 15 June 2027, 10:00 (Tbilisi time, UTC+4)"
    assert shown["Chatham House Rule"] == "Yes"
    client.cookies["comity_language"] = "fr"
    client.cookies["django_language"] = "fr"
    with translation.override("fr"):  # the request leaves its language behind
        answer = client.post(f"/events/{event.slug}/edit/", values, headers={"Accept-Language": "fr"})
    assert "mardi 15 juin 2027, 10:00" in answer.content.decode()
