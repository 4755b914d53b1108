"""The three forms of the rule agree: for every audience, role and state, and for whatever hypothesis thinks of."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import (
    ANONYMOUS,
    MEMBERS,
    NOBODY,
    PUBLIC,
    Audience,
    AudienceFilter,
    Viewer,
    audience_filter,
    can_view,
    format_key,
    intern_key,
    narrow,
    viewer_for,
)
from practices.indexing import PracticeBuilder
from practices.models import PracticePage
from tests.factories import STATES, Tree, fresh, make_network, make_practice, make_tree, make_user

pytestmark = pytest.mark.django_db

PLACES = ("wide dossier", "narrow dossier", "dossier without a desk")
PEOPLE = (
    "anonymous",
    "guest",
    "guest in community",
    "member",
    "community",
    "desk",
    "desk of the narrow dossier",
    "eurojust desk",
    "owner",
    "inactive owner",
    "superuser",
)


class World:
    """A page of every audience in every state at every place, made once."""

    def __init__(self) -> None:
        self.tree: Tree = make_tree()
        self.network = make_network("Projections")
        guest = Role.LIAISON_PROSECUTOR
        self.users: dict[str, User | None] = {
            "anonymous": None,
            "guest": make_user("pguest", role=guest),
            "guest in community": make_user("pguest2", role=guest, groups=[self.network]),
            "member": make_user("pmember"),
            "community": make_user("pcommunity", groups=[self.network]),
            "desk": make_user("pdesk", groups=[self.tree.morocco_desk]),
            "desk of the narrow dossier": make_user("pdesk2", groups=[self.tree.tunisia_desk]),
            "eurojust desk": make_user("peurojust", role=Role.EUROJUST_DESK),
            "owner": make_user("powner"),
            "inactive owner": make_user("pinactive", is_active=False),
            "superuser": make_user("psuper", is_superuser=True),
        }
        narrow_dossier = self.tree.tunisia
        narrow_dossier.audience = Audience.COMMUNITIES
        narrow_dossier.communities = [self.network]
        narrow_dossier.save()
        dossiers = dict(zip(PLACES, (self.tree.morocco, narrow_dossier, self.tree.ukraine), strict=True))
        self.pages: dict[tuple[str, str, str], PracticePage] = {}
        for audience, state, place in itertools.product(Audience.values, STATES, PLACES):
            self.pages[audience, state, place] = make_practice(
                dossiers[place],
                owner=self.users["inactive owner" if place == PLACES[2] else "owner"],
                audience=audience,
                communities=[self.network] if audience == Audience.COMMUNITIES else [],
                state=state,
                # Moved the other way round as well: from the narrow dossier to a wide one.
                moved_to=self.tree.morocco if place == PLACES[1] else narrow_dossier,
            )


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def allows(audience: AudienceFilter, key: str, owner_id: int | None) -> bool:
    """A search filter as an engine applies it, in Python."""
    mine = owner_id is not None and owner_id == audience.owner_id
    return audience.everything or key in audience.keys or mine


@pytest.mark.parametrize("person", PEOPLE)
def test_three_forms_agree_on_every_page(world: World, person: str) -> None:
    user = fresh(world.users[person])
    listed = set(PracticePage.objects.visible_to(user).values_list("pk", flat=True))
    audience = audience_filter(user)
    for case, page in world.pages.items():
        stored = PracticePage.objects.filter(pk=page.pk).first() if page.pk else None
        if case[1] == "deleted":
            assert stored is None and page.pk not in listed
            continue
        assert stored is not None
        assert can_view(user, stored) == (stored.pk in listed), case
        if stored.live:
            # An engine knows what is live and nothing else.
            assert allows(audience, stored.audience_key, stored.owner_id) == (stored.pk in listed), case


@pytest.mark.parametrize("person", PEOPLE)
def test_recheck_of_hits_keeps_what_the_rule_shows(world: World, person: str) -> None:
    user, builder = fresh(world.users[person]), PracticeBuilder()
    ids = [page.pk for page in world.pages.values() if page.pk]
    kept = {builder.object_id(practice) for practice in builder.found(user, ids)}
    assert kept == set(builder.visible_to(user).values_list("pk", flat=True)) & set(ids)
    assert kept or person not in ("owner", "superuser", "anonymous")
    assert [p.pk for p in builder.found(user, ids[:1])] == [pk for pk in ids[:1] if pk in kept]


@pytest.mark.parametrize("person", PEOPLE)
def test_who_sees_what_is_what_the_rule_says(world: World, person: str) -> None:
    """The rule of docs/visibility.md once more, in words of this test, not of the code."""
    user = fresh(world.users[person])
    signed_in = user is not None and user.is_active
    member = signed_in and user is not None and not user.is_guest
    groups = set(user.groups.values_list("pk", flat=True)) if user and signed_in else set()
    for (audience, state, place), page in world.pages.items():
        if state == "deleted":
            continue
        end = {"wide dossier": PLACES[1], "narrow dossier": PLACES[0], PLACES[2]: PLACES[1]}[place]
        where = end if state == "moved" else place
        desk = {
            PLACES[0]: world.tree.morocco_desk.pk,
            PLACES[1]: world.tree.tunisia_desk.pk,
            PLACES[2]: _eurojust_group(world),
        }[where]
        inside = {
            Audience.PUBLIC: True,
            Audience.MEMBERS: member,
            Audience.COMMUNITIES: bool(groups & {world.network.pk, desk}),
        }[Audience(audience)]
        if where == PLACES[1]:
            inside = inside and bool(groups & {world.network.pk, desk})
        owns = user is not None and signed_in and page.owner_id == user.pk
        everything = user is not None and signed_in and user.is_superuser
        expected = everything or owns or (inside and state in ("live", "moved"))
        assert PracticePage.objects.visible_to(user).filter(pk=page.pk).exists() == expected, (
            audience,
            state,
            place,
        )


def _eurojust_group(world: World) -> int:
    eurojust = world.users["eurojust desk"]
    assert eurojust is not None
    return eurojust.groups.get(community__role=Role.EUROJUST_DESK).pk


@pytest.mark.parametrize("state", [state for state in STATES if state != "deleted"])
def test_states_are_what_they_are_called(world: World, state: str) -> None:
    for audience, place in itertools.product(Audience.values, PLACES):
        page = PracticePage.objects.get(pk=world.pages[audience, state, place].pk)
        assert page.live == (state in ("live", "moved"))
        assert page.expired == (state == "expired")
        assert bool(page.go_live_at) == (state == "scheduled")
        if state == "scheduled":
            assert page.approved_schedule


def test_moving_below_a_narrower_parent_narrows_and_moving_away_widens(world: World) -> None:
    narrowed = PracticePage.objects.get(pk=world.pages[Audience.PUBLIC, "moved", PLACES[0]].pk)
    widened = PracticePage.objects.get(pk=world.pages[Audience.PUBLIC, "moved", PLACES[1]].pk)
    assert not can_view(ANONYMOUS, narrowed)
    assert can_view(ANONYMOUS, widened)


def test_viewer_of_another_request_sees_a_changed_membership(world: World) -> None:
    page = PracticePage.objects.get(pk=world.pages[Audience.COMMUNITIES, "live", PLACES[0]].pk)
    member = fresh(world.users["member"])
    assert member is not None and not can_view(member, page)
    member.groups.add(world.network)
    assert can_view(fresh(member), page)
    member.groups.remove(world.network)
    assert not can_view(fresh(member), page)


# --- whatever keys and viewers there may be -------------------------------------------------------------

tokens = st.sampled_from([MEMBERS, *(f"g{n}" for n in range(1, 7))])
clauses = st.frozensets(st.frozensets(tokens, min_size=1, max_size=3), max_size=3)
keys = st.one_of(st.sampled_from([PUBLIC, NOBODY, MEMBERS, ""]), clauses.map(format_key))
viewers = st.builds(
    Viewer,
    user_id=st.one_of(st.none(), st.integers(1, 3)),
    tokens=st.frozensets(tokens, max_size=5),
    sees_all=st.booleans(),
)


class Thing:
    """Anything with a key and an owner."""

    def __init__(self, audience_key: str, owner_id: int | None) -> None:
        self.audience_key, self.owner_id = audience_key, owner_id


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    given_keys=st.lists(keys, min_size=1, max_size=8),
    viewer=viewers,
    owner=st.one_of(st.none(), st.integers(1, 3)),
)
def test_object_form_and_search_filter_agree_for_any_key(
    db: None, given_keys: list[str], viewer: Viewer, owner: int | None
) -> None:
    for key in filter(None, given_keys):
        intern_key(key)
    viewer = Viewer(viewer.user_id, viewer.tokens, viewer.sees_all)
    audience = audience_filter(viewer)
    for key in given_keys:
        assert allows(audience, key, owner) == can_view(viewer, Thing(key, owner)), key


@given(one=keys, other=keys, viewer=viewers)
def test_narrowing_is_being_inside_both(one: str, other: str, viewer: Viewer) -> None:
    both = narrow(one, other)
    assert viewer.holds(both) == (viewer.holds(one) and viewer.holds(other))


@given(key=keys, viewer=viewers, more=st.frozensets(tokens, max_size=3))
def test_holding_more_never_shows_less(key: str, viewer: Viewer, more: frozenset[str]) -> None:
    richer = Viewer(viewer.user_id, viewer.tokens | more, viewer.sees_all)
    assert richer.holds(key) or not viewer.holds(key)


@given(key=st.text(max_size=30))
def test_anything_that_is_no_key_is_for_nobody(key: str) -> None:
    if key not in (PUBLIC, MEMBERS):
        assert not viewer_for(None).holds(key)
