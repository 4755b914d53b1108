"""Scoring: three kinds of answer stay three, and what is missing widens a range that holds."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.assessments.enums import AmlLevel, Answer, Direction
from liaison.assessments.methods import DEFAULT_CRITERIA, parse_criteria
from liaison.assessments.scoring import CEILINGS, KEYS, Criterion, Range, Score, normalise, read_input, score

COUNTRIES, BODIES = ("AL", "MA", "TN"), ("ES", "FR")
CRITERIA = parse_criteria([*DEFAULT_CRITERIA[:5], {**DEFAULT_CRITERIA[7], "weight": 7, "direction": "lower"}])
CLOSE = 1e-6

Answers = dict[str, dict[str, dict[str, Any]]]


def figures(key: str) -> st.SearchStrategy[Any]:
    """Any answer, among them an open one, that lies within what is possible."""
    most = CEILINGS[key]
    counts = st.integers(0, most)
    return st.one_of(
        st.none(),
        st.sampled_from([{"answer": "no_data"}, {"answer": "zero"}, {"answer": "fewer_than_3"}]),
        counts.map(lambda value: {"answer": "number", "value": value}),
        st.tuples(counts, counts).map(lambda pair: {"answer": "range", "low": min(pair), "high": max(pair)}),
    )


@st.composite
def countries_said(draw: Any) -> dict[str, Any]:
    said = {one.key: draw(figures(one.key)) for one in CRITERIA if one.key != "aml"}
    level = draw(st.sampled_from([None, *AmlLevel.values]))
    return {
        "figures": {key: answer for key, answer in said.items() if answer is not None},
        "aml": {"level": level} if level else {},
    }


answers_given = st.fixed_dictionaries(
    {body: st.fixed_dictionaries({code: countries_said() for code in COUNTRIES}) for body in BODIES}
)


def scored(answers: Answers, criteria: list[Criterion] = CRITERIA) -> dict[str, Score]:
    return {one.country: one for one in score(criteria, answers, COUNTRIES, BODIES)}


def only(key: str, **fields: Any) -> list[Criterion]:
    row = next(one for one in DEFAULT_CRITERIA if one["key"] == key)
    return parse_criteria([{**row, "weight": 1, **fields}])


def one_body(key: str, **by_country: dict[str, Any]) -> Answers:
    return {"FR": {code: {"figures": {key: answer}, "aml": {}} for code, answer in by_country.items()}}


# --- the answers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (None, (0, 20)),
        ({"answer": "no_data"}, (0, 20)),
        ({"answer": "zero"}, (0, 0)),
        ({"answer": "fewer_than_3"}, (1, 2)),
        ({"answer": "number", "value": 7}, (7, 7)),
        ({"answer": "range", "low": 4, "high": 9}, (4, 9)),
    ],
)
def test_each_kind_of_answer_is_an_input_of_its_own(stored: Any, expected: tuple[int, int]) -> None:
    criterion = only("hvt_mla")[0]
    said = {"figures": {"hvt_mla": stored} if stored else {}, "aml": {}}
    assert read_input(criterion, "FR", said).range == expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [(None, (0, 1)), ("no_data", (0, 1)), ("none", (0, 0)), ("medium", (2 / 3, 2 / 3)), ("high", (1, 1))],
)
def test_level_without_data_is_every_level_and_not_none(level: str | None, expected: Any) -> None:
    said = {"figures": {}, "aml": {"level": level} if level else {}}
    assert read_input(only("aml")[0], "FR", said).range == expected


def test_no_data_zero_and_fewer_than_3_come_to_three_different_scores() -> None:
    totals = []
    for answer in ("no_data", "zero", "fewer_than_3"):
        answers = one_body("hvt_mla", MA={"answer": answer}, TN={"answer": "number", "value": 10})
        found = score(only("hvt_mla", normalisation="share"), answers, ("MA", "TN"), ("FR",))
        totals.append({one.country: one.total for one in found})
    assert [one["MA"] for one in totals] == [(0, 100), (0, 0), (10, 20)]
    assert [one["TN"] for one in totals] == [(50, 100), (100, 100), (100, 100)]  # Morocco may have 20


def test_no_data_is_unlike_zero_even_where_everybody_else_has_zero() -> None:
    zero = {"answer": "zero"}
    answers = one_body("hvt_mla", MA={"answer": "no_data"}, TN=zero)
    found = {one.country: one.total for one in score(only("hvt_mla"), answers, ("MA", "TN"), ("FR",))}
    assert found == {"MA": (0, 100), "TN": (0, 0)}


def test_points_add_up_from_what_the_bodies_say() -> None:
    answers: Answers = {
        "FR": {"MA": {"figures": {"hvt_mla": {"answer": "number", "value": 6}}, "aml": {"level": "high"}}},
        "ES": {"MA": {"figures": {"hvt_mla": {"answer": "fewer_than_3"}}, "aml": {"level": "low"}},
               "TN": {"figures": {"hvt_mla": {"answer": "number", "value": 4}}, "aml": {"level": "none"}}},
    }  # fmt: skip
    answers["FR"]["TN"] = {"figures": {"hvt_mla": {"answer": "zero"}}, "aml": {"level": "none"}}
    criteria = only("hvt_mla", normalisation="share") + only("aml", weight=3)
    morocco, tunisia = score(criteria, answers, ("MA", "TN"), BODIES)
    assert (morocco.country, morocco.total, morocco.best, morocco.worst) == ("MA", (100, 100), 1, 1)
    mla, aml = tunisia.parts
    assert [(one.body, one.range) for one in morocco.parts[0].inputs] == [("ES", (1, 2)), ("FR", (6, 6))]
    assert (morocco.parts[0].raw, mla.raw, mla.most) == ((7, 8), (4, 4), 25)
    assert (mla.scale, aml.points) == ((4 / 8, 4 / 7), (0, 0))
    assert mla.points == pytest.approx((12.5, 14.285714286))
    assert tunisia.total == pytest.approx((12.5, 14.285714286))


# --- properties -----------------------------------------------------------------------------------------


def within(inner: Range, outer: Range) -> bool:
    return outer.low - CLOSE <= inner.low and inner.high <= outer.high + CLOSE


@settings(max_examples=80, deadline=None)
@given(answers_given, st.data())
def test_missing_data_widens_the_range_of_every_completion(answers: Answers, data: st.DataObject) -> None:
    """Whatever the open, missing and inexact answers turn out to be, all scores lie within the ranges before."""
    complete: Answers = copy.deepcopy(answers)
    for said in (said for by_country in complete.values() for said in by_country.values()):
        for key in (one.key for one in CRITERIA if one.key != "aml"):
            span = read_input(only(key)[0], "FR", said).range
            value = data.draw(st.integers(int(span.low), int(span.high)))
            said["figures"][key] = {"answer": "number", "value": value}
        if said["aml"].get("level") in (None, "no_data"):
            said["aml"] = {"level": data.draw(st.sampled_from(["none", "low", "medium", "high"]))}
    before, after = scored(answers), scored(complete)
    for code in COUNTRIES:
        assert after[code].total.is_exact
        assert within(after[code].total, before[code].total)
        assert before[code].best <= after[code].rank <= before[code].worst


@settings(max_examples=80, deadline=None)
@given(answers_given, st.sampled_from([one for one in CRITERIA if one.key != "aml"]), st.integers(1, 500))
def test_score_is_monotone_in_each_criterion(answers: Answers, criterion: Criterion, more: int) -> None:
    """A higher figure of one country never lowers its own score, nor raises another's; reversed where less counts."""
    said = answers["FR"]["MA"]["figures"]
    span = read_input(criterion, "FR", answers["FR"]["MA"]).range
    said[criterion.key] = {"answer": "range", "low": int(span.low), "high": int(span.high)}
    before = scored(answers)
    said[criterion.key] = {"answer": "range", "low": int(span.low) + more, "high": int(span.high) + more}
    after = scored(answers)
    sign = -1 if criterion.direction == Direction.LOWER else 1
    for end in (0, 1):
        assert sign * (after["MA"].total[end] - before["MA"].total[end]) >= -CLOSE
        for other in ("AL", "TN"):
            assert sign * (after[other].total[end] - before[other].total[end]) <= CLOSE


