"""Reminders of action points: once a stage, to whoever may still know of it, without a word of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from events.exchanges.models import Event
from events.outcomes.models import ActionPoint, PointReminder
from events.outcomes.reminders import remind, remind_action_points
from events.registration.models import Registration
from liaison.directory.models import MailState
from tests.events.outcomes.making import make_held, make_point, take_part

pytestmark = pytest.mark.django_db


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def test_owner_is_reminded_once_a_stage_and_not_after_it_is_done() -> None:
    event = make_held(title="Zqmeeting")
    owner = take_part(event)
    point = make_point(event, owner=owner, due=days(10), text="Zqsecret words")
    reached = {}
    for number in range(25):
        report = remind(days(number))
        if report.sent:
            reached[number] = report.sent
        assert remind(days(number)).sent == 0
    assert reached == {3: 1, 10: 1, 17: 1}
    assert [message.to for message in mail.outbox] == [[owner.email]] * 3
    for message in mail.outbox:
        whole = f"{message.subject} {message.body}"
        assert "Zqsecret" not in whole and "Zqmeeting" not in whole and event.slug not in whole
    ActionPoint.objects.filter(pk=point.pk).update(due=days(12))
    assert remind(days(6)).sent == 1  # another day, another reminder
    ActionPoint.objects.filter(pk=point.pk).update(state="done")
    assert remind(days(12)).sent == 0


@pytest.mark.parametrize("lost", ["seat", "account", "event", "address"])
def test_nobody_is_reminded_who_may_not_know_of_it_any_more(lost: str) -> None:
    event = make_held()
    owner = take_part(event)
    make_point(event, owner=owner, due=days(2))
    if lost == "seat":
        Registration.objects.filter(user=owner).update(status="withdrawn")
    elif lost == "account":
        type(owner).objects.filter(pk=owner.pk).update(is_active=False)
    elif lost == "event":
        Event.objects.filter(pk=event.pk).update(status="cancelled")
    else:
        type(owner).objects.filter(pk=owner.pk).update(email="")
    assert remind(days(0)).noted == 0
    assert mail.outbox == []


def test_reminder_that_is_no_longer_true_is_dropped() -> None:
    event = make_held()
    owner = take_part(event)
    point = make_point(event, owner=owner, due=days(2))
    PointReminder.objects.create(point=point, receiver=owner, due=days(2), stage="soon")
    Registration.objects.filter(user=owner).update(status="withdrawn")
    assert remind(days(0)).sent == 0
    assert PointReminder.objects.get().state == MailState.DROPPED


def test_mail_that_fails_is_sent_by_a_later_run(monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_held()
    make_point(event, owner=take_part(event), due=days(1))

    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr("events.outcomes.reminders.send_mail", fail)
        assert remind(days(0)).failed == 1
    waiting = PointReminder.objects.get()
    assert (waiting.state, waiting.error) == (MailState.WAITING, "ConnectionRefusedError")
    PointReminder.objects.update(next_try_at=timezone.now())
    assert remind(days(0)).sent == 1
    assert PointReminder.objects.get().state == MailState.SENT


def test_command_and_task_say_what_they_did(capsys: pytest.CaptureFixture[str]) -> None:
    event = make_held()
    make_point(event, owner=take_part(event), due=days(1))
    call_command("remind_action_points")
    assert "1 new, 1 mails sent, 0 failed" in capsys.readouterr().out
    assert remind_action_points.enqueue().return_value == {"noted": 0, "sent": 0, "failed": 0}
