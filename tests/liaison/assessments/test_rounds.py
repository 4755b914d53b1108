"""Rounds: only the permitted next steps, each with its actor; settings with history; the pages."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Decision, Method, Report, Round
from liaison.assessments.rounds import (
    STEPS,
    RoundConflict,
    StepRefused,
    change_round,
    permitted_steps,
    settings_of,
    take_step,
)
from tests.factories import make_country, make_user
from tests.liaison.assessments.making import (
    answer,
    contribution_of,
    hand_in,
    make_assessor,
    make_member,
    make_method,
    make_open_round,
    number,
)

pytestmark = pytest.mark.django_db

S = RoundStatus


def make_ready(round: Round, by: Any) -> None:
    """Give a round everything that any step asks for."""
    member = make_member("FR")
    if contribution_of(round, "FR").version == 0:
        answer(round, "FR", "MA", "targets", member, hvt_mla=number(5))
        hand_in(round, "FR", member)
    now = timezone.now()
    Report.objects.create(round=round, number=1, frozen_at=now, transmitted_at=now, by=by)
    Decision.objects.create(round=round, at=timezone.localdate(), reference="Example 1/26", by=by)


def test_round_goes_through_its_steps_each_with_actor_and_time() -> None:
    desk, other = make_assessor(), make_assessor()
    round = make_open_round(by=desk)
    make_ready(round, desk)
    for to, by in (
        (S.ASSESSING, other), (S.CONSULTED, desk), (S.TRANSMITTED, other), (S.DISCUSSED, desk), (S.CLOSED, other)
    ):  # fmt: skip
        take_step(round=round, to=to, by=by)
    round.refresh_from_db()
    assert round.status == S.CLOSED
    assert list(round.steps.values_list("status", "by")) == [
        ("draft", desk.pk),
        ("collecting", desk.pk),
        ("assessing", other.pk),
        ("consulted", desk.pk),
        ("transmitted", other.pk),
        ("discussed", desk.pk),
        ("closed", other.pk),
    ]
    times = list(round.steps.values_list("at", flat=True))
    assert times == sorted(times)
    assert permitted_steps(desk, round) == []


@pytest.mark.parametrize("at", S.values)
def test_only_the_permitted_next_steps_are_possible(at: str) -> None:
    desk = make_assessor()
    for to in S.values:
        round = make_open_round(by=desk)
        make_ready(round, desk)
        Round.objects.filter(pk=round.pk).update(status=at)
        permitted = to in {step.to for step in STEPS[at]}
        if permitted:
            take_step(round=round, to=to, by=desk, note="Because.")
        else:
            with pytest.raises(StepRefused):
                take_step(round=round, to=to, by=desk, note="Because.")
        round.refresh_from_db()
        assert round.status == (to if permitted else at)


@pytest.mark.parametrize("at", S.values)
def test_members_of_bodies_take_no_step(at: str) -> None:
    round = make_open_round(asked=("FR", "EUROJUST"))
    Round.objects.filter(pk=round.pk).update(status=at)
    for user in (make_member("FR"), make_member("EUROJUST"), make_user()):
        assert permitted_steps(user, Round.objects.get(pk=round.pk)) == []
        for to in S.values:
            with pytest.raises(PermissionDenied):
                take_step(round=round, to=to, by=user, note="Because.")
    assert Round.objects.get(pk=round.pk).status == at


def test_step_needs_what_it_needs() -> None:
    desk = make_assessor()
    nobody = make_open_round(status=S.DRAFT, by=desk)
    Round.objects.filter(pk=nobody.pk).update(asked=[])
    with pytest.raises(StepRefused, match="Nobody is asked"):
        take_step(round=nobody, to=S.COLLECTING, by=desk)
    nowhere = make_open_round(status=S.DRAFT, countries=(), by=desk)
    with pytest.raises(StepRefused, match="No country"):
        take_step(round=nowhere, to=S.COLLECTING, by=desk)
    round = make_open_round(by=desk)
    with pytest.raises(StepRefused, match="Nobody has submitted"):
        take_step(round=round, to=S.ASSESSING, by=desk)
    Round.objects.filter(pk=round.pk).update(status=S.CONSULTED)
    Report.objects.create(round=round, number=1, frozen_at=timezone.now())
    with pytest.raises(StepRefused, match="transmit"):
        take_step(round=round, to=S.TRANSMITTED, by=desk)
    Round.objects.filter(pk=round.pk).update(status=S.TRANSMITTED)
    with pytest.raises(StepRefused, match="decision"):
        take_step(round=round, to=S.DISCUSSED, by=desk)
    Round.objects.filter(pk=round.pk).update(status=S.ASSESSING)
    with pytest.raises(StepRefused, match="why"):
        take_step(round=round, to=S.COLLECTING, by=desk, note="  ")


def test_opening_makes_an_empty_contribution_for_each_body_asked() -> None:
    round = make_open_round(asked=("FR", "ES", "EPPO"), status=S.DRAFT)
    assert not round.contributions.exists()
    desk = make_assessor()
    take_step(round=round, to=S.COLLECTING, by=desk)
    assert sorted(round.contributions.values_list("body", "version")) == [("EPPO", 0), ("ES", 0), ("FR", 0)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.postgres  # in memory SQLite refuses a second writer instead of letting it wait
def test_two_assessors_who_take_the_same_step_take_it_once() -> None:
    desk = make_assessor()
    round = make_open_round(status=S.DRAFT, by=desk)
    done: list[str] = []
    start = threading.Barrier(2)

    def press() -> None:
        start.wait(10)
        try:
            take_step(round=Round.objects.get(pk=round.pk), to=S.COLLECTING, by=desk)
            done.append("taken")
        except StepRefused:
            done.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    connection.close()
    assert sorted(done) == ["refused", "taken"]
    assert list(round.steps.values_list("status", flat=True)) == ["draft", "collecting"]


def test_method_in_use_is_never_changed() -> None:
    method = make_method()
    round = make_open_round(method=method, status=S.DRAFT)
    method.name = "Renamed"
    method.save()
    take_step(round=round, to=S.COLLECTING, by=make_assessor())
    method.criteria = []
    with pytest.raises(ValidationError, match="in use"):
        method.save()
    assert Method.objects.get(pk=method.pk).criteria != []


# --- settings -------------------------------------------------------------------------------------------


def change(round: Round, by: Any, version: int | None = None, **values: Any) -> bool:
    countries = values.pop("countries", None)
    return change_round(
        round=round,
        values=values,
        countries=list(round.countries.all()) if countries is None else [make_country(c) for c in countries],
        by=by,
        version=round.version if version is None else version,
    )


def test_change_of_a_round_keeps_what_it_was() -> None:
    desk = make_assessor()
    round = make_open_round(status=S.DRAFT, by=desk, title="Before")
    assert change(round, desk, title="After", countries=("UA",))
    kept = round.changes.first()
    assert kept is not None and kept.by == desk
    assert (kept.before["title"], kept.after["title"]) == ("Before", "After")
    assert (kept.before["countries"], kept.after["countries"]) == (["MA", "TN"], ["UA"])
    stored = Round.objects.get(pk=round.pk)
    assert stored.version == 2 and not change(stored, desk)


def test_second_of_two_who_change_a_round_is_told() -> None:
    desk, other = make_assessor(), make_assessor()
    round = make_open_round(status=S.DRAFT, by=desk)
    change(round, desk, title="First")
    with pytest.raises(RoundConflict) as conflict:
        change(round, other, version=1, title="Second")
    assert conflict.value.round.title == "First"
    assert Round.objects.get(pk=round.pk).title == "First"


def test_open_round_gains_bodies_and_countries_and_loses_none() -> None:
    desk = make_assessor()
    round = make_open_round(by=desk)
    change(round, desk, asked=["FR", "ES", "IT"], countries=("MA", "TN", "UA"))
    round.refresh_from_db()
    assert contribution_of(round, "IT").version == 0 and round.countries.count() == 3
    before = settings_of(round)
    for refused in (
        {"asked": ["FR"]},
        {"countries": ("MA",)},
        {"period_start": datetime.date(2024, 1, 1)},
        {"method": make_method()},
    ):
        with pytest.raises(ValidationError):
            change(round, desk, **refused)
        assert settings_of(Round.objects.get(pk=round.pk)) == before
    Round.objects.filter(pk=round.pk).update(status=S.ASSESSING)
    with pytest.raises(ValidationError, match="collection has ended"):
        change(round, desk, title="Too late")


# --- pages ----------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_assessor())
    return client


def sent(**changes: Any) -> dict[str, Any]:
    for code in ("MA", "TN", "FR"):
        make_country(code)
    return {
        "title": "Round of autumn",
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        "opens": "2026-01-01",
        "closes": "2026-03-31",
        "method": Method.objects.first().pk if Method.objects.exists() else make_method().pk,  # type: ignore[union-attr]
        "asked": ["FR", "ES"],
        "countries": ["MA", "TN"],
        **changes,
    }


def test_desk_makes_and_opens_a_round(desk: Client) -> None:
    answered = desk.post("/assessments/new/", sent())
    assert answered.status_code == 302 and answered.headers["Location"] == "/assessments/round-of-autumn/"
    round = Round.objects.get()
    assert round.status == S.DRAFT and sorted(round.countries.values_list("pk", flat=True)) == ["MA", "TN"]
    page = desk.post("/assessments/round-of-autumn/step/", {"to": "collecting"}, follow=True)
    assert "Collecting contributions" in page.content.decode()
    member = Client()
    member.force_login(make_member("FR"))
    assert "Round of autumn" in member.get("/assessments/").content.decode()


def test_second_round_of_a_title_has_an_address_of_its_own(desk: Client) -> None:
    for title in ("New", "Same", "Same", "Été ☀", "☀"):
        desk.post("/assessments/new/", sent(title=title))
    assert sorted(Round.objects.values_list("slug", flat=True)) == [
        "ete",
        "new-round",
        "round",
        "same",
        "same-2",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"period_end": "2024-01-01"},
        {"closes": "2025-12-31"},
        {"opens": "yesterday"},
        {"asked": ["XX"]},
        {"asked": []},
        {"countries": ["FR"]},
        {"countries": ["<b>"]},
        {"method": "0"},
        {"title": "RESTREINT UE/EU RESTRICTED"},
        {"title": "x" * 161},
    ],
)
def test_bad_input_is_told_at_the_field_and_makes_nothing(desk: Client, wrong: dict[str, Any]) -> None:
    answered = desk.post("/assessments/new/", sent(**wrong))
    assert answered.status_code == 422
    assert list(answered.context["form"].errors) == list(wrong)
    assert not Round.objects.exists()


def test_conflict_in_the_form_shows_both_and_keeps_what_was_typed(desk: Client) -> None:
    round = make_open_round(status=S.DRAFT, title="Stored before")
    form = sent(title="Typed here", version="1", method=str(round.method_id))
    change(round, make_assessor(), title="Stored meanwhile")
    answered = desk.post(f"/assessments/{round.slug}/edit/", form)
    page = answered.content.decode()
    assert answered.status_code == 409 and "Stored meanwhile" in page and "Typed here" in page
    assert Round.objects.get(pk=round.pk).title == "Stored meanwhile"
    again = {**form, "version": answered.context["form"].data["version"]}
    assert desk.post(f"/assessments/{round.slug}/edit/", again).status_code == 302
    assert Round.objects.get(pk=round.pk).title == "Typed here"


def test_step_of_a_page_that_is_out_of_date_is_refused_kindly(desk: Client) -> None:
    round = make_open_round()
    page = desk.post(f"/assessments/{round.slug}/step/", {"to": "collecting"}, follow=True)
    assert page.status_code == 200 and "another step in the meantime" in page.content.decode()
    member = Client()
    member.force_login(make_member("FR"))
    assert member.post(f"/assessments/{round.slug}/step/", {"to": "assessing"}).status_code == 404


def test_pages_ask_the_same_number_of_queries_however_much_there_is(
    desk: Client, django_assert_num_queries: Any
) -> None:
    from django.test.utils import CaptureQueriesContext

    make_open_round(title="A round", asked=("FR",), countries=("MA",))
    desk.get("/assessments/")

    def counted(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(path).status_code == 200
        return len(queries)

    one = (
        counted("/assessments/"),
        counted("/assessments/a-round/"),
        counted("/assessments/a-round/progress/"),
    )
    codes = [f"{a}{b}" for a in "QWZ" for b in "ABCDEFGHIJ"]
    many = make_open_round(
        title="Many", asked=tuple("FR ES IT DE AT BE BG PL".split()), countries=tuple(codes)
    )
    for _number in range(29):
        make_open_round()
    assert one == (
        counted("/assessments/"), counted(f"/assessments/{many.slug}/"), counted(f"/assessments/{many.slug}/progress/")
    )  # fmt: skip
