"""Whoever waits for an event learns that it was cancelled or moved, once, in words that say nothing of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from events.calendars.models import NoMails
from events.exchanges.actions import save_event, take_step
from events.exchanges.enums import Approval
from events.exchanges.models import Event
from events.registration.enums import NoticeKind, NoticeState
from events.registration.inviting import Invitee, invite
from events.registration.models import Notice
from events.registration.notices import send_waiting
from events.registration.registering import register_participant, withdraw_registration
from tests.events.registration.making import make_event, organiser_of, states_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
HOURS = datetime.timedelta(hours=1)
WORDS = ("Secret subject", "secret-subject", "Secret place")


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Do something, with what follows its commit."""

    def run(action: Callable[..., Any], **kwargs: Any) -> Any:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            return action(**kwargs)

    return run


@pytest.fixture
def event(commit: Any) -> Event:
    """One seat: taken; one on the waiting list; one invited by account, one by address."""
    made = make_event(seats=1, title=WORDS[0], slug=WORDS[1], place=WORDS[2])
    for name in ("seated", "waiting"):
        commit(register_participant, event=made, user=make_user(name))
    people = [Invitee(user_id=make_user("invited").pk), Invitee(email="new@example.org")]
    commit(invite, event=made, people=people, by=organiser_of(made))
    assert states_of(made) == {"seated": "confirmed", "waiting": "waiting_list"}
    return made


def move(event: Event, **values: Any) -> Event:
    fresh = Event.objects.get(pk=event.pk)
    values = values or {"starts": fresh.starts + HOURS, "ends": fresh.ends + HOURS}
    return save_event(event=fresh, values=values, user=organiser_of(event))


def cancel(event: Event) -> Event:
    fresh = Event.objects.get(pk=event.pk)
    return take_step(event=fresh, status="cancelled", user=organiser_of(event), note="Reasons")


def notices() -> dict[str, str]:
    """Subject by address of the mails without a calendar entry; those never carry a word of the event."""
    plain = [message for message in mail.outbox if not getattr(message, "alternatives", [])]
    for message in plain:
        assert not any(word in message.subject + str(message.body) for word in WORDS)
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox), "nobody is told twice"
    return {message.to[0]: message.subject for message in plain}


WAIT = {"waiting@example.org", "invited@example.org", "new@example.org"}


@pytest.mark.parametrize(
    ("action", "subject"),
    [(move, "The time or the place of an exchange changed"), (cancel, "An exchange was cancelled")],
)
def test_who_waits_or_is_invited_is_told_and_the_seated_by_their_calendar(
    event: Event, commit: Any, action: Any, subject: str
) -> None:
    commit(action, event=event)
    assert notices() == dict.fromkeys(WAIT, subject)
    assert {message.to[0] for message in mail.outbox} == {*WAIT, "seated@example.org"}


@pytest.mark.parametrize("action", [move, cancel])
def test_a_seat_without_calendar_mails_and_a_request_that_waits_are_told(commit: Any, action: Any) -> None:
    event = make_event(approval=Approval.ORGANISER, title=WORDS[0], slug=WORDS[1])
    commit(register_participant, event=event, user=make_user("asking"))
    other = make_event(title=WORDS[0], slug="other")
    quiet = make_user("quiet")
    NoMails.objects.create(user=quiet)
    commit(register_participant, event=other, user=quiet)
    commit(action, event=event)
    assert set(notices()) == {"asking@example.org"}
    commit(action, event=other)
    assert set(notices()) == {"quiet@example.org"} and len(mail.outbox) == 1


def test_several_changes_before_sending_are_one_mail_and_a_cancellation_replaces_it(event: Event) -> None:
    move(event)
    move(event, place="Secret place, second floor")
    kinds = Notice.objects.filter(kind=NoticeKind.MOVED, state=NoticeState.WAITING)
    assert kinds.count() == len(WAIT)
    cancel(event)
    mail.outbox.clear()
    send_waiting()
    assert set(notices().values()) == {"An exchange was cancelled"}
    assert not kinds.exists()


def test_what_moves_nothing_is_told_to_nobody(event: Event, commit: Any) -> None:
    commit(move, event=event, purpose="Another purpose")
    assert notices() == {}
    commit(take_step, event=Event.objects.get(pk=event.pk), status="closed", user=organiser_of(event))
    assert notices() == {}


def test_who_left_before_the_mail_went_out_or_may_not_see_the_event_is_not_told(event: Event) -> None:
    move(event)
    row = event.registrations.get(user__username="waiting")
    withdraw_registration(registration=row, by=row.user)
    Event.objects.filter(pk=event.pk).update(audience_key="nobody")
    mail.outbox.clear()
    send_waiting()
    assert notices().keys() == {"new@example.org"}