@given(st.lists(st.sampled_from(["none", "low", "medium", "high"]), min_size=2, max_size=2))
def test_higher_level_never_lowers_the_score(levels: list[str]) -> None:
    order = ["none", "low", "medium", "high"]
    lower, higher = sorted(levels, key=order.index)
    totals = [
        scored({"FR": {"MA": {"figures": {}, "aml": {"level": level}}}}, only("aml"))["MA"].total
        for level in (lower, higher)
    ]
    assert totals[0].low <= totals[1].low and totals[0].high <= totals[1].high


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=6),
    st.sampled_from(["share", "log"]),
    st.sampled_from(["higher", "lower"]),
    st.sampled_from([0.5, 3.0, 12.0, 1000.0]),
)
def test_scale_free_in_the_unit_of_a_count(pairs: Any, how: str, direction: str, factor: float) -> None:
    """Counting in dozens, or in thousands, changes nothing."""
    criterion = only("hvt_mla", normalisation=how, direction=direction)[0]
    raws = [Range(float(min(pair)), float(max(pair))) for pair in pairs]
    plain, scaled = normalise(criterion, raws), normalise(criterion, [raw.times(factor) for raw in raws])
    for one, other in zip(plain, scaled, strict=True):
        assert one == pytest.approx(other, abs=CLOSE)
        assert -CLOSE <= one.low <= one.high + CLOSE <= 1 + 2 * CLOSE


