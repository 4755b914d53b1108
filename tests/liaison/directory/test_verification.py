"""How long a verification holds, who may renew it, and what is told meanwhile."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.directory.actions import Conflict
from liaison.directory.enums import ChangeKind
from liaison.directory.models import Authority, Post, Stage
from liaison.directory.verification import (
    Standing,
    can_verify,
    due_entries,
    lead_days,
    verification_of,
    verify_entry,
)
from portal.people.enums import Role
from tests.factories import fresh, make_user
from tests.liaison.directory.making import make_authority, make_post
from tests.practices.conftest import signed_in

DAY = datetime.date(2026, 3, 1)


def entry(verified: datetime.date | None, every: int = 180) -> Post:
    return Post(verified_on=verified, verify_every_days=every)


def test_entry_that_nobody_verified_is_unverified_and_due_for_nothing() -> None:
    found = verification_of(entry(None), DAY)
    assert (found.standing, found.due_on, found.stage, found.unverified_since) == (
        Standing.NEVER, None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days_before", "standing", "stage"),
    [
        (31, Standing.VERIFIED, None),
        (30, Standing.DUE_SOON, Stage.EARLY),
        (8, Standing.DUE_SOON, Stage.EARLY),
        (7, Standing.DUE_SOON, Stage.LATE),
        (1, Standing.DUE_SOON, Stage.LATE),
        (0, Standing.OVERDUE, Stage.OVERDUE),
        (-400, Standing.OVERDUE, Stage.OVERDUE),
    ],
)
def test_standing_by_the_days_that_are_left(
    days_before: int, standing: Standing, stage: Stage | None
) -> None:
    due = DAY + datetime.timedelta(days=180)
    found = verification_of(entry(DAY), due - datetime.timedelta(days=days_before))
    assert (found.standing, found.stage, found.due_on) == (standing, stage, due)
    assert found.unverified_since == (due if standing == Standing.OVERDUE else None)


@given(st.integers(7, 1095), st.integers(0, 3000))
def test_reminders_come_before_the_day_and_never_on_the_day_of_the_verification(
    every: int, later: int
) -> None:
    early, late = lead_days(every)
    assert 1 <= late <= early < every
    found = verification_of(entry(DAY, every), DAY + datetime.timedelta(days=later))
    assert (found.standing == Standing.OVERDUE) == (later >= every)
    assert (found.stage is None) == (later < every - early)


@pytest.mark.django_db
@settings(deadline=None, max_examples=15)
@given(st.data())
def test_list_of_what_is_due_agrees_with_the_rule_for_one_entry(data: Any) -> None:
    Post.objects.all().delete()
    posts = [
        make_post(
            verified_on=data.draw(st.none() | st.dates(datetime.date(2020, 1, 1), DAY)),
            verify_every_days=data.draw(st.integers(7, 400)),
        )
        for _number in range(data.draw(st.integers(0, 4)))
    ]
    due = {post.pk for post in due_entries(Post, DAY)}
    assert due == {post.pk for post in posts if verification_of(post, DAY).stage is not None}


pytestmark = pytest.mark.django_db


def test_list_of_what_is_due_takes_as_many_queries_for_many(
    tree: Any, django_assert_num_queries: Any
) -> None:
    for _number in range(30):
        make_post(verified_on=DAY, verify_every_days=180)
    make_post(verified_on=DAY, verify_every_days=90)
    with django_assert_num_queries(2):
        assert len(due_entries(Post, DAY + datetime.timedelta(days=175))) == 31


def test_posts_that_ended_without_anybody_are_left_in_peace(tree: Any) -> None:
    make_post(verified_on=DAY, until=DAY)
    held = make_post(verified_on=DAY, until=DAY, holder=make_user("holder"))
    later = DAY + datetime.timedelta(days=365)
    assert [post.pk for post in due_entries(Post, later)] == [held.pk]


def people(tree: Any) -> dict[str, Any]:
    return {
        "holder": make_user("holder"),
        "guest holder": make_user("guestholder", role=Role.LIAISON_PROSECUTOR),
        "desk": make_user("desk", groups=[tree.morocco_desk]),
        "other desk": make_user("otherdesk", groups=[tree.tunisia_desk]),
        "eurojust": make_user("eurojust", role=Role.EUROJUST_DESK),
        "member": make_user("member"),
        "guest of the desk": make_user("deskguest", role=Role.LIAISON_PROSECUTOR, groups=[tree.morocco_desk]),
        "superuser": make_user("root", is_superuser=True),
    }


def test_holder_and_desks_may_verify_and_nobody_else(tree: Any) -> None:
    who = people(tree)
    post = make_post(holder=who["holder"], audience="members")
    prosecutor = make_post(holder=who["guest holder"], kind="liaison_prosecutor", audience="members")
    authority = make_authority(audience="members")

    def able(item: Any) -> set[str]:
        return {name for name, user in who.items() if can_verify(fresh(user), item)}

    desks = {"desk", "eurojust", "superuser"}
    assert able(post) == {"holder", *desks}
    assert able(prosecutor) == {"guest holder", *desks}
    assert able(authority) == desks
    assert not can_verify(None, post)


def test_desk_outside_the_audience_may_not(tree: Any) -> None:
    """The Eurojust desk is of every country's, but inside the narrow audience only where it is the steward."""
    eurojust = make_user("eurojust", role=Role.EUROJUST_DESK)
    assert not can_verify(eurojust, make_post(audience="communities"))
    assert can_verify(eurojust, make_post(country="UA", audience="communities"))


