"""Two hundred people at once for twenty seats with quotas: never one seat too many, on PostgreSQL and on SQLite."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection, connections

from events.exchanges.models import Event
from events.registration.deciding import decide, set_quotas
from events.registration.enums import RegistrationStatus
from events.registration.inviting import Invitee, invite
from events.registration.models import Invitation, Registration, RegistrationStep
from events.registration.registering import register_participant, withdraw_registration
from events.registration.seating import seats_of
from events.registration.seats import EACH_STATE
from portal.people.models import User
from tests.events.registration.making import make_event, organiser_of

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ROLES = ("prosecutor", "investigative_judge", "central_authority", "law_enforcement")
BODIES = ("FR", "DE", "IT", "ES", "PL")
QUOTAS = {("FR", ""): 6, (EACH_STATE, ""): 4, ("", "prosecutor"): 8, ("", "law_enforcement"): 3}
WORKERS = 20


@pytest.fixture
def parallel(tmp_path: Path) -> Iterator[None]:
    """Threads that really write at once: PostgreSQL as it is; SQLite from a file instead of memory."""
    if connection.vendor != "sqlite":
        yield
        return
    path = tmp_path / "parallel.sqlite3"
    settings = connections["default"].settings_dict
    memory = settings["NAME"]
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA journal_mode=WAL")
        connection.ensure_connection()
        connection.connection.backup(file)
    settings["NAME"] = str(path)
    try:
        yield
    finally:
        settings["NAME"] = memory


def people(number: int) -> list[User]:
    """People of five States in four roles, made quickly."""
    users = [
        User(
            username=f"p{n:03}",
            email=f"p{n:03}@example.org",
            role=ROLES[n % len(ROLES)],
            state=BODIES[n % len(BODIES)],
        )
        for n in range(number)
    ]
    return User.objects.bulk_create(users)


def at_once(actions: list[Callable[[], Any]]) -> list[Any]:
    """All actions, twenty at a time, begun together; a failure in one fails the test."""
    start = threading.Barrier(min(WORKERS, len(actions)))
    first = threading.local()

    def run(action: Callable[[], Any]) -> Any:
        if not getattr(first, "done", False):
            first.done = True
            start.wait(30)
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(min(WORKERS, len(actions))) as pool:
        return [future.result(120) for future in [pool.submit(run, action) for action in actions]]


def in_thread(action: Callable[[], Any]) -> Any:
    """Look at what the threads wrote, where they wrote it."""
    return at_once([action])[0]


def check_seats(event: Event) -> tuple[int, Counter[str]]:
    """No limit is exceeded, nobody waits who would fit, and every step says what was; seats taken, and states."""
    rows = list(Registration.objects.filter(event=event).order_by("asked_at", "pk"))
    seats = seats_of(Event.objects.get(pk=event.pk))
    assert seats.excess() == {}
    counted = Counter(row.body for row in rows if row.is_confirmed)
    assert counted["FR"] <= 6 and all(counted[body] <= 4 for body in BODIES if body != "FR")
    roles = Counter(row.role for row in rows if row.is_confirmed)
    assert roles["prosecutor"] <= 8 and roles["law_enforcement"] <= 3
    waiting = [row for row in rows if row.status == RegistrationStatus.WAITING_LIST]
    assert seats.admit((row.pk, row.place) for row in waiting) == []
    for row in rows:
        assert list(row.steps.values_list("status", flat=True))[-1] == row.status
    return sum(counted.values()), Counter(row.status for row in rows)


@pytest.mark.databases
def test_two_hundred_register_for_twenty_seats(parallel) -> None:
    event, crowd = make_event_in_thread(seats=20, quotas=QUOTAS), in_thread(lambda: people(200))
    answers = at_once([lambda user=user: register_participant(event=event, user=user) for user in crowd])
    told = Counter(answer.status for answer in answers)
    taken, states = in_thread(lambda: check_seats(event))
    assert taken == 20 and states == told == Counter(confirmed=20, waiting_list=180)
    assert in_thread(Registration.objects.count) == 200
    assert in_thread(RegistrationStep.objects.count) == 200


def make_event_in_thread(**fields: Any) -> Event:
    return in_thread(lambda: make_event(**fields))


@pytest.mark.databases
def test_people_come_and_go_at_once_while_seats_change(parallel) -> None:
    event = make_event_in_thread(seats=12, quotas=QUOTAS)
    crowd = in_thread(lambda: people(60))
    organiser = in_thread(lambda: organiser_of(event))
    rows = at_once([lambda user=user: register_participant(event=event, user=user) for user in crowd[:40]])
    quotas = [(body, role, number) for (body, role), number in QUOTAS.items()]
    at_once(
        [
            *[
                lambda row=row: withdraw_registration(registration=row, by=row.user)
                for row in rows
                if row.user.username < "p020"
            ],
            lambda: set_quotas(event=event, seats=20, quotas=quotas, by=organiser),
            *[lambda user=user: register_participant(event=event, user=user) for user in crowd[40:]],
        ]
    )
    taken, states = in_thread(lambda: check_seats(event))
    assert states["withdrawn"] == 20 and sum(states.values()) == 60
    assert 12 < taken <= 20


@pytest.mark.databases
def test_many_approvals_at_once_give_no_seat_twice(parallel) -> None:
    event = make_event_in_thread(seats=5, quotas=QUOTAS, approval="organiser")
    organiser = in_thread(lambda: organiser_of(event))
    rows = [
        in_thread(lambda user=user: register_participant(event=event, user=user))
        for user in in_thread(lambda: people(16))
    ]
    shown = {row.pk: "awaiting" for row in rows}
    outcomes = at_once(
        [lambda: decide(event=event, shown=shown, what="approve", by=organiser)] * 4
        + [
            lambda row=row: decide(event=event, shown={row.pk: "awaiting"}, what="approve", by=organiser)
            for row in rows
        ]
    )
    assert sum(len(outcome.confirmed) for outcome in outcomes) == 5
    assert sum(len(outcome.waiting) for outcome in outcomes) == 11
    taken, _states = in_thread(lambda: check_seats(event))
    assert taken == 5


@pytest.mark.databases
def test_eight_clicks_register_once_and_eight_invitations_are_one(parallel) -> None:
    event = make_event_in_thread(seats=1)
    user = in_thread(lambda: people(1))[0]
    organiser = in_thread(lambda: organiser_of(event))
    at_once([lambda: register_participant(event=event, user=user)] * 8)
    at_once([lambda: invite(event=event, people=[Invitee(email="someone@example.org")], by=organiser)] * 8)
    assert in_thread(RegistrationStep.objects.count) == 1
    assert in_thread(Invitation.objects.count) == 1
    assert [message.to for message in mail.outbox].count(["someone@example.org"]) == 1
