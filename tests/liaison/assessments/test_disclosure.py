"""What is shown of several bodies' answers: the kinds of answer stay apart, and nobody's own can be told."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.assessments.disclosure import published_figure, published_level, published_wishes, step_of
from liaison.assessments.enums import AmlLevel, FigureKey
from liaison.assessments.figures import Figure
from liaison.assessments.report_scores import possible, score_published
from liaison.assessments.scoring import KEYS, Criterion, Range, combine, read_input, score

NO_DATA, ZERO, FEW = ({"answer": one} for one in ("no_data", "zero", "fewer_than_3"))
KEY = FigureKey.HVT_MLA.value


def number(value: int) -> dict[str, Any]:
    return {"answer": "number", "value": value} if value else dict(ZERO)


def span(low: int, high: int) -> dict[str, Any]:
    return {"answer": "range", "low": low, "high": high}


def shown(*answers: Any, key: str = KEY) -> dict[str, Any]:
    return dict(published_figure(key, answers))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((), ("no_data", None, None)),
        ((NO_DATA, NO_DATA, None), ("no_data", None, None)),
        ((ZERO, ZERO, NO_DATA), ("withheld", None, None)),
        ((ZERO, ZERO, ZERO, NO_DATA), ("zero", 0, 0)),
        ((number(12), number(7)), ("withheld", None, None)),
        ((FEW, ZERO, ZERO), ("fewer_than_3", 1, 2)),
        ((FEW, FEW, ZERO), ("range", 1, 5)),
        ((number(1), ZERO, ZERO), ("fewer_than_3", 1, 2)),
        ((number(12), number(7), number(1)), ("range", 20, 29)),
        ((number(12), number(7), FEW), ("range", 20, 29)),
        ((span(0, 2), ZERO, ZERO), ("range", 0, 2)),
        ((span(10, 20), number(80), ZERO, None), ("range", 75, 149)),
    ],
)
def test_kinds_of_answers_stay_apart(answers: tuple[Any, ...], said: tuple[Any, ...]) -> None:
    found = shown(*answers)
    assert (found["answer"], found.get("low"), found.get("high")) == said


def test_bodies_are_counted_by_what_they_said() -> None:
    found = shown(number(4), ZERO, FEW, NO_DATA, NO_DATA, None)
    assert (found["answered"], found["no_data"], found["not_answered"]) == (3, 2, 1)


def test_median_times_are_averaged() -> None:
    found = shown(number(100), number(200), number(330), key=FigureKey.MEDIAN_DAYS.value)
    assert (found["low"], found["high"]) == (200, 299)


@given(st.integers(0, 10**9))
def test_each_number_lies_in_exactly_one_step(value: int) -> None:
    low, high = step_of(value)
    assert low <= value <= high
    assert step_of(low) == step_of(high) == (low, high)
    assert not low or step_of(low - 1)[1] == low - 1


ANSWERS = st.one_of(
    st.none(),
    st.sampled_from([NO_DATA, ZERO, FEW]),
    st.integers(0, 5000).map(number),
    st.tuples(st.integers(0, 500), st.integers(1, 500)).map(lambda pair: span(pair[0], pair[0] + pair[1])),
)


@given(st.lists(ANSWERS, max_size=8))
@settings(max_examples=150)
def test_total_holds_what_was_answered_and_zero_is_never_made_up(answers: list[Any]) -> None:
    found = shown(*answers)
    known = [Figure.parse(one) for one in answers if one and one != NO_DATA]
    assert found["answered"] == len(known)
    if not known:
        assert found["answer"] == "no_data"
    elif len(known) < 3:
        assert found["answer"] == "withheld" and "low" not in found
    else:
        low, high = sum(one.low or 0 for one in known), sum(one.high or 0 for one in known)
        assert found["low"] <= low <= high <= found["high"]
        assert (found["answer"] == "zero") == (high == 0)
        assert (found["answer"] == "fewer_than_3") == (low >= 1 and high <= 2)


@given(st.lists(ANSWERS, max_size=8), st.randoms())
def test_order_of_the_bodies_does_not_show(answers: list[Any], source: Any) -> None:
    mixed = list(answers)
    source.shuffle(mixed)
    assert shown(*answers) == shown(*mixed)


ANSWERED: list[Any] = [None, NO_DATA, ZERO, FEW, *map(number, (1, 2, 4)), span(2, 6)]
DOMAIN: list[Any] = [*ANSWERED, *map(number, (3, 5)), span(2, 7), span(3, 6), span(1, 6), span(2, 5)]
"""What was answered in the test, and what else it could have been."""


@pytest.mark.parametrize("bodies", [2, 3, 4])
def test_no_reader_can_tell_what_another_body_counted(bodies: int) -> None:
    """Every way in which bodies can answer, gone through: what a reader sees and knows never leaves one answer only.

    Except that nobody has any: zero, no data, and an open question are no counts.
    """
    seen: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    choices = range(len(DOMAIN))
    for profile in itertools.product(choices, repeat=bodies):
        told = tuple(sorted(shown(*(DOMAIN[one] for one in profile)).items()))
        seen[told, profile[0]].append(profile)  # the reader is the first: order does not show
    without_count = {DOMAIN.index(one) for one in (None, NO_DATA, ZERO)}
    for possible_profiles in seen.values():
        if any(max(profile) < len(ANSWERED) for profile in possible_profiles):
            for other in range(1, bodies):
                answers = {profile[other] for profile in possible_profiles}
                assert len(answers) > 1 or answers <= without_count


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ((), "no_data"),
        (("no_data", None), "no_data"),
        (("high", "low"), "withheld"),
        (("none", "none", "none", "no_data"), "none"),
        (("none", "medium", "low"), "medium"),
    ],
)
def test_highest_level_is_shown_from_three_bodies_on(levels: tuple[Any, ...], said: str) -> None:
    assert published_level(levels)["level"] == said


def test_wishes_are_shown_in_the_order_of_the_toolkit_from_three_bodies_on() -> None:
    assert published_wishes([["dialogue"], ["exchanges"]]) == []
    assert published_wishes([["dialogue"], ["exchanges", "dialogue"], []]) == ["exchanges", "dialogue"]


# --- scores of what is shown ----------------------------------------------------------------------------

LEVELS = st.sampled_from([None, *AmlLevel.values])
SAID = st.fixed_dictionaries(
    {
        "figures": st.fixed_dictionaries({KEY: ANSWERS, FigureKey.MEDIAN_DAYS.value: ANSWERS}),
        "aml": st.fixed_dictionaries({"level": LEVELS}),
    }
)
CRITERIA = [
    Criterion(KEY, "", "", 3, "log", "higher", 20),
    Criterion(FigureKey.MEDIAN_DAYS.value, "", "", 2, "share", "lower", 730),
    Criterion("aml", "", "", 5, "level", "higher", 1),
]


def as_published(answers: dict[str, dict[str, Any]], code: str) -> dict[str, Any]:
    said = [one[code] for one in answers.values()]
    return {
        **{
            key: published_figure(key, [one["figures"].get(key) for one in said])
            for key in KEYS
            if key != "aml"
        },
        "aml": published_level([one["aml"]["level"] for one in said]),
    }


@given(
    st.dictionaries(
        st.sampled_from(["FR", "ES", "IT", "DE", "EJN"]),
        st.fixed_dictionaries({"MA": SAID, "TN": SAID}),
        min_size=3,
        max_size=5,
    )
)
@settings(max_examples=60, deadline=None)
def test_scores_of_what_is_shown_hold_those_of_what_was_answered(answers: Any) -> None:
    shown_of = {code: as_published(answers, code) for code in ("MA", "TN")}
    hidden = any(
        each.get("answer", each.get("level")) == "withheld"
        for one in shown_of.values()
        for each in one.values()
    )
    true = {one.country: one for one in score(CRITERIA, answers, ["MA", "TN"], answers)}
    for one in score_published(CRITERIA, shown_of):
        if not hidden:
            assert one.total.low <= true[one.country].total.low + 1e-6
            assert one.total.high >= true[one.country].total.high - 1e-6
            assert one.best <= true[one.country].best and one.worst >= true[one.country].worst


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda one: str(one.key))
def test_withheld_counts_as_if_nobody_had_data(criterion: Criterion) -> None:
    answers = {"FR": {"figures": {criterion.key: number(12)}, "aml": {"level": "high"}}, "ES": {}}
    if criterion.key == "aml":
        found: Any = published_level(["high", None])
    else:
        found = published_figure(criterion.key, [number(12), None])
    nobody = [read_input(criterion, body, {}) for body in answers]
    assert possible(criterion, found) == combine(criterion, nobody)


def test_missing_bodies_widen_the_range_and_are_not_zero() -> None:
    criterion = CRITERIA[0]
    full = published_figure(KEY, [number(10), ZERO, ZERO])
    missing = published_figure(KEY, [number(10), ZERO, ZERO, NO_DATA])
    assert possible(criterion, full) == Range(10, 14)
    assert possible(criterion, missing) == Range(10, 34)
