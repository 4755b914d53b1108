"""Giving up a seat takes two steps, an organiser's withdrawal is told, and nobody registers once it has begun."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from events.registration.deciding import decide
from events.registration.faults import NotPossible
from events.registration.registering import register_participant, withdraw_registration
from tests.events.registration.making import make_event, organiser_of, states_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def page_of(user: Any, event: Any) -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"/events/{event.slug}/registration/").content.decode()


def test_whoever_is_withdrawn_by_the_organiser_is_told(django_capture_on_commit_callbacks: Any) -> None:
    event = make_event(seats=1)
    row = register_participant(event=event, user=make_user("a"))
    with django_capture_on_commit_callbacks(execute=True):
        decide(event=event, shown={row.pk: "confirmed"}, what="withdraw", by=organiser_of(event))
    told = [message for message in mail.outbox if message.to == ["a@example.org"]]
    assert [message.subject for message in told if "withdrawn" in message.subject] == [
        "The organisers have withdrawn your registration"
    ]
    body = next(message.body for message in told if "withdrawn" in message.subject)
    assert "you have no seat" in body and event.title not in body and event.slug not in body
    assert f"/events/go/{event.pk}/" in body or "http" in body


def test_it_is_told_to_those_who_no_longer_see_the_event_too(django_capture_on_commit_callbacks: Any) -> None:
    event = make_event(seats=1)
    row = register_participant(event=event, user=make_user("a"))
    event.audience = "communities"
    event.save()
    event.refresh_keys()
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_registration(registration=row, by=organiser_of(event))
    assert any("withdrawn" in message.subject for message in mail.outbox)


def test_whoever_withdraws_themselves_is_not_told(django_capture_on_commit_callbacks: Any) -> None:
    event = make_event(seats=1)
    row = register_participant(event=event, user=make_user("a"))
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_registration(registration=row, by=row.user)
    assert not any("withdrawn" in message.subject for message in mail.outbox)


def test_nobody_registers_once_the_event_has_begun() -> None:
    event = make_event(starts_in=-datetime.timedelta(hours=1))
    assert event.has_begun and not event.is_over and not event.registration_is_open
    late = make_user("late")
    with pytest.raises(NotPossible) as fault:
        register_participant(event=event, user=late)
    assert fault.value.code == "closed" and states_of(event) == {}
    text = page_of(late, event)
    assert 'value="register"' not in text
    assert "The event has begun: nobody can register any more." in text


def test_withdrawing_asks_before_it_gives_the_seat_up() -> None:
    event = make_event(seats=1)
    row = register_participant(event=event, user=make_user("a"))
    text = page_of(row.user, event)
    step = re.search(r"<details[^>]*>(?:(?!</details>).)*value=\"withdraw\".*?</details>", text, re.S)
    assert step is not None and text.count('value="withdraw"') == 1
    assert "Yes, withdraw" in step.group() and "Withdraw" in step.group().split("</summary>")[0]
    assert " open" not in step.group().split(">")[0]
