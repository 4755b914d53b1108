"""The pages of the scores: for assessors alone, each reading logged, what-if weights change no method."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liaison.assessments.contributions import save_section
from liaison.assessments.enums import RoundStatus
from liaison.assessments.methods import DEFAULT_CRITERIA, ensure_method, make_version
from liaison.assessments.models import Method, ReadLog, Round
from portal.people.models import User
from tests.factories import make_user
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

MANY = "AL AM AR AU AZ BA BR CA CH CL CN CO DZ EG GB GE ID IL IN JP KE MA ME MK NG NO PE RS TN US".split()


@pytest.fixture
def round(db: None) -> Round:
    """France and Spain have submitted, Italy has not."""
    made = make_open_round(asked=("FR", "ES", "IT"), method=make_method(criteria=DEFAULT_CRITERIA))
    france, spain = make_member("FR"), make_member("ES")
    answer(made, "FR", "MA", "targets", france, hvt_mla=number(6), hvt_extradition={"answer": "fewer_than_3"})
    answer(made, "FR", "TN", "targets", france, hvt_mla={"answer": "no_data"})
    answer(made, "ES", "MA", "aml", spain, level="high", source="Report of 2026")
    answer(made, "ES", "TN", "targets", spain, hvt_mla={"answer": "zero"})
    hand_in(made, "FR", france)
    hand_in(made, "ES", spain)
    return made


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(db: None) -> Client:
    return client_of(make_assessor("scoringdesk"))


def get(client: Client, path: str) -> str:
    answered = client.get(path)
    assert answered.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answered.content.decode()).split())


# --- who ------------------------------------------------------------------------------------------------


def test_only_assessors_reach_scores_and_methods(round: Round, desk: Client) -> None:
    method = round.method
    paths = [
        f"/assessments/{round.slug}/scores/", f"/assessments/{round.slug}/scores/ma/", "/assessments/methods/",
        f"/assessments/methods/{method.pk}/new/",
    ]  # fmt: skip
    others = [make_member("FR"), make_member("EPPO"), make_member("EUROJUST"), make_user()]
    for path in paths:
        assert desk.get(path).status_code == 200
        assert Client().get(path).status_code == 302
        for user in others:
            assert client_of(user).get(path).status_code == 404
    assert client_of(make_member("FR")).post(paths[3], {}).status_code == 404
    assert not ReadLog.objects.exclude(by__username="scoringdesk").exists()


def test_round_in_preparation_and_country_outside_it_have_no_scores(round: Round, desk: Client) -> None:
    prepared = make_open_round(status=RoundStatus.DRAFT)
    for path in (f"{prepared.slug}/scores/", f"{prepared.slug}/scores/ma/", f"{round.slug}/scores/us/"):
        assert desk.get(f"/assessments/{path}").status_code == 404


def test_reading_contributions_through_the_scores_is_logged(round: Round, desk: Client) -> None:
    for at, path in enumerate(("", "ma/"), 1):
        desk.get(f"/assessments/{round.slug}/scores/{path}")
        logged = ReadLog.objects.values_list("contribution__body", "surface").order_by("pk")
        assert list(logged) == [("ES", "scores"), ("FR", "scores")] * at


def test_what_is_being_changed_is_not_scored(round: Round, desk: Client) -> None:
    italy = make_member("IT")
    answer(round, "IT", "MA", "targets", italy, hvt_mla=number(48151))
    assert "48151" not in get(desk, f"/assessments/{round.slug}/scores/ma/")
    hand_in(round, "IT", italy)
    assert "48151" in get(desk, f"/assessments/{round.slug}/scores/ma/")


# --- what -----------------------------------------------------------------------------------------------


def test_page_orders_countries_with_ranges_and_names_the_seed(round: Round, desk: Client) -> None:
    page = get(desk, f"/assessments/{round.slug}/scores/")
    assert "1 body has not submitted: what it may say is not in the ranges" in page
    assert page.index("1 Morocco") < page.index("2 Tunisia")
    seed = re.search(r"Seed: (\d+)\.", page)
    assert seed and seed[0] in get(desk, f"/assessments/{round.slug}/scores/?seed={seed[1]}")
    html = desk.get(f"/assessments/{round.slug}/scores/").content.decode()
    assert 'role="img"' in html and "<script" not in html.split('class="asm-places"')[1].split("</svg>")[0]


def test_top_group_is_half_of_the_countries_and_the_page_says_why(round: Round, desk: Client) -> None:
    answer = desk.get(f"/assessments/{round.slug}/scores/")
    assert answer.context["sensitivity"].variation.top == round.countries.count() // 2 == 1
    page = answer.content.decode()
    assert "in a group of all countries each would always stay" in page
    assert "as long as none exceeds the ceiling of the method for one body" in page
    wrong = desk.get(f"/assessments/{round.slug}/scores/?top=0")
    assert wrong.context["sensitivity"].variation.top == 1


def test_country_page_shows_where_each_point_comes_from(round: Round, desk: Client) -> None:
    morocco = get(desk, f"/assessments/{round.slug}/scores/ma/")
    assert "France Fewer than 3 1–2: one or two, not said which" in morocco
    assert "France 6 6" in morocco and "Spain High 1.00" in morocco
    assert "30.0 of 30.0 points" in morocco
    tunisia = get(desk, f"/assessments/{round.slug}/scores/tn/")
    assert "France No data 0–20: everything up to the ceiling of the method" in tunisia
    assert (
        "Spain Zero 0" in tunisia
        and "Spain Not answered 0–20: everything up to the ceiling of the method" in tunisia
    )


def test_bodies_that_wait_can_be_counted_as_no_data(round: Round, desk: Client) -> None:
    page = get(desk, f"/assessments/{round.slug}/scores/ma/?waiting=on")
    assert "Italy Not answered 0–20: everything up to the ceiling of the method" in page
    assert "Italy Not answered" not in get(desk, f"/assessments/{round.slug}/scores/ma/")


def test_weights_are_tried_without_touching_the_method(round: Round, desk: Client) -> None:
    before = Method.objects.values_list("pk", "criteria").get(pk=round.method_id)
    only = "&".join(f"w-{one['key']}={int(one['key'] == 'aml')}" for one in DEFAULT_CRITERIA)
    page = get(desk, f"/assessments/{round.slug}/scores/?{only}")
    assert "Weights to try" in page and "1 Morocco 100.0" in page
    assert "100.0 of 100.0 points" in get(desk, f"/assessments/{round.slug}/scores/ma/?{only}")
    assert Method.objects.values_list("pk", "criteria").get(pk=round.method_id) == before
    assert not Method.objects.filter(version=2).exists()


@pytest.mark.parametrize(
    "query",
    ["w-aml=-1", "w-aml=x", "w-aml=nan", "w-aml=1e999", "seed=-4", "seed=99999999999", "top=0", "spread=101"],
)
def test_weights_that_cannot_be_tried_are_told_and_scored_by_the_method(
    round: Round, desk: Client, query: str
) -> None:
    answered = desk.get(f"/assessments/{round.slug}/scores/?{query}")
    page = answered.content.decode()
    assert answered.status_code == 422 and 'aria-invalid="true"' in page and "Morocco" in page


def test_no_weight_at_all_is_told(round: Round, desk: Client) -> None:
    nothing = "&".join(f"w-{one['key']}=0" for one in DEFAULT_CRITERIA)
    answered = desk.get(f"/assessments/{round.slug}/scores/?{nothing}")
    assert answered.status_code == 422 and "needs a weight above 0" in answered.content.decode()


def test_round_without_any_contribution_is_everything_that_is_possible(desk: Client) -> None:
    empty = make_open_round(method=make_method(criteria=DEFAULT_CRITERIA))
    page = get(desk, f"/assessments/{empty.slug}/scores/")
    assert "1 Morocco 0.0–100.0" in page and "2 Tunisia 0.0–100.0" in page


@pytest.mark.parametrize("path", ["", "ma/"])
def test_queries_do_not_grow_with_the_countries(path: str) -> None:
    desk, found = client_of(make_assessor()), list[int]()
    for codes in (["MA"], MANY):
        made = make_open_round(countries=tuple(codes), method=make_method(criteria=DEFAULT_CRITERIA))
        for body in ("FR", "ES"):
            member = make_member(body)
            for code in codes:
                save_section(
                    contribution=contribution_of(made, body), country=code, section="targets",
                    answers={"hvt_mla": number(len(code))}, version=0, by=member,
                )  # fmt: skip
            hand_in(made, body, member)
        desk.get(f"/assessments/{made.slug}/scores/{path}")  # what is kept between requests is there now
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"/assessments/{made.slug}/scores/{path}").status_code == 200
        found.append(len(queries))
    assert found[0] == found[1]


# --- methods --------------------------------------------------------------------------------------------


def test_method_is_shipped_where_there_is_none(desk: Client) -> None:
    assert not Method.objects.exists()
    assert "Conclusions 11333/24" in desk.get("/assessments/new/").content.decode()
    assert ensure_method() == Method.objects.get()
    mine = make_method()
    assert ensure_method() == mine and Method.objects.count() == 2


def typed(**changed: Any) -> dict[str, Any]:
    """The form of the shipped method as it is sent, with some values changed (``aml-weight``)."""
    names = ("weight", "normalisation", "direction", "ceiling", "reason_en", "reason_fr")
    sent = {f"{one['key']}-{name}": one[name] for one in DEFAULT_CRITERIA for name in names}
    return sent | {name.replace("__", "-"): value for name, value in changed.items()}


def test_new_version_is_made_and_the_old_one_stays(round: Round, desk: Client) -> None:
    method = round.method
    path = f"/assessments/methods/{method.pk}/new/"
    page = desk.post(path, typed(aml__weight="45.5", aml__reason_en="Weighs more."), follow=True)
    assert f"Made: {method.name} 2." in page.content.decode()
    made = Method.objects.get(name=method.name, version=2)
    rows = {one["key"]: one for one in made.criteria}
    assert (rows["aml"]["weight"], rows["aml"]["reason_en"]) == (45.5, "Weighs more.")
    assert rows["hvt_mla"] == DEFAULT_CRITERIA[1] and made.made_by.username == "scoringdesk"
    method.refresh_from_db()
    assert method.criteria == DEFAULT_CRITERIA and method.version == 1
    round.refresh_from_db()
    assert round.method_id == method.pk
    assert desk.post(path, typed(aml__weight="45.5", aml__reason_en="Weighs more.")).status_code == 422
    assert Method.objects.filter(name=method.name).count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"aml__weight": "-1"},
        {"aml__weight": ""},
        {"hvt_mla__normalisation": "level"},
        {"hvt_mla__ceiling": "0"},
        {"hvt_mla__reason_fr": ""},
        {f"{one['key']}__weight": "0" for one in DEFAULT_CRITERIA},
    ],
)
def test_version_that_is_no_method_is_refused(round: Round, desk: Client, wrong: dict[str, str]) -> None:
    answered = desk.post(f"/assessments/methods/{round.method_id}/new/", typed(**wrong))
    assert answered.status_code == 422 and not Method.objects.filter(version=2).exists()


def test_only_assessors_make_versions(round: Round) -> None:
    changed = [{**DEFAULT_CRITERIA[0], "weight": 3}]
    for user in (make_member("FR"), make_member("EUROJUST")):
        with pytest.raises(PermissionDenied):
            make_version(method=round.method, criteria=changed, by=user)
    with pytest.raises(ValidationError):
        make_version(method=round.method, criteria=DEFAULT_CRITERIA, by=make_assessor())
    assert not Method.objects.filter(version=2).exists()
