"""Who sees, makes and runs dialogues, commitments and approaches: three forms of one rule, and default deny."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.dialogues.access import (
    agenda_for,
    in_circle,
    may_approach,
    may_change_approach,
    may_create,
    may_organise,
    may_report,
)
from events.dialogues.actions import name_organiser, remove_organiser
from events.dialogues.agenda import add_item
from events.dialogues.delegations import remove_delegation
from events.dialogues.models import AgendaItem, Commitment, Dialogue, Representative
from events.dialogues.people import tokens_of_dialogues
from events.dialogues.tokens import dialogue_token
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience, can_view, covers, viewer_for
from tests.events.dialogues.making import make_approach, make_commitment, make_dialogue, seat
from tests.factories import Tree, fresh, make_network, make_user

pytestmark = pytest.mark.django_db

CREATORS = {"commission", "eeas", "council_secretariat", "organiser", "eurojust_desk", "central_authority"}
APPROACHERS = CREATORS | {
    "diplomat", "liaison_magistrate", "liaison_officer", "eurojust_liaison_magistrate",
}  # fmt: skip


@pytest.mark.parametrize("role", Role.values)
def test_roles_that_make_dialogues_and_note_approaches(role: str) -> None:
    user = make_user(role=role)
    assert may_create(user) is (role in CREATORS)
    assert may_approach(user) is (role in APPROACHERS)


def test_nobody_and_whoever_left_make_nothing() -> None:
    left = make_user(role=Role.COMMISSION, is_active=False)
    for nobody in (None, left, make_user(role="")):
        assert not may_create(nobody)
        assert not may_approach(nobody)
    assert may_create(make_user(is_superuser=True))


def sees(user: User | None, dialogue: Dialogue) -> bool:
    """Both forms of the rule, which agree."""
    one = can_view(fresh(user) if user else None, dialogue)
    assert Dialogue.objects.visible_to(fresh(user) if user else None).filter(pk=dialogue.pk).exists() is one
    return one


def test_audiences_of_a_dialogue_and_its_people(tree: Tree) -> None:
    network = make_network("Network")
    guest = make_user(role=Role.LIAISON_PROSECUTOR, groups=[network])
    member, friend, delegate = make_user(), make_user(groups=[network]), make_user()
    for audience, communities, inside in (
        (Audience.MEMBERS, (), {member, friend, delegate}),
        (Audience.COMMUNITIES, (network,), {friend, delegate}),
        (Audience.COMMUNITIES, (), {delegate}),
    ):
        dialogue = make_dialogue(audience=audience, communities=communities)
        seat(dialogue, delegate)
        dialogue.refresh_from_db()
        found = {user for user in (member, friend, delegate, guest) if sees(user, dialogue)}
        assert found == inside, audience
        assert sees(dialogue.owner, dialogue)
        assert not sees(None, dialogue)


def test_dialogue_is_never_for_everyone() -> None:
    with pytest.raises(ValidationError) as refused:
        make_dialogue(audience=Audience.PUBLIC, tlp="CLEAR")
    assert "audience" in refused.value.message_dict


def test_official_of_a_third_country_is_nobody_of_a_dialogue_whatever_is_written_down() -> None:
    guest = make_user(role=Role.LIAISON_PROSECUTOR)
    dialogue = make_dialogue()
    with pytest.raises(ValidationError):
        name_organiser(dialogue=dialogue, person=guest, user=dialogue.owner)
    with pytest.raises(ValidationError):
        seat(dialogue, guest)
    with pytest.raises(ValidationError):
        seat(dialogue, make_user(), body="MA")
    assert not Representative.objects.exists()
    delegate = make_user()
    seat(dialogue, delegate)
    dialogue.organisers.add(delegate)
    assert dialogue_token(dialogue.pk, "d") in viewer_for(fresh(delegate)).tokens
    User.objects.filter(pk=delegate.pk).update(role=Role.LIAISON_PROSECUTOR)
    assert not {token for token in viewer_for(fresh(delegate)).tokens if token.startswith("dl")}
    assert not sees(delegate, dialogue)


def test_tokens_of_all_dialogues_take_one_query() -> None:
    user = make_user(role=Role.COMMISSION)
    counts = []
    for _number in range(2):
        dialogue = make_dialogue(owner=user)
        seat(make_dialogue(), user)
        asked = User.objects.get(pk=user.pk)
        with CaptureQueriesContext(connection) as counted:
            tokens = set(tokens_of_dialogues(asked))
        counts.append(len(counted))
        assert dialogue_token(dialogue.pk, "o") in tokens
    assert counts == [1, 1]
    assert len(tokens) == 4


def test_who_leaves_the_delegation_sees_it_no_more() -> None:
    delegate, dialogue = make_user(), make_dialogue()
    seat(dialogue, delegate)
    assert sees(delegate, dialogue)
    remove_delegation(delegation=dialogue.delegations.get(), by=dialogue.owner)
    assert not sees(delegate, dialogue)


def test_somebody_always_organises_and_whoever_is_taken_off_owns_it_no_more() -> None:
    dialogue, other = make_dialogue(), make_user()
    owner = dialogue.owner
    assert owner is not None
    with pytest.raises(ValidationError):
        remove_organiser(dialogue=dialogue, person_id=owner.pk, user=owner)
    name_organiser(dialogue=dialogue, person=other, user=owner)
    assert may_organise(fresh(other), dialogue)
    remove_organiser(dialogue=dialogue, person_id=owner.pk, user=other)
    dialogue.refresh_from_db()
    assert dialogue.owner == other
    assert not sees(owner, dialogue)
    assert not may_organise(fresh(owner), dialogue)


def item(dialogue: Dialogue, title: str, circle: str) -> AgendaItem:
    return add_item(dialogue=dialogue, values={"title": title, "circle": circle}, by=dialogue.owner)


def test_circles_inside_a_dialogue() -> None:
    dialogue = make_dialogue(audience=Audience.MEMBERS)
    delegate, member = make_user(), make_user()
    seat(dialogue, delegate)
    for circle in ("all", "delegation", "organisers"):
        item(dialogue, circle, circle)

    def read(user: Any) -> list[str]:
        return [one.title for one in agenda_for(fresh(user), dialogue)]

    assert read(dialogue.owner) == ["all", "delegation", "organisers"]
    assert read(delegate) == ["all", "delegation"]
    assert read(member) == ["all"]
    assert in_circle(fresh(delegate), dialogue, "delegation")
    assert not in_circle(fresh(member), dialogue, "delegation")
    assert not in_circle(None, dialogue, "all")


def test_what_is_for_a_circle_gets_into_no_text_for_others() -> None:
    dialogue = make_dialogue(audience=Audience.MEMBERS)
    assert covers(dialogue.audience_key, "members")
    assert not covers(dialogue.circle_key("delegation"), "members")
    assert covers("members", dialogue.circle_key("organisers"))


def test_commitment_has_the_audience_of_its_dialogue_or_its_own() -> None:
    network = make_network("Network")
    friend, member, keeper = make_user(groups=[network]), make_user(), make_user()
    dialogue = make_dialogue(audience=Audience.MEMBERS)
    same = make_commitment(dialogue)
    narrow = make_commitment(
        dialogue, same_audience=False, audience="communities", communities=[network], tlp="AMBER",
        owner_user=keeper,
    )  # fmt: skip

    def read(user: User) -> set[int]:
        found = set(Commitment.objects.visible_to(fresh(user)).values_list("pk", flat=True))
        assert {one.pk for one in (same, narrow) if can_view(fresh(user), one)} == found
        return found

    assert read(member) == {same.pk}
    assert read(friend) == read(keeper) == {same.pk, narrow.pk}
    dialogue.refresh_from_db()
    dialogue.audience, dialogue.tlp = Audience.COMMUNITIES, "AMBER"
    dialogue.save()
    same.refresh_from_db()
    narrow.refresh_from_db()
    assert read(member) == set()
    assert read(friend) == {narrow.pk}


def test_deleted_community_belongs_to_no_audience_any_more() -> None:
    network = make_network("Network")
    dialogue = make_dialogue(communities=[network])
    commitment = make_commitment(dialogue)
    approach = make_approach(make_user(role=Role.COMMISSION), communities=[network])
    token = f"g{network.pk}"
    for one in (dialogue, commitment, approach):
        one.refresh_from_db()
        assert token in one.audience_key
    network.delete()
    for one in (dialogue, commitment, approach):
        one.refresh_from_db()
        assert token not in one.audience_key


def test_who_reports_on_a_commitment() -> None:
    dialogue = make_dialogue(audience=Audience.MEMBERS, in_days=-5)
    theirs, ours = make_commitment(dialogue), make_commitment(dialogue, body="FR")
    keeper = make_user()
    kept = make_commitment(dialogue, body="COMMISSION", owner_user=keeper)
    authority = make_user(role=Role.CENTRAL_AUTHORITY, state="FR")
    prosecutor = make_user(role=Role.PROSECUTOR, state="FR")
    commission = make_user(role=Role.COMMISSION)

    def may(user: Any) -> list[bool]:
        return [may_report(fresh(user), one) for one in (theirs, ours, kept)]

    assert may(dialogue.owner) == [True, True, True]
    assert may(authority) == [False, True, False]
    assert may(prosecutor) == [False, False, False]
    assert may(commission) == [False, False, True]
    assert may(keeper) == [False, False, True]
    next_one = make_dialogue(owner=make_user(role=Role.EEAS))
    assert may(next_one.owner) == [True, True, True]
    assert not may_report(None, theirs)


def test_who_changes_an_approach() -> None:
    owner = make_user(role=Role.CENTRAL_AUTHORITY, state="ES")
    approach = make_approach(owner, audience=Audience.MEMBERS)
    colleague = make_user(role=Role.DIPLOMAT, state="ES")
    assert may_change_approach(owner, approach)
    assert may_change_approach(colleague, approach)
    assert not may_change_approach(make_user(role=Role.PROSECUTOR, state="ES"), approach)
    assert not may_change_approach(make_user(role=Role.COMMISSION), approach)
    User.objects.filter(pk=owner.pk).update(role=Role.LIAISON_PROSECUTOR)
    assert not may_change_approach(fresh(owner), approach)
