"""Every read of a contribution by somebody outside its body is written down; those of the body are not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from liaison.assessments.access import read_contribution, read_contributions
from liaison.assessments.models import ReadLog, Round
from liaison.assessments.submission import submitted_data
from portal.people.models import User
from tests.factories import make_user
from tests.liaison.assessments.making import (
    answer,
    contribution_of,
    hand_in,
    make_assessor,
    make_member,
    make_open_round,
    number,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(db: None) -> Round:
    """France, Spain and Eurojust are asked; the first and the last have submitted."""
    round = make_open_round(asked=("FR", "ES", "EUROJUST"))
    for body in ("FR", "ES", "EUROJUST"):
        member = make_member(body)
        answer(round, body, "MA", "targets", member, hvt_mla=number(12))
        if body != "ES":
            hand_in(round, body, member)
    return round


def logged() -> list[tuple[str, Any, str]]:
    return list(ReadLog.objects.order_by("pk").values_list("contribution__body", "by", "surface"))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_reading_through_a_door_is_logged_for_outsiders_only(round: Round) -> None:
    desk, member, boss = make_assessor(), make_member("FR"), make_user(is_superuser=True)
    assert [one.body for one in read_contributions(desk, round, "scores")] == ["EUROJUST", "FR"]
    assert logged() == [("FR", desk.pk, "scores")]  # the desk is of Eurojust itself
    assert [one.body for one in read_contributions(member, round, "scores")] == ["FR"]
    assert read_contribution(member, round, "ES", "scores") is None
    assert read_contribution(desk, round, "ES", "scores") is None  # not submitted: not read
    assert len(logged()) == 1
    assert set(submitted_data(boss, round, "report")) == {"EUROJUST", "FR"}
    assert logged()[1:] == [("EUROJUST", boss.pk, "report"), ("FR", boss.pk, "report")]


def test_every_page_that_shows_a_contribution_is_logged(round: Round) -> None:
    desk = make_assessor()
    client = client_of(desk)
    base = f"/assessments/{round.slug}/contributions/"
    for path, entry in (
        (f"{base}fr/", ("FR", desk.pk, "contribution")),
        (f"{base}fr/versions/1/", ("FR", desk.pk, "version")),
    ):
        before = logged()
        answered = client.get(path)
        assert answered.status_code == 200 and ">12<" in answered.content.decode()
        assert logged() == [*before, entry]
    entries = logged()
    for path in (
        "/assessments/", f"/assessments/{round.slug}/", f"/assessments/{round.slug}/progress/", f"{base}es/",
        f"{base}fr/countries/ma/", f"{base}eurojust/", f"{base}fr/reads/",
    ):  # fmt: skip
        client.get(path)
    assert logged() == entries


def test_body_sees_who_has_read_it_and_its_own_reading_leaves_no_entry(round: Round) -> None:
    desk, member = make_assessor("readingdesk"), make_member("FR")
    client = client_of(member)
    path = f"/assessments/{round.slug}/contributions/fr/"
    for page in ("", "versions/1/", "countries/ma/", "reads/"):
        assert client.get(path + page).status_code == 200
    assert logged() == []
    client_of(desk).get(path)
    page = client.get(f"{path}reads/").content.decode()
    assert "Readingdesk" in page and "Page of the contribution" in page
    assert "1 reading from outside" in client.get(path).content.decode()


def test_log_outlives_the_account_of_the_reader(round: Round) -> None:
    desk = make_assessor()
    read_contribution(desk, round, "FR", "contribution")
    desk.delete()
    assert logged() == [("FR", None, "contribution")]
    assert contribution_of(round, "FR").reads.count() == 1
