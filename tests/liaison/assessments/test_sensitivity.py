"""Sensitivity: varied weights, the same again for the same seed."""

from __future__ import annotations

from typing import Any

from liaison.assessments.methods import DEFAULT_CRITERIA, parse_criteria
from liaison.assessments.scoring import Score, score
from liaison.assessments.sensitivity import Variation, seed_of, vary

CRITERIA = parse_criteria(DEFAULT_CRITERIA)


def said(level: str, **numbers: int) -> dict[str, Any]:
    every = {one["key"]: 0 for one in DEFAULT_CRITERIA if one["key"] != "aml"} | numbers
    return {
        "figures": {key: {"answer": "number", "value": value} for key, value in every.items()},
        "aml": {"level": level},
    }


def scores(**countries: dict[str, Any]) -> list[Score]:
    return score(CRITERIA, {"FR": countries}, countries, ["FR"])


RIVALS = scores(
    MA=said("none", hvt_mla=10, hvt_extradition=9), TN=said("high", requests_refused=3), AL=said("none")
)


def test_same_seed_gives_the_same_and_another_seed_something_else() -> None:
    first, again, other = (vary(RIVALS, Variation(seed=seed, top=1)) for seed in (7, 7, 8))
    assert first == again and first.as_dict() == again.as_dict()
    assert first.movements != other.movements
    assert first.as_dict()["variation"] == {"seed": 7, "draws": 400, "spread": 50, "top": 1}


def test_order_of_the_criteria_changes_nothing() -> None:
    backwards = score(CRITERIA[::-1], {"FR": {"MA": said("high"), "TN": said("low")}}, ["MA", "TN"], ["FR"])
    forwards = score(CRITERIA, {"FR": {"MA": said("high"), "TN": said("low")}}, ["MA", "TN"], ["FR"])
    assert vary(backwards, Variation(3)) == vary(forwards, Variation(3))


def test_country_ahead_in_everything_stays_in_every_variation() -> None:
    clear = scores(MA=said("high", hvt_mla=10, requests_refused=4), TN=said("low", hvt_mla=2))
    morocco, tunisia = vary(clear, Variation(seed=1, spread=100, top=1)).movements
    assert (morocco.country, morocco.stays, morocco.surely, morocco.usual) == ("MA", 100, 100, (1, 1))
    assert (tunisia.stays, tunisia.possibly, tunisia.least, tunisia.most) == (0, 0, 2, 2)


def test_rivals_share_the_variations_between_them() -> None:
    movements = {one.country: one for one in vary(RIVALS, Variation(seed=7, top=1)).movements}
    assert 0 < movements["TN"].stays < 100
    assert movements["TN"].stays + movements["MA"].stays == 100 and movements["AL"].stays == 0


def test_without_spread_nothing_moves() -> None:
    for one in vary(RIVALS, Variation(seed=7, spread=0)).movements:
        assert one.least == one.most == one.rank


def test_missing_answers_divide_surely_from_possibly() -> None:
    unknown = said("no_data", hvt_mla=2)
    morocco, tunisia = vary(scores(MA=said("low", hvt_mla=4), TN=unknown), Variation(1, top=1)).movements
    assert (morocco.country, morocco.stays, morocco.surely, morocco.possibly) == ("MA", 100, 0, 100)
    assert (tunisia.stays, tunisia.surely) == (0, 0) and tunisia.possibly == 100


def test_nothing_to_score_is_no_movement() -> None:
    assert vary([], Variation(1)).movements == ()


def test_first_seed_follows_from_what_is_scored() -> None:
    assert seed_of("round", 1) == seed_of("round", 1) != seed_of("round", 2)
