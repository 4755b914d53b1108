"""Open commitments come back in the country's next dialogue exactly once, whatever happens at the same time."""

from __future__ import annotations

import datetime
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from events.dialogues.actions import NotNow, save_dialogue, take_step
from events.dialogues.carrying import carry_over
from events.dialogues.commitments import report_commitment, settle_review
from events.dialogues.enums import ReviewState
from events.dialogues.models import Commitment, CommitmentReview, Dialogue
from portal.people.enums import Role
from tests.events.dialogues.making import DAY, make_commitment, make_dialogue
from tests.factories import make_country, make_user

pytestmark = pytest.mark.django_db


def waits_in(commitment: Commitment) -> str:
    """The title of the dialogue in which a commitment waits; empty where it waits in none."""
    found = CommitmentReview.objects.filter(commitment=commitment, state=ReviewState.PENDING)
    assert found.count() <= 1
    return found[0].dialogue.title if found else ""


def review(commitment: Commitment, dialogue: Dialogue) -> CommitmentReview:
    return CommitmentReview.objects.get(commitment=commitment, dialogue=dialogue)


def report(commitment: Commitment, state: str) -> None:
    commitment.refresh_from_db()
    report_commitment(
        commitment=commitment, state=state, evidence="", version=commitment.version,
        by=commitment.dialogue.owner,
    )  # fmt: skip


def step(dialogue: Dialogue, status: str) -> None:
    dialogue.refresh_from_db()
    take_step(dialogue=dialogue, status=status, user=dialogue.owner, note="Why", version=dialogue.version)


def test_open_commitment_is_carried_to_the_next_dialogue_and_to_no_other() -> None:
    first = make_dialogue(title="first", in_days=-10)
    commitment, done = make_commitment(first), make_commitment(first)
    report(done, "done")
    assert waits_in(commitment) == ""
    make_dialogue(title="other country", country="TN")
    make_dialogue(title="second")
    make_dialogue(title="third", in_days=60)
    assert waits_in(commitment) == "second"
    assert waits_in(done) == ""


def test_what_is_promised_before_a_planned_dialogue_waits_there_at_once() -> None:
    first = make_dialogue(title="first", in_days=-1)
    make_dialogue(title="second")
    assert waits_in(make_commitment(first)) == "second"


def test_it_follows_when_another_dialogue_becomes_the_next() -> None:
    first = make_dialogue(title="first", in_days=-10)
    commitment = make_commitment(first)
    later = make_dialogue(title="later", in_days=60)
    assert waits_in(commitment) == "later"
    earlier = make_dialogue(title="earlier", in_days=20)
    assert waits_in(commitment) == "earlier"
    values = {"starts": earlier.starts + 90 * DAY, "ends": earlier.ends + 90 * DAY}
    save_dialogue(dialogue=earlier, values=values, user=earlier.owner, version=earlier.version)
    assert waits_in(commitment) == "later"
    step(later, "cancelled")
    assert waits_in(commitment) == "earlier"


def begun(dialogue: Dialogue) -> Dialogue:
    """The same dialogue, of which the time has come."""
    starts = dialogue.starts - 31 * DAY
    Dialogue.objects.filter(pk=dialogue.pk).update(starts=starts, ends=starts + datetime.timedelta(hours=3))
    dialogue.refresh_from_db()
    return dialogue


def test_what_stays_open_in_a_dialogue_goes_on_to_the_one_after() -> None:
    first = make_dialogue(title="first", in_days=-60)
    kept, silent, settled = (make_commitment(first) for _n in range(3))
    second = begun(make_dialogue(title="second", in_days=29))
    for one, state in ((kept, "kept"), (settled, "done")):
        settle_review(review=review(one, second), state=state, note="Said so", by=second.owner)
    with pytest.raises(NotNow):
        settle_review(review=review(kept, second), state="done", note="", by=second.owner)
    assert waits_in(kept) == ""
    make_dialogue(title="third", in_days=60)
    assert waits_in(kept) == "third"
    assert waits_in(silent) == "second"
    step(second, "held")
    assert waits_in(silent) == "third"
    assert waits_in(settled) == ""
    settled.refresh_from_db()
    assert (settled.state, settled.settled_at is not None) == ("done", True)
    assert [one.dialogue.title for one in kept.reviews.all()] == ["second", "third"]


