"""Who sees an item and each event of its history, whatever changes around it."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.accession.actions import change_status, edit_accession
from liaison.accession.audience import narrower
from liaison.accession.models import Accession, AccessionEvent
from portal.pages.desks import open_country_desk
from portal.people.models import Community
from portal.visibility import Audience
from tests.factories import Tree, fresh
from tests.liaison.accession.conftest import People
from tests.liaison.accession.factory import make_accession, make_raised

pytestmark = pytest.mark.django_db

NAMES = (
    "nobody", "desk", "other_desk", "eurojust", "magistrate", "member", "insider", "guest", "guest_inside",
    "superuser",
)  # fmt: skip
ALL = set(NAMES)
MEMBERS = ALL - {"nobody", "guest", "guest_inside"}


def seen_by(people: People, item: Any) -> set[str]:
    """Those who see an item; the object form and the queryset form agree."""
    inside = set()
    for name in NAMES:
        user = fresh(getattr(people, name, None))
        found = type(item).objects.visible_to(user).filter(pk=item.pk).exists()
        assert found == type(item).objects.get(pk=item.pk).can_view(user), name
        if found:
            inside.add(name)
    return inside


def edited(item: Accession, user: Any, communities: Any = (), **values: Any) -> Accession:
    return edit_accession(item=item, values=values, communities=communities, user=user, version=item.version)


def test_item_is_for_the_desk_alone_by_default(people: People) -> None:
    assert seen_by(people, make_accession()) == {"desk", "superuser"}


def test_each_audience(people: People) -> None:
    assert seen_by(people, make_accession(audience=Audience.PUBLIC)) == ALL
    assert seen_by(people, make_accession(audience=Audience.MEMBERS)) == MEMBERS
    named = make_accession(communities=[people.network])
    assert seen_by(people, named) == {"desk", "superuser", "magistrate", "insider", "guest_inside"}
    assert seen_by(people, make_accession(country="UA")) == {"eurojust", "superuser"}


def test_whoever_looks_after_it_sees_it(people: People) -> None:
    assert seen_by(people, make_accession(owner=people.member)) == {"desk", "superuser", "member"}


def test_event_is_as_narrow_as_its_item_and_as_itself(people: People) -> None:
    item = make_accession(communities=[people.network])
    inside = {"desk", "superuser", "magistrate", "insider", "guest_inside"}
    assert seen_by(people, make_raised(item)) == inside
    assert seen_by(people, make_raised(item, audience=(Audience.COMMUNITIES, ()))) == {"desk", "superuser"}
    wide = make_raised(item, audience=(Audience.PUBLIC, ()))
    assert seen_by(people, wide) == inside
    own = make_raised(item, user=people.insider, audience=(Audience.COMMUNITIES, ()))
    assert seen_by(people, own) == {"desk", "superuser", "insider"}


def test_whoever_looks_after_an_item_sees_what_is_not_meant_for_fewer(people: People) -> None:
    item = make_accession(owner=people.member)
    assert seen_by(people, make_raised(item)) == {"desk", "superuser", "member"}
    assert seen_by(people, make_raised(item, audience=(Audience.COMMUNITIES, ()))) == {"desk", "superuser"}


def test_widening_an_item_does_not_bring_its_history_to_light(people: People) -> None:
    item = make_accession()
    event = make_raised(item)
    item = edited(item, people.desk, audience=Audience.PUBLIC)
    assert seen_by(people, item) == ALL
    assert seen_by(people, event) == {"desk", "superuser"}
    change = item.events.get(kind="edited")
    assert seen_by(people, change) == {"desk", "superuser"}


def test_narrowing_an_item_takes_its_history_along(people: People) -> None:
    item = make_accession(audience=Audience.PUBLIC)
    event = make_raised(item)
    assert seen_by(people, event) == ALL
    edited(item, people.desk, audience=Audience.COMMUNITIES)
    assert seen_by(people, event) == {"desk", "superuser"}


def test_author_of_an_event_sees_it_only_as_long_as_the_item(people: People) -> None:
    item = make_accession(audience=Audience.MEMBERS)
    event = make_raised(item, user=people.member)
    edited(item, people.desk, audience=Audience.COMMUNITIES)
    assert seen_by(people, event) == {"desk", "superuser"}


def test_desk_that_is_opened_takes_over_items_and_events(people: People, tree: Tree) -> None:
    item = make_accession(country="UA")
    event = make_raised(item)
    desk = open_country_desk(tree.ukraine)
    people.member.groups.add(desk.group)
    assert seen_by(people, item) == {"member", "superuser"}
    assert seen_by(people, event) == {"member", "superuser"}
    desk.delete()
    assert seen_by(people, item) == {"eurojust", "superuser"}
    assert seen_by(people, event) == {"eurojust", "superuser"}


def test_community_that_is_gone_is_in_no_audience(people: People) -> None:
    item = make_accession(communities=[people.network])
    token = f"g{people.network.pk}"
    people.network.delete()
    for key in (
        Accession.objects.get().audience_key,
        *AccessionEvent.objects.values_list("audience_key", flat=True),
    ):
        assert token not in key
    assert seen_by(people, item) == {"desk", "superuser"}
    assert Community.objects.filter(kind="desk").exists()


def test_status_is_told_to_those_who_saw_it_then(people: People) -> None:
    item = make_accession(audience=Audience.MEMBERS)
    event = change_status(
        item=item, status="requested", date=item.status_since, text="", user=people.desk, version=None
    )
    assert event is not None
    assert seen_by(people, event) == MEMBERS


@pytest.mark.parametrize(
    ("first", "second", "inside"),
    [
        (("communities", {1, 2}), ("communities", {2, 3}), ("communities", {2})),
        (("communities", {1}), ("members", set()), ("communities", set())),
        (("public", set()), ("communities", {1}), ("communities", {1})),
        (("members", set()), ("public", set()), ("members", set())),
        (("public", set()), ("public", set()), ("public", set())),
    ],
)
def test_narrower_is_inside_both(first: Any, second: Any, inside: Any) -> None:
    assert narrower(first, second) == inside
    assert narrower(second, first) == inside
