"""Who sees, makes and runs events: object form, queryset form and tokens agree, for every role, audience and state."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from events.exchanges import people
from events.exchanges.access import (
    CREATORS,
    may_create,
    may_lead,
    may_organise,
    may_see,
    organised_by,
    organised_event,
    visible_event,
)
from events.exchanges.actions import name_organiser, remove_organiser
from events.exchanges.enums import Circle, OrganiserKind, Status
from events.exchanges.models import Event, Speaker
from events.exchanges.people import circle_key, involved_in, tokens_of_events
from events.exchanges.tokens import event_token
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience, Viewer, intern_key, viewer_for
from tests.events.exchanges.factory import add_speaker, make_event
from tests.factories import fresh, make_network, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

GUEST = Role.LIAISON_PROSECUTOR


@pytest.fixture
def invited_source(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A source as registration has one: here a speaker's row named "invited" or "seat" stands for an invitation or a
    registration (its function says which)."""
    kinds = {"invited": "i", "seat": "p"}

    def source(kind: str) -> Any:
        def rows(user: Any) -> Any:
            said = Concat(Value(f"{kind} "), Cast(Value(user.pk), CharField()), output_field=CharField())
            return Speaker.objects.filter(user=None, function=said).values_list(
                "event_id", Value(kinds[kind])
            )

        return rows

    # Beside what speaks for itself: those of registration are not asked here.
    monkeypatch.setattr(people, "_sources", [source("invited"), source("seat")])

    def put(event: Event, user: User, kind: str) -> None:
        Speaker.objects.create(event=event, name="x", function=f"{kind} {user.pk}")

    return {"put": put}


@pytest.fixture
def cast() -> dict[str, User]:
    network = make_network("Circle")
    return {
        "outsider": make_user("outsider"),
        "community": make_user("community", groups=[network]),
        "guest": make_user("guest", role=GUEST),
        "guest community": make_user("guestcommunity", role=GUEST, groups=[network]),
        "speaker": make_user("speaker"),
        "guest speaker": make_user("guestspeaker", role=GUEST),
        "invited": make_user("invited"),
        "guest invited": make_user("guestinvited", role=GUEST),
        "seat": make_user("seat"),
        "organiser": make_user("organiser", role=Role.ORGANISER),
        "superuser": make_user("superuser", is_superuser=True),
    }


PEOPLE = {"speaker", "guest speaker", "invited", "guest invited", "seat", "organiser", "superuser"}
MEMBERS = {"outsider", "community", "speaker", "invited", "seat", "organiser", "superuser"}
EVERYBODY = MEMBERS | {"guest", "guest community", "guest speaker", "guest invited", "anonymous"}
INSIDE = {
    ("draft", "public", False): {"organiser", "superuser"},
    ("draft", "communities", False): {"organiser", "superuser"},
    ("announced", "public", False): EVERYBODY,
    ("announced", "members", False): MEMBERS,
    ("announced", "members", True): MEMBERS | {"guest speaker", "guest invited"},
    ("announced", "communities", False): PEOPLE | {"community", "guest community"},
    ("cancelled", "communities", False): PEOPLE | {"community", "guest community"},
    ("held", "communities", True): PEOPLE | {"community", "guest community"},
}
"""By state, audience and whether guests are admitted: who is inside, written down by hand."""


@pytest.mark.parametrize(("state", "audience", "guests"), INSIDE)
def test_event_is_seen_by_exactly_those_inside(
    cast: dict[str, User], invited_source: dict[str, Any], state: str, audience: str, guests: bool
) -> None:
    communities = cast["community"].groups.filter(name="Circle") if audience == "communities" else ()
    event = make_event(
        owner=cast["organiser"],
        status=state,
        audience=audience,
        communities=communities,
        admits_guests=guests,
        in_days=-1 if state == "held" else 5,
    )
    for name in ("speaker", "guest speaker"):
        add_speaker(event, cast[name])
    for name in ("invited", "guest invited"):
        invited_source["put"](event, cast[name], "invited")
    invited_source["put"](event, cast["seat"], "seat")
    for name in EVERYBODY:
        user = fresh(cast.get(name))
        sees = name in INSIDE[state, audience, guests]
        assert may_see(user, event) is sees, name
        assert Event.objects.visible_to(user).filter(pk=event.pk).exists() is sees, name
        if sees:
            assert visible_event(user, event.slug) == event
        else:
            with pytest.raises(Http404):
                visible_event(user, event.slug)


