"""Reminders: before an entry is overdue, to whom it concerns, once, and again where a mail failed."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client
from wagtail.users.models import UserProfile

from liaison.directory.models import MailState, Post, Reminder, Stage
from liaison.directory.reminders import CLAIM_HOLDS, note_due, remind, remind_verifications
from portal.people.enums import Role
from tests.factories import make_user
from tests.liaison.directory.making import make_authority, make_contact, make_post

pytestmark = pytest.mark.django_db

VERIFIED = datetime.date(2026, 1, 1)
DUE = VERIFIED + datetime.timedelta(days=180)


def day(before: int) -> datetime.date:
    """The day so many days before the entry is due."""
    return DUE - datetime.timedelta(days=before)


def told(today: datetime.date) -> list[str]:
    """Who gets a mail on a day."""
    mail.outbox.clear()
    with time_machine.travel(datetime.datetime.combine(today, datetime.time(8), datetime.UTC)):
        remind(today)
        remind(today)  # twice a day is once
    return sorted(address for message in mail.outbox for address in message.to)


@pytest.fixture
def holder(tree: Any) -> Any:
    return make_user("holder")


def test_holder_is_reminded_twice_before_the_day_and_the_desk_when_it_is_over(tree: Any, holder: Any) -> None:
    desk = make_user("desk", groups=[tree.morocco_desk])
    make_user("eurojust", role=Role.EUROJUST_DESK)
    make_post(holder=holder, verified_on=VERIFIED)
    assert told(day(31)) == []
    assert told(day(30)) == [holder.email]
    assert told(day(29)) == []
    assert told(day(7)) == [holder.email]
    assert told(day(6)) == []
    assert told(day(0)) == sorted([holder.email, desk.email])
    assert told(day(-1)) == []


def test_entry_without_a_holder_is_asked_of_the_desk_and_else_of_eurojust(tree: Any) -> None:
    desk = make_user("desk", groups=[tree.morocco_desk])
    eurojust = make_user("eurojust", role=Role.EUROJUST_DESK)
    make_user("root", is_superuser=True)
    make_authority("MA", verified_on=VERIFIED)
    assert told(day(30)) == [desk.email]
    make_authority("UA", verified_on=VERIFIED)
    assert told(day(30)) == [eurojust.email]


def test_desk_with_nobody_who_can_answer_leaves_it_to_eurojust(tree: Any) -> None:
    eurojust = make_user("eurojust", role=Role.EUROJUST_DESK)
    make_user("gone", groups=[tree.morocco_desk], is_active=False)
    make_user("guest", role=Role.LIAISON_PROSECUTOR, groups=[tree.morocco_desk])
    make_post(verified_on=VERIFIED, holder=make_user("closed", is_active=False), audience="members")
    assert told(day(30)) == [eurojust.email]


def test_nobody_outside_the_audience_is_told(tree: Any) -> None:
    """Morocco's desk has nobody; Eurojust's is outside a narrow audience of Morocco."""
    make_user("eurojust", role=Role.EUROJUST_DESK)
    make_post(verified_on=VERIFIED, audience="communities")
    assert told(day(30)) == []


def test_holder_whose_posting_ended_is_not_asked(tree: Any, holder: Any) -> None:
    desk = make_user("desk", groups=[tree.morocco_desk])
    make_post(holder=holder, verified_on=VERIFIED, until=day(40))
    assert told(day(30)) == [desk.email]


def test_entry_that_was_confirmed_or_never_verified_reminds_nobody(tree: Any, holder: Any) -> None:
    make_post(holder=holder, verified_on=day(30))
    make_post(holder=holder, verified_on=None)
    assert told(day(30)) == []


def test_what_is_due_to_one_person_comes_in_one_mail_with_a_link_each(tree: Any, holder: Any) -> None:
    posts = [make_post(holder=holder, verified_on=VERIFIED) for _number in range(3)]
    assert told(day(30)) == [holder.email]
    links = re.findall(r"https?://\S+(/directory/confirm/\S+)", mail.outbox[0].body)
    assert len(links) == 3
    with time_machine.travel(datetime.datetime.combine(day(29), datetime.time(8), datetime.UTC)):
        for link in links:
            assert Client().post(link).status_code == 200
    assert {Post.objects.get(pk=post.pk).verified_on for post in posts} == {day(29)}
    assert told(day(7)) == []


def test_mail_carries_no_word_of_the_entry(tree: Any, holder: Any) -> None:
    post = make_post(
        holder=holder,
        verified_on=VERIFIED,
        title="Post quillwort",
        note="Note tamarisk",
        institution="Embassy x1",
    )
    make_contact(post, value="+999 555 0199")
    told(day(30))
    message = mail.outbox[0]
    text = message.subject + message.message().as_string()
    assert "Morocco" in text
    assert not any(word in text for word in ("quillwort", "tamarisk", "x1", "0199"))


def test_mail_is_in_the_language_of_its_receiver(tree: Any, holder: Any) -> None:
    UserProfile.objects.update_or_create(user=holder, defaults={"preferred_language": "fr"})
    make_post(holder=holder, verified_on=VERIFIED)
    told(day(30))
    assert "Maroc" in mail.outbox[0].body


def test_late_run_sends_what_is_true_then_and_nothing_older(tree: Any, holder: Any) -> None:
    """A worker that stood still for three weeks asks once, not twice."""
    make_post(holder=holder, verified_on=VERIFIED)
    with time_machine.travel(f"{day(30)}T08:00:00Z"):
        note_due(day(30))
    assert told(day(3)) == [holder.email]
    states = dict(Reminder.objects.values_list("stage", "state"))
    assert states == {Stage.EARLY: MailState.DROPPED, Stage.LATE: MailState.SENT}


def test_failed_mail_is_sent_again_later_and_only_then_counts(
    tree: Any, holder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_post(holder=holder, verified_on=VERIFIED)

    def refuse(*args: Any, **kwargs: Any) -> int:
        raise OSError("the server is away")

    with time_machine.travel(f"{day(30)}T08:00:00Z", tick=False) as clock:
        with monkeypatch.context() as broken:
            broken.setattr("liaison.directory.reminders.send_mail", refuse)
            assert remind(day(30)).failed == 1
        reminder = Reminder.objects.get()
        assert (reminder.state, reminder.attempts, reminder.error) == (MailState.WAITING, 1, "OSError")
        assert remind(day(30)).mails == 0  # not at once
        clock.shift(datetime.timedelta(minutes=16))
        assert remind(day(30)).mails == 1
    reminder.refresh_from_db()
    assert (reminder.state, reminder.attempts, reminder.error) == (MailState.SENT, 2, "")
    assert [message.to for message in mail.outbox] == [[holder.email]]


def test_try_of_a_killed_process_is_made_again(tree: Any, holder: Any) -> None:
    make_post(holder=holder, verified_on=VERIFIED)

    class Killed(BaseException):
        pass

    def die(*args: Any, **kwargs: Any) -> None:
        raise Killed

    with time_machine.travel(f"{day(30)}T08:00:00Z", tick=False) as clock:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("liaison.directory.reminders._mail", die)
            with pytest.raises(Killed):
                remind(day(30))
        assert remind(day(30)).mails == 0
        clock.shift(CLAIM_HOLDS + datetime.timedelta(minutes=1))
        assert remind(day(30)).mails == 1


def test_reminder_that_became_pointless_while_it_waited_is_dropped(tree: Any, holder: Any) -> None:
    post = make_post(holder=holder, verified_on=VERIFIED)
    with time_machine.travel(f"{day(30)}T08:00:00Z"):
        note_due(day(30))
    Post.objects.filter(pk=post.pk).update(verified_on=day(30))
    assert told(day(30)) == []
    assert Reminder.objects.get().state == MailState.DROPPED


def test_noting_what_is_due_takes_no_more_queries_for_what_was_noted(
    tree: Any, holder: Any, django_assert_num_queries: Any
) -> None:
    for _number in range(20):
        make_post(holder=holder, verified_on=VERIFIED)
        make_authority(verified_on=VERIFIED)
    make_user("desk", groups=[tree.morocco_desk])
    assert note_due(day(30)) == 40
    with django_assert_num_queries(6):
        assert note_due(day(30)) == 0


def test_command_and_task_do_it(tree: Any, holder: Any, capsys: Any) -> None:
    make_post(holder=holder, verified_on=VERIFIED)
    with time_machine.travel(f"{day(30)}T08:00:00Z"):
        call_command("remind_verifications")
        assert "1 new, 1 mails sent, 0 failed" in capsys.readouterr().out
        assert remind_verifications.func() == {"noted": 0, "mails": 0, "failed": 0}