def test_what_was_done_before_the_meeting_waits_no_more_and_again_when_taken_up() -> None:
    first = make_dialogue(title="first", in_days=-10)
    commitment = make_commitment(first)
    second = make_dialogue(title="second")
    report(commitment, "dropped")
    assert waits_in(commitment) == ""
    assert review(commitment, second).state == ReviewState.DROPPED
    report(commitment, "open")
    assert waits_in(commitment) == "second"
    commitment.refresh_from_db()
    assert commitment.settled_at is None


def test_the_database_refuses_a_second_place_to_wait() -> None:
    first = make_dialogue(in_days=-10)
    commitment = make_commitment(first)
    make_dialogue(title="second")
    third = make_dialogue(title="third", in_days=60)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitmentReview.objects.create(commitment=commitment, dialogue=third)


def test_carrying_again_changes_nothing_and_its_queries_do_not_grow() -> None:
    first = make_dialogue(in_days=-10)
    counts = []
    for number in (1, 29):
        for _n in range(number):
            make_commitment(first)
        if number == 1:
            make_dialogue(title="second")
        before = set(CommitmentReview.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as counted, transaction.atomic():
            carry_over("MA")
        counts.append(len(counted))
        assert set(CommitmentReview.objects.values_list("pk", flat=True)) == before
    assert counts[0] == counts[1]


def test_whatever_happens_each_open_commitment_waits_in_its_next_dialogue_once() -> None:
    """Random histories, checked against the rule in other words."""
    chance = random.Random(7)
    owner = make_user(role=Role.COMMISSION)
    for _round in range(6):
        dialogues = [make_dialogue(owner=owner, in_days=-40, title="past")]
        for _step in range(12):
            doing = chance.choice(["plan", "promise", "cancel", "move", "report"])
            coming = [one for one in Dialogue.objects.filter(status="planned") if not one.has_begun]
            if doing == "plan":
                dialogues.append(make_dialogue(owner=owner, in_days=chance.randrange(5, 90)))
            elif doing == "promise":
                make_commitment(chance.choice(list(Dialogue.objects.filter(status="planned"))))
            elif doing == "cancel" and coming:
                step(chance.choice(coming), "cancelled")
            elif doing == "move" and coming:
                one = chance.choice(coming)
                by = DAY * chance.randrange(1, 30)
                values = {"starts": one.starts + by, "ends": one.ends + by}
                save_dialogue(dialogue=one, values=values, user=owner, version=one.version)
            elif doing == "report" and (found := Commitment.objects.order_by("?").first()):
                report(found, chance.choice(["open", "done", "dropped"]))
            for commitment in Commitment.objects.select_related("dialogue"):
                waiting = list(commitment.reviews.filter(state="pending").values_list("dialogue", flat=True))
                assert waiting == expected(commitment)
        CommitmentReview.objects.all().delete()
        Commitment.objects.all().delete()
        Dialogue.objects.all().delete()


def expected(commitment: Commitment) -> list[int]:
    if commitment.state != "open":
        return []
    after = [
        (one.starts, one.pk)
        for one in Dialogue.objects.filter(status__in=["planned", "confirmed"])
        if not one.has_begun and one.starts > commitment.dialogue.starts
    ]
    return [min(after)[1]] if after else []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_dialogues_made_at_once_carry_each_commitment_once() -> None:
    owner = make_user(role=Role.COMMISSION)
    make_country("MA")
    first = make_dialogue(owner=owner, in_days=-10)
    commitments = [make_commitment(first) for _n in range(5)]
    doing: list[Callable[[], Any]] = [
        lambda days=days: make_dialogue(owner=owner, in_days=days, title=f"in {days}")  # type: ignore[misc]
        for days in (50, 20, 40, 30)
    ]
    doing += [lambda: make_commitment(first) for _n in range(3)]
    doing += [lambda one=one: report(one, "done") for one in commitments[:2]]  # type: ignore[misc]
    at_once(doing)
    for commitment in Commitment.objects.all():
        assert waits_in(commitment) == ("in 20" if commitment.state == "open" else "")
    assert Commitment.objects.filter(state="open").count() == 6


def at_once(actions: list[Callable[[], Any]]) -> None:
    """Do all of them in threads that start together; a failure in one fails the test."""
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], Any]) -> None:
        try:
            barrier.wait(20)
            action()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        for future in [pool.submit(run, action) for action in actions]:
            future.result(60)
