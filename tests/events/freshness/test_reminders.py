"""Reminding those who write a briefing: when, whom, once, and without a word of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from events.briefings.models import Briefing
from events.freshness import reminders
from events.freshness.models import BriefingReminder
from events.freshness.reminders import due_on, next_look, remind, remind_of_briefings
from portal.people.models import User
from portal.visibility import Audience
from tests.events.freshness.making import make_briefing, make_editor, refreshed
from tests.factories import Tree, make_network, make_tree

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def tree(db: None) -> Tree:
    return make_tree()


@pytest.fixture
def owner(tree: Tree) -> User:
    return make_editor("owner")


def test_look_is_due_each_time_the_interval_is_over(owner: User) -> None:
    briefing = make_briefing(owner, interval_days=30)
    seen = timezone.localdate()
    assert [due_on(briefing, seen + days * DAY) for days in (0, 29, 30, 59, 60)] == [
        None,
        None,
        seen + 30 * DAY,
        seen + 30 * DAY,
        seen + 60 * DAY,
    ]
    assert next_look(briefing, seen) == seen + 30 * DAY == next_look(briefing, seen + 31 * DAY)


def test_owner_and_editors_are_reminded_once_without_a_word(owner: User) -> None:
    network = make_network()
    owner.groups.add(network)
    briefing = make_briefing(owner, audience=Audience.COMMUNITIES, communities=[network], interval_days=30)
    editor, lost = make_editor("editor", groups=[network]), make_editor("lost")
    closed = make_editor("closed", groups=[network])
    briefing.editors.add(editor, lost, closed)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    day = timezone.localdate() + 30 * DAY
    assert remind(day - DAY) == reminders.Report(0, 0, 0)
    assert remind(day) == reminders.Report(2, 2, 0)
    assert remind(day) == reminders.Report(0, 0, 0)
    assert sorted(message.to[0] for message in mail.outbox) == [editor.email, owner.email]
    text = str(mail.outbox[0].message())
    assert briefing.title not in text and f"/briefings/{briefing.slug}/freshness/" in mail.outbox[0].body
    assert remind(day + 30 * DAY).sent == 2, "and again after the next interval"


def test_refresh_makes_a_reminder_that_waits_untrue(owner: User) -> None:
    briefing = make_briefing(owner, interval_days=30)
    with time_machine.travel(timezone.now() + 31 * DAY):
        assert reminders.note_due(timezone.localdate()) == 1
        refreshed(briefing, owner)
        assert remind(timezone.localdate()) == reminders.Report(0, 0, 0)
        assert BriefingReminder.objects.get().state == "dropped" and not mail.outbox


def test_archived_briefing_reminds_nobody(owner: User) -> None:
    make_briefing(owner, interval_days=30)
    Briefing.objects.update(archived=True)
    assert remind(timezone.localdate() + 40 * DAY) == reminders.Report(0, 0, 0)


def test_mail_that_fails_is_sent_later(owner: User, monkeypatch: Any) -> None:
    make_briefing(owner, interval_days=30)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise OSError("no mail today")

    with time_machine.travel(timezone.now() + 31 * DAY, tick=False) as traveller:
        day = timezone.localdate()
        with monkeypatch.context() as patched:
            patched.setattr(reminders, "send_mail", broken)
            assert remind(day) == reminders.Report(1, 0, 1)
        assert remind(day) == reminders.Report(0, 0, 0), "not at once"
        traveller.shift(datetime.timedelta(minutes=20))
        assert remind(day) == reminders.Report(0, 1, 0)
    assert len(mail.outbox) == 1


def test_command_and_task_say_what_they_did(owner: User, capsys: Any) -> None:
    make_briefing(owner)
    call_command("briefings_check")
    assert "Compared: 1, stale: 0. Reminders: 0 noted, 0 sent, 0 failed." in capsys.readouterr().out
    call_command("briefings_check")
    assert "Compared: 0" in capsys.readouterr().out, "compared a moment ago"
    call_command("briefings_check", "--all")
    assert "Compared: 1" in capsys.readouterr().out
    assert remind_of_briefings.enqueue().return_value == {"noted": 0, "sent": 0, "failed": 0}
