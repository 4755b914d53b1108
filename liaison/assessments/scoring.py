"""The scoring of third countries: pure rules, from what bodies submitted to a range of points.

1. *Inputs.* Each body's answer is a range: a number is itself, a range its bounds, "zero" 0, "fewer than 3" 1 to 2
   (one or two, not said which). "No data", and a question that was left open, is everything that is possible: 0 to
   the ``ceiling`` that the method states for one body; for a level, every level.
2. *Bringing bodies together* (``COMBINE``): counts are added, median times averaged, of levels the highest stands.
3. *Normalisation* onto 0 to 1: ``share`` divides by the highest country; ``log`` does, then flattens the upper end;
   ``level`` is on that scale already. None depends on the unit in which something is counted.
4. *Points*: the weight's share of 100, times that. The score is the sum, and stays a range.

The least and the most hold whatever the missing answers turn out to be up to the ceiling, those on the other countries
included: a score computed from completed answers lies within the range computed before (11333/24, ¶2). An answer that
is given counts as it is, above the ceiling too. It raises the ceiling for nobody: reports, which are computed from
totals, would then not hold these ranges any more. Pages and reports say that there is a ceiling.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from liaison.assessments.enums import AmlLevel, Answer, Direction, FigureKey, Normalisation
from liaison.assessments.figures import Figure

AML = "aml"
KEYS = (*(str(key.value) for key in FigureKey), AML)
"""What can be a criterion: the numbers that are asked for, and the level of the weaknesses."""

NOT_ANSWERED = "not_answered"
DIGITS = 9
"""Scores that agree to this many digits are equal: what is left is the rounding of the machine."""

LEVELS = {AmlLevel.NONE: 0.0, AmlLevel.LOW: 1 / 3, AmlLevel.MEDIUM: 2 / 3, AmlLevel.HIGH: 1.0}

COMBINE = dict.fromkeys(KEYS, "sum") | {FigureKey.MEDIAN_DAYS.value: "mean", AML: "highest"}
"""How the answers of several bodies become one."""

CEILINGS = {
    **dict.fromkeys(("hvt_extradition", "hvt_mla", "hvt_confiscation"), 20),
    **dict.fromkeys(("requests_sent", "requests_answered", "requests_refused"), 200),
    "median_days": 730,
    AML: 1,
}
"""The most that "no data" of one body on one country can stand for, where a method does not say otherwise."""

Data = Mapping[str, Any]


class Range(NamedTuple):
    """The least and the most."""

    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        """Whether nothing is missing."""
        return round(self.high - self.low, DIGITS) == 0

    def times(self, factor: float) -> Range:
        """Both ends, times a factor of 0 or more."""
        return Range(self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a method."""

    key: str
    label_en: str
    label_fr: str
    weight: float
    normalisation: str = Normalisation.SHARE.value
    direction: str = Direction.HIGHER.value
    ceiling: float = 1
    reason_en: str = ""
    reason_fr: str = ""

    @classmethod
    def parse(cls, stored: Data) -> Criterion:
        """Out of a method's ``criteria``. Raises ``KeyError`` for one that lacks its key, label or weight."""
        return cls(
            key=stored["key"],
            label_en=stored["label_en"],
            label_fr=stored["label_fr"],
            weight=float(stored["weight"]),
            normalisation=stored.get("normalisation", Normalisation.SHARE.value),
            direction=stored.get("direction", Direction.HIGHER.value),
            ceiling=float(stored.get("ceiling") or CEILINGS[stored["key"]]),
            reason_en=stored.get("reason_en", ""),
            reason_fr=stored.get("reason_fr", ""),
        )

    def label(self, language: str) -> str:
        """What it is called."""
        return self.label_fr if language.startswith("fr") else self.label_en

    def reason(self, language: str) -> str:
        """Why it counts."""
        return self.reason_fr if language.startswith("fr") else self.reason_en


@dataclass(frozen=True, slots=True)
class Input:
    """What one body says: ``stored`` is the answer (``None``: not answered), ``range`` what it is counted as."""

    body: str
    answer: str
    stored: Any
    range: Range

    @property
    def is_missing(self) -> bool:
        """Whether it could be anything that is possible."""
        return self.answer in (Answer.NO_DATA, NOT_ANSWERED)


@dataclass(frozen=True, slots=True)
class Part:
    """Where the points of one criterion come from: the answers, what they come to, that on the scale, the points."""

    criterion: Criterion
    inputs: tuple[Input, ...]
    raw: Range
    scale: Range
    points: Range
    most: float

    @property
    def missing(self) -> int:
        """How many bodies have no data, or did not answer."""
        return sum(1 for one in self.inputs if one.is_missing)


@dataclass(frozen=True, slots=True)
class Score:
    """One country's score. ``best`` and ``worst``: its rank whatever the missing answers turn out to be."""

    country: str
    parts: tuple[Part, ...]
    total: Range
    rank: int
    best: int
    worst: int

    @property
    def missing(self) -> int:
        """How many answers are missing."""
        return sum(part.missing for part in self.parts if part.most)