@settings(max_examples=40, deadline=None)
@given(answers_given, st.sampled_from([0.01, 2.0, 33.0]))
def test_scale_free_in_the_weights(answers: Answers, factor: float) -> None:
    heavier = [
        Criterion.parse({**DEFAULT_CRITERIA[at], "weight": DEFAULT_CRITERIA[at]["weight"] * factor})
        for at in range(5)
    ]
    plain, scaled = scored(answers, parse_criteria(DEFAULT_CRITERIA[:5])), scored(answers, heavier)
    for code in COUNTRIES:
        assert plain[code].total == pytest.approx(scaled[code].total, abs=CLOSE)


@settings(max_examples=40, deadline=None)
@given(answers_given, st.randoms(use_true_random=False))
def test_order_does_not_depend_on_how_the_answers_came(answers: Answers, shuffler: Any) -> None:
    bodies, countries = list(BODIES), list(COUNTRIES)
    shuffler.shuffle(bodies)
    shuffler.shuffle(countries)
    mixed = {body: {code: answers[body][code] for code in countries} for body in bodies}
    assert score(CRITERIA, mixed, countries, bodies) == score(CRITERIA, answers, COUNTRIES, BODIES)


def test_equal_scores_stand_in_the_order_of_codes_and_share_their_places() -> None:
    found = score(CRITERIA, {}, ("TN", "AL", "MA"), BODIES)
    assert [(one.country, one.rank, one.best, one.worst) for one in found] == [
        ("AL", 1, 1, 3), ("MA", 2, 1, 3), ("TN", 3, 1, 3)
    ]  # fmt: skip
    assert {one.total for one in found} == {(0, 100)}


# --- methods --------------------------------------------------------------------------------------------


def test_shipped_method_has_a_label_and_a_reason_in_both_languages() -> None:
    assert {one["key"] for one in DEFAULT_CRITERIA} == set(KEYS)
    for one in parse_criteria(DEFAULT_CRITERIA):
        assert len({one.label("en"), one.label("fr"), one.reason("en"), one.reason("fr-BE")}) == 4


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        [{**DEFAULT_CRITERIA[0], "weight": 0}],
        [{**DEFAULT_CRITERIA[0], "weight": -1}, DEFAULT_CRITERIA[1]],
        [{**DEFAULT_CRITERIA[0], "key": "surname"}],
        [DEFAULT_CRITERIA[0], DEFAULT_CRITERIA[0]],
        [{**DEFAULT_CRITERIA[0], "normalisation": "level"}],
        [{**DEFAULT_CRITERIA[3], "normalisation": "share"}],
        [{**DEFAULT_CRITERIA[0], "direction": "sideways"}],
        [{"key": "hvt_mla"}],
        [{**DEFAULT_CRITERIA[0], "weight": float("nan")}],
    ],
)
def test_what_is_no_method_is_refused(wrong: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        parse_criteria(wrong)


def test_answers_that_are_counted_are_those_that_are_offered() -> None:
    assert set(Answer.values) == {"no_data", "zero", "fewer_than_3", "number", "range"}