def test_verifying_says_who_and_when_and_leaves_the_version(tree: Any) -> None:
    holder = make_user("holder")
    post = make_post(holder=holder, verified_on=DAY)
    with time_machine.travel("2026-08-01T10:00:00Z"):
        verify_entry(entry=post, user=holder, version=post.version)
        verify_entry(entry=post, user=holder, version=post.version)
    again = Post.objects.get(pk=post.pk)
    assert (again.verified_on, again.verified_by, again.version) == (
        datetime.date(2026, 8, 1), holder, post.version,
    )  # fmt: skip
    change = again.history.get(kind=ChangeKind.VERIFIED)
    assert change.by == holder
    assert change.changes == [{"field": "verified_on", "before": "2026-03-01", "after": "2026-08-01"}]
    assert change.audience_key == again.audience_key


def test_who_may_not_verify_changes_nothing(tree: Any) -> None:
    post = make_post(audience="members")
    with pytest.raises(PermissionDenied):
        verify_entry(entry=post, user=make_user("member"))
    assert Post.objects.get(pk=post.pk).verified_on is None


def test_what_was_changed_since_it_was_read_is_not_verified(tree: Any) -> None:
    holder = make_user("holder")
    post = make_post(holder=holder)
    with pytest.raises(Conflict):
        verify_entry(entry=post, user=holder, version=post.version + 1)
    assert Post.objects.get(pk=post.pk).verified_on is None


# --- on the page -------------------------------------------------------------------------------------------------


def test_desk_confirms_an_authority_on_its_page(tree: Any) -> None:
    desk = make_user("desk", groups=[tree.morocco_desk])
    authority = make_authority(name="Ministry of Justice")
    client = signed_in(desk)
    address = f"/directory/authorities/{authority.pk}/verify/"
    asked = client.get(address)
    assert asked.status_code == 200 and "Ministry of Justice" in asked.content.decode()
    done = client.post(address, {"version": authority.version}, follow=True)
    assert "Confirmed. Thank you" in done.content.decode()
    assert Authority.objects.get(pk=authority.pk).verified_by == desk


@pytest.mark.parametrize("version", ["", "2", "x", "-1", "9" * 40, "١"])
def test_page_confirms_only_the_version_that_was_read(tree: Any, version: str) -> None:
    post = make_post(holder=(holder := make_user("holder")))
    answer = signed_in(holder).post(f"/directory/posts/{post.pk}/verify/", {"version": version})
    assert answer.status_code == 409 and "Nothing was confirmed" in answer.content.decode()
    assert Post.objects.get(pk=post.pk).verified_on is None


def test_page_does_not_exist_for_those_who_may_not_verify(tree: Any) -> None:
    post = make_post(audience="members")
    client = signed_in(make_user("member"))
    assert client.get(f"/directory/posts/{post.pk}/").status_code == 200
    hidden, missing = (client.get(f"/directory/posts/{pk}/verify/") for pk in (post.pk, 987_654))
    assert hidden.status_code == missing.status_code == 404
    assert client.post(f"/directory/posts/{post.pk}/verify/", {"version": "1"}).status_code == 404
    assert Post.objects.get(pk=post.pk).verified_on is None
