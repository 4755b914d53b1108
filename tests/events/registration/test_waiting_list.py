"""The waiting list: who moves up by itself, in which order, and what is told to whom."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.exchanges.models import Event
from events.exchanges.signals import event_changed
from events.registration.deciding import decide, set_quotas
from events.registration.enums import NEXT, RegistrationStatus
from events.registration.models import RegistrationStep
from events.registration.notices import send_waiting
from events.registration.registering import register_participant, withdraw_registration
from events.registration.seating import seats_of
from events.registration.seats import EACH_STATE
from tests.events.registration.making import make_event, organiser_of, seated, states_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def registered(event: Event, *names: str, **fields: Any) -> list[Any]:
    return [register_participant(event=event, user=make_user(name, **fields)) for name in names]


def test_a_seat_that_becomes_free_goes_to_the_first_whom_it_fits(django_capture_on_commit_callbacks) -> None:
    event = make_event(seats=2, quotas={("FR", ""): 1})
    french, german = registered(event, "fr1", state="FR"), registered(event, "de1", state="DE")
    registered(event, "fr2", state="FR")
    registered(event, "de2", state="DE")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_registration(registration=german[0], by=german[0].user)
    assert seated(event) == ["fr1", "de2"]
    assert [(message.to, message.subject) for message in mail.outbox if "seat" in message.subject] == [
        (["de2@example.org"], "You have a seat")
    ]
    assert event.title not in mail.outbox[0].body and event.slug not in mail.outbox[0].body
    withdraw_registration(registration=french[0], by=french[0].user)
    assert seated(event) == ["fr2", "de2"]
    step = RegistrationStep.objects.filter(registration__user__username="fr2").last()
    assert step is not None and step.is_automatic and step.by is None


def test_more_seats_go_to_those_who_wait_in_the_same_transaction() -> None:
    event = make_event(seats=0)
    registered(event, "a", "b", "c")
    assert seated(event) == []
    event.seats = 2
    event.save()
    event_changed.send(Event, event=event, changes={"seats": (0, 2)})
    assert seated(event) == ["a", "b"]
    set_quotas(event=event, seats=None, quotas=[], by=organiser_of(event))
    assert seated(event) == ["a", "b", "c"]


def test_fewer_seats_take_none_away_and_let_nobody_in() -> None:
    event = make_event(seats=3)
    rows = registered(event, "a", "b", "c", "d")
    set_quotas(event=event, seats=1, quotas=[], by=organiser_of(event))
    assert seated(event) == ["a", "b", "c"]
    withdraw_registration(registration=rows[0], by=rows[0].user)
    assert seated(event) == ["b", "c"] and states_of(event)["d"] == "waiting_list"


@pytest.mark.parametrize("status", ["cancelled", "held", "announced"])
def test_nobody_moves_up_where_no_seats_are_given(status) -> None:
    event = make_event(seats=1)
    rows = registered(event, "a", "b")
    event.status = status
    event.save()
    withdraw_registration(registration=rows[0], by=rows[0].user)
    assert seated(event) == []


def test_nobody_moves_up_once_the_event_has_begun() -> None:
    event = make_event(seats=1)
    rows = registered(event, "a", "b")
    event.starts = event.created_at
    event.save()
    withdraw_registration(registration=rows[0], by=organiser_of(event))
    assert seated(event) == []


def test_whoever_has_no_access_any_more_does_not_move_up() -> None:
    event = make_event(seats=1)
    rows = registered(event, "a", "gone", "c")
    rows[1].user.is_active = False
    rows[1].user.save()
    withdraw_registration(registration=rows[0], by=rows[0].user)
    assert seated(event) == ["c"]


def test_whoever_withdraws_and_asks_again_starts_at_the_end() -> None:
    event = make_event(seats=1)
    rows = registered(event, "a", "b", "c")
    withdraw_registration(registration=rows[1], by=rows[1].user)
    register_participant(event=event, user=rows[1].user)
    withdraw_registration(registration=rows[0], by=rows[0].user)
    assert seated(event) == ["c"]


def test_bulk_decisions_leave_alone_what_is_no_longer_as_shown() -> None:
    event = make_event(seats=2, approval="organiser")
    rows = registered(event, "a", "b", "c", "d")
    withdraw_registration(registration=rows[1], by=rows[1].user)
    shown = {row.pk: "awaiting" for row in rows}
    outcome = decide(event=event, shown=shown, what="approve", by=organiser_of(event))
    assert states_of(event) == {"a": "confirmed", "b": "withdrawn", "c": "confirmed", "d": "waiting_list"}
    assert [len(found) for found in (outcome.confirmed, outcome.waiting, outcome.unchanged)] == [2, 1, 1]
    outsider = decide(event=event, shown={rows[0].pk: "confirmed"}, what="refuse", by=make_user())
    assert len(outsider.unchanged) == 1 and states_of(event)["a"] == "confirmed"
    outcome = decide(event=event, shown={rows[0].pk: "confirmed"}, what="refuse", by=organiser_of(event))
    assert [row.user.username for row in outcome.admitted] == ["d"]


def test_a_mail_that_is_no_longer_true_is_not_sent() -> None:
    event = make_event(seats=1)
    rows = registered(event, "a", "b")
    withdraw_registration(registration=rows[0], by=rows[0].user)
    withdraw_registration(registration=rows[1], by=rows[1].user)
    mail.outbox.clear()
    assert send_waiting() == 0 and mail.outbox == []


steps = st.lists(
    st.tuples(
        st.sampled_from(("register", "withdraw", "approve", "refuse", "seats")),
        st.integers(0, 5),
    ),
    max_size=14,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, st.sampled_from(("none", "organiser")))
def test_whatever_happens_no_seat_is_too_many_and_nobody_waits_who_fits(db, walk, approval) -> None:
    quotas = [("FR", "", 2), (EACH_STATE, "", 1)]
    event = make_event(seats=3, quotas={(body, role): n for body, role, n in quotas}, approval=approval)
    organiser = organiser_of(event)
    users = [make_user(state=("FR", "DE", "")[number % 3]) for number in range(6)]
    seats = 3
    for what, number in walk:
        row = event.registrations.filter(user=users[number]).first()
        before = {one.pk for one in event.registrations.filter(status="confirmed")}
        if what == "register":
            try_quietly(lambda user=users[number]: register_participant(event=event, user=user))
        elif what == "withdraw" and row is not None:
            try_quietly(lambda row=row: withdraw_registration(registration=row, by=row.user))
        elif what in ("approve", "refuse") and row is not None:
            decide(event=event, shown={row.pk: row.status}, what=what, by=organiser)
        elif what == "seats":
            seats = number
            set_quotas(event=event, seats=number, quotas=quotas, by=organiser)
        check(event, seats, before)


def try_quietly(action: Any) -> None:
    from events.registration.faults import NotPossible

    try:
        action()
    except NotPossible:
        return


def check(event: Event, seats: int, before: set[int]) -> None:
    """Nobody new beyond the seats, nobody left waiting for whom there is one, steps that follow each other."""
    rows = list(event.registrations.order_by("asked_at", "pk"))
    now = {row.pk for row in rows if row.is_confirmed}
    assert len(now) <= seats or not now - before
    counted = seats_of(Event.objects.get(pk=event.pk))
    waiting = [(row.pk, row.place) for row in rows if row.status == RegistrationStatus.WAITING_LIST]
    assert counted.admit(waiting) == []
    for row in rows:
        found = list(row.steps.values_list("status", flat=True))
        assert found[-1] == row.status
        assert all(after in NEXT[earlier] for earlier, after in itertools.pairwise(found))
