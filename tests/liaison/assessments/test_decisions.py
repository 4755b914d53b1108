"""A decision is recorded, corrected with every state kept, and shown once it is released; priorities never overlap."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.test import Client

from liaison.assessments.decisions import (
    BEGINS,
    ENDS,
    NOTHING,
    Choice,
    DecisionConflict,
    decision_of,
    record_decision,
    release_decision,
    withdraw_release,
)
from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Decision, PriorityCountry, Round
from liaison.assessments.priorities import priorities_on, released_priorities
from liaison.assessments.rounds import StepRefused
from portal.people.models import User
from tests.factories import make_user
from tests.liaison.assessments.making import make_assessor, make_member, make_open_round

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 1)
LATER = datetime.date(2027, 3, 1)


@pytest.fixture
def desk(db: None) -> User:
    return make_assessor()


def make_round(desk: User, status: str = RoundStatus.TRANSMITTED, **fields: Any) -> Round:
    return make_open_round(by=desk, status=status, **fields)


def decide(
    round: Round, by: Any, at: datetime.date = DAY, version: int = 0, reason: str = "", **kinds: Choice
) -> Decision:
    return record_decision(
        round=round,
        by=by,
        at=at,
        reference="Example 1/26",
        text="Words.",
        choices=kinds,
        version=version,
        reason=reason,
    )


def begins(since: datetime.date = DAY, until: datetime.date | None = None) -> Choice:
    return Choice(BEGINS, since, until)


def spans() -> list[tuple[str, datetime.date, datetime.date | None]]:
    return list(PriorityCountry.objects.order_by("country", "since").values_list("country", "since", "until"))


def test_decision_takes_the_round_along_and_is_shown_only_once_released(desk: User) -> None:
    round = make_round(desk)
    decision = decide(round, desk, MA=begins(), TN=Choice(NOTHING))
    assert Round.objects.get(pk=round.pk).status == RoundStatus.DISCUSSED
    assert spans() == [("MA", DAY, None)] and not released_priorities().exists()
    release_decision(round=round, by=desk, version=decision.version)
    assert [one.country_id for one in priorities_on(DAY)] == ["MA"]
    assert not priorities_on(DAY - datetime.timedelta(1)).exists()
    decision.refresh_from_db()
    withdraw_release(round=round, by=desk, version=decision.version, reason="Too early.")
    assert not released_priorities().exists()
    kinds = [change.kind for change in decision.changes.order_by("pk")]
    assert kinds == ["recorded", "released", "withdrawn"]


def test_correction_keeps_what_was_said_before(desk: User) -> None:
    round = make_round(desk)
    first = decide(round, desk, MA=begins(), TN=begins())
    release_decision(round=round, by=desk, version=first.version)
    first.refresh_from_db()
    with pytest.raises(ValidationError, match="say why"):
        decide(round, desk, version=first.version, MA=begins())
    assert len(spans()) == 2
    other = make_assessor()
    decide(round, other, version=first.version, reason="Tunisia was a slip.", MA=begins(until=LATER))
    assert spans() == [("MA", DAY, LATER)]
    change = first.changes.order_by("-pk").first()
    assert change is not None and (change.kind, change.by, change.reason) == (
        "corrected",
        other,
        "Tunisia was a slip.",
    )
    assert [row["country"] for row in change.before["priorities"]] == ["MA", "TN"]
    assert change.after["priorities"] == [{"country": "MA", "since": "2026-03-01", "until": "2027-03-01"}]
    assert Decision.objects.count() == 1


def test_who_saw_an_earlier_state_overwrites_nothing(desk: User) -> None:
    round = make_round(desk)
    decide(round, desk, MA=begins())
    with pytest.raises(DecisionConflict):
        decide(round, make_assessor(), version=0, TN=begins())
    with pytest.raises(DecisionConflict):
        release_decision(round=round, by=desk, version=9)
    assert spans() == [("MA", DAY, None)]


def test_later_decision_ends_an_earlier_priority_and_gives_it_back(desk: User) -> None:
    decide(make_round(desk), desk, MA=begins(), TN=begins(until=datetime.date(2030, 1, 1)))
    second = make_round(desk)
    found = decide(second, desk, LATER, MA=Choice(ENDS, None, LATER), TN=Choice(ENDS, None, LATER))
    assert spans() == [("MA", DAY, LATER), ("TN", DAY, LATER)]
    assert {one.ended_by for one in PriorityCountry.objects.all()} == {found}
    decide(second, desk, LATER, version=found.version, MA=Choice(NOTHING), TN=Choice(NOTHING))
    assert spans() == [("MA", DAY, None), ("TN", DAY, datetime.date(2030, 1, 1))]


def test_an_end_is_told_once_the_decision_that_brings_it_is_released(desk: User) -> None:
    first = make_round(desk)
    one = decide(first, desk, MA=begins(until=LATER))
    release_decision(round=first, by=desk, version=one.version)
    second = make_round(desk)
    sooner = LATER - datetime.timedelta(20)
    ending = decide(second, desk, sooner, MA=Choice(ENDS, None, sooner))
    assert [row.known_until for row in released_priorities()] == [LATER]
    assert priorities_on(sooner).exists()
    release_decision(round=second, by=desk, version=ending.version)
    assert [row.known_until for row in released_priorities()] == [sooner]
    assert not priorities_on(sooner).exists()


def test_priorities_of_a_country_never_overlap(desk: User) -> None:
    first = make_round(desk)
    decide(first, desk, MA=begins(until=LATER), TN=begins())
    second = make_round(desk)
    for choice in (begins(DAY), begins(LATER - datetime.timedelta(1)), begins(datetime.date(2025, 1, 1))):
        with pytest.raises(ValidationError, match="already"):
            decide(second, desk, LATER, MA=choice)
    with pytest.raises(ValidationError, match="already"):
        decide(second, desk, LATER, TN=begins(LATER))
    assert decision_of(second) is None and Round.objects.get(pk=second.pk).status == RoundStatus.TRANSMITTED
    decide(second, desk, LATER, MA=begins(LATER))
    decision = decision_of(first)
    assert decision is not None
    decide(first, desk, version=decision.version, MA=begins(DAY, datetime.date(2027, 1, 1)), TN=begins())
    assert spans()[:2] == [("MA", DAY, datetime.date(2027, 1, 1)), ("MA", LATER, None)]


def test_what_a_later_decision_ended_is_corrected_there(desk: User) -> None:
    first, second = make_round(desk), make_round(desk)
    decision = decide(first, desk, MA=begins())
    decide(second, desk, LATER, MA=Choice(ENDS, None, LATER))
    with pytest.raises(ValidationError, match="later decision"):
        decide(first, desk, version=decision.version)
    with pytest.raises(ValidationError, match="later decision"):
        decide(first, desk, version=decision.version, MA=begins(LATER))
    again = decide(first, desk, version=decision.version, MA=begins(DAY, LATER))
    assert again.version == decision.version + 1 and spans() == [("MA", DAY, LATER)]


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        (Choice(BEGINS), "since_MA"),
        (Choice(BEGINS, DAY, DAY), "until_MA"),
        (Choice(ENDS, None, LATER), "kind_MA"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field_and_changes_nothing(
    desk: User, choice: Choice, field: str
) -> None:
    round = make_round(desk)
    with pytest.raises(ValidationError) as refused:
        decide(round, desk, MA=choice, TN=begins())
    assert set(refused.value.message_dict) == {field}
    assert spans() == [] and not Decision.objects.exists()


def test_example_touches_no_real_priority(desk: User) -> None:
    real, example = make_round(desk), make_round(desk, is_example=True)
    decide(real, desk, MA=begins())
    with pytest.raises(ValidationError, match="no earlier priority"):
        decide(example, desk, LATER, MA=Choice(ENDS, None, LATER))
    decide(example, desk, LATER, MA=begins(LATER))
    assert spans() == [("MA", DAY, None), ("MA", LATER, None)]


@pytest.mark.parametrize("status", [RoundStatus.DRAFT, RoundStatus.COLLECTING, RoundStatus.CONSULTED])
def test_no_decision_before_a_transmission(desk: User, status: str, client: Client) -> None:
    round = make_round(desk, status)
    with pytest.raises(StepRefused):
        decide(round, desk, MA=begins())
    client.force_login(desk)
    assert client.get(f"/assessments/{round.slug}/decision/").status_code == 404


def test_assessors_alone_record_and_release(desk: User) -> None:
    round = make_round(desk, asked=("FR", "EUROJUST"))
    for user in (make_member("EUROJUST"), make_member("FR"), make_member("COMMISSION"), make_user()):
        with pytest.raises(PermissionDenied):
            decide(round, user, MA=begins())
        client = Client()
        client.force_login(user)
        for path in ("decision/", "decision/release/"):
            assert client.post(f"/assessments/{round.slug}/{path}", {}).status_code == 404
    assert not Decision.objects.exists()


def test_page_records_corrects_and_releases(desk: User, client: Client) -> None:
    round = make_round(desk)
    client.force_login(desk)
    path = f"/assessments/{round.slug}/decision/"
    sent = {
        "version": "0", "at": "2026-03-01", "reference": "Example 1/26", "text": "",
        "kind_MA": BEGINS, "since_MA": "2026-03-01", "until_MA": "", "kind_TN": NOTHING, "since_TN": "", "until_TN": "",
    }  # fmt: skip
    wrong = client.post(path, {**sent, "since_MA": "", "text": "Reasons kept"})
    assert wrong.status_code == 422 and "Reasons kept" in wrong.content.decode()
    assert "Say since when it is a priority." in wrong.content.decode() and not Decision.objects.exists()
    assert client.post(path, sent).status_code == 302
    decision = Decision.objects.get()
    late = client.post(path, {**sent, "kind_TN": BEGINS, "since_TN": "2026-04-01"})
    assert late.status_code == 409 and "Somebody else has changed this" in late.content.decode()
    assert [(mine, other) for _label, mine, other in late.context["theirs"]] == [
        ("Priority third country", "No priority"),
        ("1 April 2026", ""),
    ]
    assert client.post(path, sent).context["theirs"] == []
    assert spans() == [("MA", DAY, None)]
    member = Client()
    member.force_login(make_member("FR"))
    assert "Example 1/26" not in member.get(f"/assessments/{round.slug}/").content.decode()
    client.post(path + "release/", {"version": str(decision.version)})
    decision.refresh_from_db()
    assert decision.released_at is not None
    assert "Example 1/26" in member.get(f"/assessments/{round.slug}/").content.decode()
    client.post(path + "release/", {"version": str(decision.version), "do": "withdraw", "reason": " "})
    assert Decision.objects.get().released_at is not None, "taking back needs a reason"


@pytest.mark.parametrize(
    "broken",
    [
        {"version": "x"}, {"version": "-1"}, {"version": str(2**40)}, {"at": "soon"}, {"at": "0000-00-00"},
        {"kind_MA": "emperor"}, {"since_MA": "9999-99-99"}, {"reference": "x" * 300},
        {"text": "RESTREINT UE/EU RESTRICTED"}, {"reference": "a\x00b", "at": ""},
    ],
)  # fmt: skip
def test_broken_input_is_told_and_changes_nothing(desk: User, client: Client, broken: dict[str, str]) -> None:
    round = make_round(desk)
    client.force_login(desk)
    sent = {"version": "0", "at": "2026-03-01", "reference": "Example", "kind_MA": BEGINS, "since_MA": "2026-03-01",
            "kind_TN": NOTHING}  # fmt: skip
    assert client.post(f"/assessments/{round.slug}/decision/", {**sent, **broken}).status_code == 422
    assert not Decision.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_rounds_that_decide_at_once_make_no_overlap() -> None:
    desk = make_assessor()
    rounds = [make_round(desk), make_round(desk)]
    start, results = threading.Barrier(2), []

    def go(round: Round) -> None:
        try:
            start.wait(10)
            decide(round, desk, MA=begins())
            results.append("done")
        except ValidationError:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(round,)) for round in rounds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["done", "refused"] and spans() == [("MA", DAY, None)]
