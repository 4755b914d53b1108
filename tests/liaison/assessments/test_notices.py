"""Mails about rounds: to everyone who is asked, once for each reason, only while it is true, carrying nothing."""

from __future__ import annotations

import datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Notice, Round
from liaison.assessments.notices import send_notices, send_waiting, tell_closing
from liaison.assessments.rounds import change_round, settings_of, take_step
from portal.people.enums import Role
from portal.people.models import User
from portal.reference.models import Country
from tests.factories import make_user
from tests.liaison.assessments.making import (
    answer,
    hand_in,
    make_assessor,
    make_member,
    make_open_round,
    number,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> User:
    return make_assessor()


def told() -> list[str]:
    """Who got a mail, in order of addresses; the outbox is emptied."""
    found = sorted(message.to[0] for message in mail.outbox)
    mail.outbox.clear()
    return found


def run() -> str:
    out = StringIO()
    call_command("send_assessment_notices", stdout=out)
    return out.getvalue()


def test_opening_tells_everyone_who_is_asked_once(
    desk: User, django_capture_on_commit_callbacks: Any
) -> None:
    asked = [make_member("FR"), make_member("FR"), make_member("EPPO")]
    for other in (make_member("ES"), make_user(role=Role.LIAISON_PROSECUTOR, state="FR")):
        assert other.email
    make_user(state="FR", is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        round = make_open_round(by=desk, asked=("FR", "EPPO"), title="Zqsecret of Morocco")
    texts = [message.subject + message.body for message in mail.outbox]
    assert told() == sorted(user.email for user in asked)
    for text in texts:
        assert "zqsecret" not in text.lower() and "Morocco" not in text and round.slug not in text
        assert "/assessments/" in text
    member = asked[0]
    answer(round, "FR", "MA", "targets", member, hvt_mla=number(5))
    hand_in(round, "FR", member)
    with django_capture_on_commit_callbacks(execute=True):
        take_step(round=round, to=RoundStatus.ASSESSING, by=desk)
        take_step(round=round, to=RoundStatus.COLLECTING, by=desk, note="Once more.")
    assert told() == []


def test_body_added_later_is_told_then(desk: User, django_capture_on_commit_callbacks: Any) -> None:
    make_member("FR")
    late = make_member("ES")
    with django_capture_on_commit_callbacks(execute=True):
        round = make_open_round(by=desk, asked=("FR",))
    mail.outbox.clear()
    values = {name: getattr(round, name) for name in ("title", "introduction", "closes")} | {
        "asked": ["ES", "FR"]
    }
    countries = Country.objects.filter(pk__in=settings_of(round)["countries"])
    with django_capture_on_commit_callbacks(execute=True):
        change_round(round=round, values=values, countries=countries, by=desk, version=round.version)
    assert told() == [late.email]


def test_those_who_have_not_submitted_are_told_a_week_before_it_closes(desk: User) -> None:
    france, spain = make_member("FR"), make_member("ES")
    round = make_open_round(by=desk, asked=("FR", "ES"))
    Notice.objects.all().delete()
    answer(round, "FR", "MA", "targets", france, hvt_mla=number(5))
    hand_in(round, "FR", france)
    with time_machine.travel(round.closes - datetime.timedelta(8), tick=False):
        run()
    assert told() == []
    with time_machine.travel(round.closes - datetime.timedelta(7), tick=False):
        assert "1 people told" in run()
        run()
    assert told() == [spain.email]
    closes = round.closes + datetime.timedelta(30)
    Round.objects.filter(pk=round.pk).update(closes=closes)
    with time_machine.travel(closes - datetime.timedelta(1), tick=False):
        run()
    assert told() == [spain.email], "another closing date is another reason"


@pytest.mark.parametrize(
    "status", [status for status in RoundStatus.values if status != RoundStatus.COLLECTING]
)
def test_nobody_is_told_of_a_round_that_does_not_collect(desk: User, status: str) -> None:
    make_member("FR")
    round = make_open_round(by=desk, closes=timezone.localdate())
    Notice.objects.all().delete()
    Round.objects.filter(pk=round.pk).update(status=status)
    round.refresh_from_db()
    assert tell_closing(round, round.closes) == 0
    run()
    assert told() == []


def test_mail_that_is_not_true_any_more_is_dropped(desk: User) -> None:
    stays, moves = make_member("FR"), make_member("FR")
    round = make_open_round(by=desk, asked=("FR",))
    assert Notice.objects.filter(sent_at=None).count() == 2
    moves.state = "ES"
    moves.save()
    assert send_notices.call(round.pk, "opened") == 1 and told() == [stays.email]
    late = make_member("FR")
    Notice.objects.create(round=round, key="opened", user=late)
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.ASSESSING)
    assert send_waiting() == 0 and told() == []
    assert Notice.objects.filter(dropped_at__isnull=False).count() == 2


def test_mail_is_tried_again_but_not_for_ever(desk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    make_member("FR")
    make_open_round(by=desk, asked=("FR",))

    def fail(*args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("liaison.assessments.notices.send_mail", fail)
    for _time in range(15):
        run()
    assert Notice.objects.get().tries == 10 and told() == []


def test_example_says_so_and_language_is_the_readers(
    desk: User, django_capture_on_commit_callbacks: Any
) -> None:
    make_member("FR")
    with django_capture_on_commit_callbacks(execute=True):
        make_open_round(by=desk, asked=("FR",), is_example=True)
    assert mail.outbox[0].subject.startswith("Example:") and "nothing in it is real" in mail.outbox[0].body
