"""Whoever lost access to an event is not let back in by a seat: neither from the waiting list nor by approval."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from events.exchanges.access import may_see
from events.exchanges.models import Event
from events.registration.deciding import decide
from events.registration.inviting import Invitee, invite
from events.registration.models import Registration
from events.registration.registering import register_participant, withdraw_registration
from tests.events.registration.making import make_event, organiser_of, seated, states_of
from tests.factories import fresh, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def community() -> Group:
    return Group.objects.create(name="Cybercrime")


def event_of(community: Group, **fields: Any) -> Event:
    event = make_event(audience="communities", tlp="AMBER", **fields)
    event.communities.add(community)
    event.refresh_from_db()
    return event


def registered(event: Event, community: Group, *names: str) -> list[Registration]:
    rows = []
    for name in names:
        user = make_user(name)
        user.groups.add(community)
        rows.append(register_participant(event=event, user=fresh(user)))
    return rows


def test_whoever_left_the_community_is_passed_over_on_the_waiting_list(community: Group) -> None:
    event = event_of(community, seats=1)
    a, b, _c = registered(event, community, "a", "b", "c")
    b.user.groups.remove(community)
    withdraw_registration(registration=a, by=fresh(a.user))
    assert seated(event) == ["c"] and states_of(event)["b"] == "waiting_list"
    assert not may_see(fresh(b.user), event)


def test_a_narrowed_event_passes_over_all_who_are_outside_now(community: Group) -> None:
    event = event_of(community, seats=1)
    a, b = registered(event, community, "a", "b")
    event.communities.set([Group.objects.create(name="Drugs")])
    withdraw_registration(registration=a, by=fresh(a.user))
    assert seated(event) == [] and not may_see(fresh(b.user), Event.objects.get())


def test_whoever_is_invited_moves_up_without_the_community(community: Group) -> None:
    event = event_of(community, seats=1)
    a, b = registered(event, community, "a", "b")
    invite(event=event, people=[Invitee(user_id=b.user.pk)], by=organiser_of(event))
    b.user.groups.remove(community)
    withdraw_registration(registration=a, by=fresh(a.user))
    assert seated(event) == ["b"]


@pytest.mark.parametrize("before", ["awaiting", "refused"])
def test_an_approval_lets_nobody_back_in(community: Group, before: str) -> None:
    event = event_of(community, approval="organiser")
    stays, left = registered(event, community, "stays", "left")
    organiser = organiser_of(event)
    shown = {stays.pk: "awaiting", left.pk: "awaiting"}
    if before == "refused":
        decide(event=event, shown=shown, what="refuse", by=organiser)
    left.user.groups.remove(community)
    outcome = decide(event=event, shown=dict.fromkeys(shown, before), what="approve", by=organiser)
    assert states_of(event) == {"stays": "confirmed", "left": before}
    assert [row.user.username for row in outcome.shut_out] == ["left"] and outcome.unchanged == []
    assert not may_see(fresh(left.user), event)


def test_a_closed_account_is_not_approved() -> None:
    event = make_event(approval="organiser", audience="public")
    row = register_participant(event=event, user=make_user("gone"))
    row.user.is_active = False
    row.user.save()
    outcome = decide(event=event, shown={row.pk: "awaiting"}, what="approve", by=organiser_of(event))
    assert states_of(event) == {"gone": "awaiting"} and len(outcome.shut_out) == 1


def test_the_organiser_is_told_how_many_and_whom(community: Group) -> None:
    event = event_of(community, approval="organiser")
    rows = registered(event, community, "stays", "left")
    rows[1].user.groups.remove(community)
    client = Client()
    client.force_login(organiser_of(event))
    data = {"what": "approve", "registration": [f"{row.pk}:awaiting" for row in rows]}
    answer = client.post(f"/events/{event.slug}/registrations/", data, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert said[0] == "1 person now has a seat."
    assert said[1].startswith("1 person may no longer see the event and was not approved: ")
    assert str(rows[1].user) in said[1] and str(rows[0].user) not in said[1]
