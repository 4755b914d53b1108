"""What one waits for stands in "my work", and coming events stand with the instrument they are about."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.exchanges.by_instrument import events_on
from events.exchanges.enums import Approval
from events.registration.list_reading import read_list
from events.registration.registering import register_participant
from portal.visibility import Audience
from tests.events.registration.making import make_event
from tests.factories import fresh, make_country, make_instrument, make_user

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_my_work_shows_what_one_waits_for_with_its_state_in_words() -> None:
    user = make_user("waits")
    full = make_event(seats=0, title="Full exchange")
    asked = make_event(approval=Approval.ORGANISER, title="Asked exchange")
    hidden = make_event(seats=0, title="Hidden exchange")
    make_event(title="Exchange of others")
    for event in (full, asked, hidden):
        register_participant(event=event, user=user)
    hidden.audience = Audience.COMMUNITIES
    hidden.save()
    hidden.refresh_keys()
    text = signed_in(fresh(user)).get("/my/").content.decode()
    assert "Full exchange" in text and "No seat: on the waiting list" in text
    assert "Asked exchange" in text and "Not confirmed: waiting for approval" in text
    assert "Hidden exchange" not in text and "Exchange of others" not in text
    assert "Full exchange" not in signed_in(make_user()).get("/my/").content.decode()


def test_an_instrument_shows_coming_events_about_it_in_constant_queries(tree) -> None:
    instrument = make_instrument("CETS182")
    user = make_user()
    make_event(title="Coming 0").instruments.add(instrument)
    with CaptureQueriesContext(connection) as one:
        assert len(events_on(user, instrument)) == 1
    for number in range(1, 7):
        make_event(title=f"Coming {number}").instruments.add(instrument)
    with CaptureQueriesContext(connection) as many:
        assert len(events_on(user, instrument)) == 5
    assert len(many) <= len(one)
    for status in ("draft", "cancelled"):
        make_event(title=f"An event that is {status}", status=status).instruments.add(instrument)
    make_event(title="About something else")
    text = signed_in(user).get("/instruments/cets182/").content.decode()
    assert "Coming exchanges about it" in text
    assert sum(f"Coming {number}" in text for number in range(7)) == 5
    assert "An event that is" not in text and "About something else" not in text
    anonymous = Client().get("/instruments/cets182/").content.decode()
    assert "Coming exchanges about it" not in anonymous and "Coming 0" not in anonymous


def test_greece_is_read_as_the_union_writes_it() -> None:
    make_country("GR")
    reading = read_list("list.csv", b"email,name,delegation\na@example.org,A,EL\nb@example.org,B,gr\n")
    assert not reading.is_refused
    assert [invitee.body for _row, invitee in reading.people] == ["GR", "GR"]
