"""The progress board says that and when, never what; reminders go to those who are awaited, once a day."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Reminder, Round
from liaison.assessments.progress import board_of, progress_of
from liaison.assessments.reminders import remind, send_reminder
from liaison.assessments.submission import contribution_data, reopen
from tests.factories import make_user
from tests.liaison.assessments.making import (
    answer,
    contribution_of,
    hand_in,
    make_assessor,
    make_member,
    make_open_round,
    number,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(db: None) -> Round:
    return make_open_round(asked=("FR", "ES", "IT", "EPPO", "DE"))


def test_board_tells_how_far_each_body_is(round: Round) -> None:
    users = {body: make_member(body) for body in ("FR", "ES", "IT", "EPPO")}
    for body in ("FR", "ES", "EPPO"):
        answer(round, body, "MA", "targets", users[body], hvt_mla=number(48151))
    hand_in(round, "FR", users["FR"])
    hand_in(round, "EPPO", users["EPPO"])
    reopen(contribution=contribution_of(round, "EPPO"), by=users["EPPO"])
    rows = {row.body: row for row in board_of(round)}
    assert list(rows) == ["FR", "DE", "IT", "ES", "EPPO"]
    assert {body: (row.state, row.countries, row.people) for body, row in rows.items()} == {
        "FR": ("submitted", 1, 1),
        "DE": ("waiting", 0, 0),
        "IT": ("waiting", 0, 1),
        "ES": ("started", 1, 1),
        "EPPO": ("reopened", 1, 1),
    }
    assert {body for body, row in rows.items() if row.can_remind} == {"IT", "ES", "EPPO"}
    client = Client()
    client.force_login(make_assessor())
    page = client.get(f"/assessments/{round.slug}/progress/").content.decode()
    assert "nobody has an account" in page and "48151" not in page


def test_late_submission_is_marked(round: Round) -> None:
    member = make_member("FR")
    answer(round, "FR", "MA", "targets", member, hvt_mla=number(5))
    today = timezone.localdate()
    Round.objects.filter(pk=round.pk).update(
        opens=today - datetime.timedelta(9), closes=today - datetime.timedelta(1)
    )
    hand_in(round, "FR", member)
    round.refresh_from_db()
    assert [row.body for row in board_of(round) if row.is_late] == ["FR"]


def test_progress_counts_questions_by_country(round: Round) -> None:
    member = make_member("FR")
    answer(round, "FR", "TN", "targets", member, hvt_mla={"answer": "no_data"}, hvt_extradition=number(4))
    answer(round, "FR", "TN", "needs", member, needs="Training.")
    data = contribution_data(contribution_of(round, "FR"))["countries"]
    morocco, tunisia = progress_of(round.countries.all(), data)
    assert (morocco.answered, morocco.asked) == (0, 18)
    assert (tunisia.answered, tunisia.asked, tunisia.is_complete) == (3, 18, False)
    assert {name: answered for name, answered, _asked in tunisia.sections} == {
        "targets": 2, "requests": 0, "aml": 0, "elements": 0, "needs": 1
    }  # fmt: skip


# --- reminders ------------------------------------------------------------------------------------------


def receivers(mailoutbox: list[Any]) -> list[str]:
    return sorted(address for mail in mailoutbox for address in mail.to)


def test_reminder_reaches_everyone_of_the_body_and_says_nothing_of_it(
    round: Round, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    ann, ben, desk = make_member("FR", "ann"), make_member("FR", "ben"), make_assessor()
    make_member("ES", "eva")
    make_user("gone", state="FR", is_active=False)
    answer(round, "FR", "MA", "needs", ann, needs="We need franquinet.")
    with django_capture_on_commit_callbacks(execute=True):
        made = remind(round=round, bodies=["FR", "FR", "AT", "nonsense"], by=desk)
    assert [(one.body, one.by) for one in made] == [("FR", desk)]
    assert receivers(mailoutbox) == [ann.email, ben.email]
    text = mailoutbox[0].subject + mailoutbox[0].body
    assert "France" in text and "/assessments/" in text
    assert not any(word in text for word in ("franquinet", round.title, round.slug))
    assert Reminder.objects.get().sent_to == 2


def test_reminder_is_sent_once_a_day_and_never_after_submission(
    round: Round, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    member, desk = make_member("FR"), make_assessor()
    now = timezone.now()
    for hours, expected in ((0, 1), (1, 0), (19, 0), (25, 1)):
        with (
            time_machine.travel(now + datetime.timedelta(hours=hours), tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            assert len(remind(round=round, bodies=["FR"], by=desk)) == expected
    assert len(mailoutbox) == 2
    assert send_reminder.func(Reminder.objects.earliest("pk").pk) == 0  # a task that runs again
    answer(round, "FR", "MA", "targets", member, hvt_mla=number(5))
    hand_in(round, "FR", member)
    with time_machine.travel(now + datetime.timedelta(days=9), tick=False):
        assert remind(round=round, bodies=["FR"], by=desk) == []


def test_reminder_that_is_overtaken_by_the_submission_is_not_sent(
    round: Round, mailoutbox: list[Any]
) -> None:
    member = make_member("FR")
    (reminder,) = remind(round=round, bodies=["FR"], by=make_assessor())
    answer(round, "FR", "MA", "targets", member, hvt_mla=number(5))
    hand_in(round, "FR", member)
    assert send_reminder.func(reminder.pk) == 0 and mailoutbox == []


def test_only_assessors_remind_and_only_while_the_round_collects(round: Round) -> None:
    for user in (make_member("FR"), make_member("EUROJUST"), make_user()):
        with pytest.raises(PermissionDenied):
            remind(round=round, bodies=["FR"], by=user)
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.ASSESSING)
    assert remind(round=round, bodies=["FR"], by=make_assessor()) == []
    assert not Reminder.objects.exists()


def test_desk_reminds_on_the_board(
    round: Round, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    make_member("FR")
    client = Client()
    client.force_login(make_assessor())
    path = f"/assessments/{round.slug}/progress/"
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(f"{path}remind/", {"body": ["FR"]}, follow=True)
    assert "1 body is reminded" in page.content.decode() and len(mailoutbox) == 1
    page = client.post(f"{path}remind/", {"body": ["FR"]}, follow=True)
    assert "Nobody is reminded" in page.content.decode()