def test_circles_inside_an_event_hold_their_people_and_nobody_else(
    cast: dict[str, User], invited_source: dict[str, Any]
) -> None:
    event = make_event(owner=cast["organiser"], audience=Audience.PUBLIC)
    other = make_event(owner=make_user("elsewhere", role=Role.ORGANISER))
    add_speaker(event, cast["speaker"])
    add_speaker(other, cast["outsider"])
    invited_source["put"](event, cast["seat"], "seat")
    invited_source["put"](event, cast["invited"], "invited")
    inside = {
        Circle.PARTICIPANTS: {"organiser", "speaker", "seat", "superuser"},
        Circle.SPEAKERS: {"organiser", "speaker", "superuser"},
        Circle.ORGANISERS: {"organiser", "superuser"},
    }
    for circle, names in inside.items():
        key = intern_key(circle_key(event, circle))
        assert {name for name in cast if viewer_for(fresh(cast[name])).holds(key)} == names


def test_who_speaks_or_is_invited_holds_nothing_of_a_draft(
    cast: dict[str, User], invited_source: dict[str, Any]
) -> None:
    event = make_event(owner=cast["organiser"], status=Status.DRAFT)
    add_speaker(event, cast["speaker"])
    invited_source["put"](event, cast["seat"], "seat")
    assert set(tokens_of_events(cast["speaker"])) == set(tokens_of_events(cast["seat"])) == set()
    assert set(tokens_of_events(cast["organiser"])) == {event_token(event.pk, "o")}


def test_tokens_take_one_query_however_many_events(
    cast: dict[str, User], invited_source: dict[str, Any]
) -> None:
    for number in range(12):
        event = make_event(owner=cast["organiser"])
        add_speaker(event, cast["speaker"])
        if number % 2:
            invited_source["put"](event, cast["speaker"], "seat")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        tokens = set(tokens_of_events(cast["speaker"]))
    assert len(queries) == 1 and len(tokens) == 18
    assert len(involved_in(fresh(cast["speaker"]), "p")) == 6


def test_deactivated_person_holds_nothing() -> None:
    organiser = make_user(role=Role.ORGANISER)
    event = make_event(owner=organiser)
    User.objects.filter(pk=organiser.pk).update(is_active=False)
    user = fresh(organiser)
    assert not may_see(user, event) and not may_organise(user, event)


def test_organiser_who_becomes_a_guest_organises_no_more() -> None:
    event = make_event()
    person = make_user("changes", role=Role.ORGANISER)
    name_organiser(event=event, person=person, kind=OrganiserKind.ORGANISER, user=event.owner)
    assert may_organise(fresh(person), event)
    person.role = GUEST
    person.save()
    assert not may_organise(fresh(person), event) and not organised_by(fresh(person)).exists()


@pytest.mark.parametrize("role", Role.values)
def test_roles_that_make_events(role: str) -> None:
    assert may_create(make_user(role=role)) is (role in CREATORS)


def test_nobody_else_makes_events() -> None:
    from django.contrib.auth.models import AnonymousUser

    assert not may_create(None) and not may_create(AnonymousUser()) and not may_create(make_user(role=""))
    assert not may_create(make_user(role=Role.ORGANISER, is_active=False))
    assert may_create(make_user(role="", is_superuser=True))


def test_only_those_named_organise_and_only_leads_lead() -> None:
    event = make_event(audience=Audience.PUBLIC)
    lead, helper = event.owner, make_user("helper")
    name_organiser(event=event, person=helper, kind=OrganiserKind.ASSISTANT, user=lead)
    reader, other_lead = make_user(role=Role.ORGANISER), make_event().owner
    admin = make_user(is_superuser=True)
    assert [may_organise(fresh(u), event) for u in (lead, helper, reader, other_lead, admin)] == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert [may_lead(fresh(u), event) for u in (lead, helper, reader, other_lead, admin)] == [
        True,
        False,
        False,
        False,
        True,
    ]
    assert not may_organise(None, event) and not may_organise(Viewer(sees_all=True), event)
    with pytest.raises(Http404):
        organised_event(fresh(reader), event.slug)
    for user in (lead, helper):
        assert organised_by(fresh(user)).get() == event
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert may_lead(fresh(helper), event)


def test_removed_organiser_loses_the_draft_also_as_its_owner() -> None:
    event = make_event(status=Status.DRAFT)
    first, second = event.owner, make_user("second", role=Role.ORGANISER)
    name_organiser(event=event, person=second, kind=OrganiserKind.LEAD, user=first)
    row = event.organisers.get(user=first)
    remove_organiser(event=event, organiser_id=row.pk, user=second)
    event = Event.objects.get(pk=event.pk)
    assert not may_see(fresh(first), event) and may_see(fresh(second), event)


def test_deleted_community_belongs_to_the_audience_no_more() -> None:
    network = make_network()
    member = make_user(groups=[network])
    event = make_event(communities=[network])
    assert may_see(fresh(member), event)
    network.delete()
    event.refresh_from_db()
    assert not may_see(fresh(member), event)
    assert event.audience_key == "|".join(sorted(event.audience_tokens()))