def read_input(criterion: Criterion, body: str, said: Data | None) -> Input:
    """What a body's answer is counted as. ``said``: what it submitted on the country, if anything."""
    if criterion.key == AML:
        level = (said or {}).get("aml", {}).get("level")
        known = LEVELS.get(level) if level else None
        span = Range(0.0, 1.0) if known is None else Range(known, known)
        return Input(body, level or NOT_ANSWERED, level, span)
    stored = (said or {}).get("figures", {}).get(criterion.key)
    if not stored:
        return Input(body, NOT_ANSWERED, None, Range(0.0, criterion.ceiling))
    figure = Figure.parse(stored)
    if figure.interval is None:
        return Input(body, figure.answer, stored, Range(0.0, criterion.ceiling))
    return Input(body, figure.answer, stored, Range(*map(float, figure.interval)))


def combine(criterion: Criterion, inputs: Sequence[Input]) -> Range:
    """Several bodies' answers as one. Without any body, everything is possible."""
    if not inputs:
        return Range(0.0, criterion.ceiling)
    lows, highs = [one.range.low for one in inputs], [one.range.high for one in inputs]
    how = COMBINE[criterion.key]
    if how == "highest":
        return Range(max(lows), max(highs))
    count = len(inputs) if how == "mean" else 1
    return Range(math.fsum(lows) / count, math.fsum(highs) / count)


def normalise(criterion: Criterion, raws: Sequence[Range]) -> list[Range]:
    """Each country's value on the scale from 0 to 1, as a range that holds whatever the others turn out to be."""
    if criterion.normalisation == Normalisation.LEVEL:
        scaled = [Range(min(1.0, raw.low), min(1.0, raw.high)) for raw in raws]
    else:
        flatten = _flatten if criterion.normalisation == Normalisation.LOG else float
        lows, highs = sorted(raw.low for raw in raws), sorted(raw.high for raw in raws)
        scaled = [
            Range(
                flatten(_portion(raw.low, _highest_other(highs, raw.high))),
                flatten(_portion(raw.high, _highest_other(lows, raw.low))),
            )
            for raw in raws
        ]
    if criterion.direction == Direction.LOWER:
        return [Range(1 - one.high, 1 - one.low) for one in scaled]
    return scaled


def _highest_other(ordered: Sequence[float], own: float) -> float:
    """The highest of all values but one's own."""
    if len(ordered) == 1:
        return 0.0
    return ordered[-2] if ordered[-1] == own else ordered[-1]


def _portion(value: float, highest_other: float) -> float:
    """A value as a part of the highest, which may be itself. Where there is nothing at all, 0."""
    highest = max(value, highest_other)
    return value / highest if highest else 0.0


def _flatten(portion: float) -> float:
    """Ten times as much is one step more: 0 stays 0, 1 stays 1, a tenth becomes 0.28, a half 0.74."""
    return math.log10(1 + 9 * portion)


def shares(criteria: Iterable[Criterion]) -> dict[str, float]:
    """Each criterion's part of 100 points. Raises ``ValueError`` where no criterion has a weight."""
    weights = {one.key: one.weight for one in criteria}
    total = math.fsum(weights.values())
    if not total or any(weight < 0 for weight in weights.values()):
        raise ValueError("a method needs a weight above zero, and none below")
    return {key: 100 * weight / total for key, weight in weights.items()}


def score(
    criteria: Sequence[Criterion],
    answers: Mapping[str, Mapping[str, Data]],
    countries: Iterable[str],
    bodies: Iterable[str],
) -> list[Score]:
    """Score ``countries`` by what ``bodies`` submitted; ``answers``: body -> country -> what it says of it.

    Ordered by the points that are certain, then by what is possible, then by the country's code.
    """
    codes, asked, parts_of_100 = sorted(set(countries)), sorted(set(bodies)), shares(criteria)
    found: dict[str, list[Part]] = {code: [] for code in codes}
    for criterion in criteria:
        inputs = [
            tuple(read_input(criterion, body, answers.get(body, {}).get(code)) for body in asked)
            for code in codes
        ]
        raws = [combine(criterion, one) for one in inputs]
        most = parts_of_100[criterion.key]
        for code, given, raw, scale in zip(codes, inputs, raws, normalise(criterion, raws), strict=True):
            found[code].append(Part(criterion, given, raw, scale, scale.times(most), most))
    totals = [total_of(part.points for part in found[code]) for code in codes]
    ranked = ranks(totals)
    scores = [
        Score(code, tuple(found[code]), total, *places)
        for code, total, places in zip(codes, totals, ranked, strict=True)
    ]
    return sorted(scores, key=lambda one: one.rank)


def total_of(points: Iterable[Range]) -> Range:
    """The sum, from the least to the most, to the digits that count."""
    every = list(points)
    low, high = math.fsum(one.low for one in every), math.fsum(one.high for one in every)
    return Range(round(low, DIGITS), round(high, DIGITS))


def ranks(totals: Sequence[Range]) -> list[tuple[int, int, int]]:
    """For each score its place in the order, its best and its worst place whatever is missing.

    Whoever has the same score can stand in either place; the order itself then follows the order given.
    """
    order = sorted(range(len(totals)), key=lambda at: (-totals[at].low, -totals[at].high, at))
    places = {at: place for place, at in enumerate(order, 1)}
    lows, highs = sorted(one.low for one in totals), sorted(one.high for one in totals)
    count = len(totals)
    return [
        (places[at], 1 + count - bisect_right(lows, one.high), count - bisect_left(highs, one.low))
        for at, one in enumerate(totals)
    ]
