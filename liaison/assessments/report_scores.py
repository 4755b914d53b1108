"""The scores of a report, computed from what the report shows and from nothing else: pure.

Whoever knows the published figures and the method can compute them again, so they tell nothing more. They hold the
scores that assessors see: what is shown as a range is wider than what was answered, and a total that is withheld
counts as if nobody had data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liaison.assessments.enums import AmlLevel
from liaison.assessments.report_schema import CountryScore, PublishedFigure, PublishedLevel
from liaison.assessments.scoring import (
    AML,
    COMBINE,
    LEVELS,
    Criterion,
    Part,
    Range,
    Score,
    normalise,
    ranks,
    shares,
    total_of,
)

Published = Mapping[str, PublishedFigure | PublishedLevel]
"""What is shown of one country: by key of a criterion."""


def possible(criterion: Criterion, published: PublishedFigure | PublishedLevel) -> Range:
    """What the answers can come to, given what is shown of them and how many are missing."""
    shown: Mapping[str, Any] = published
    missing = shown["no_data"] + shown["not_answered"]
    everyone = missing + shown["answered"]
    if criterion.key == AML:
        known = LEVELS.get(AmlLevel(shown["level"])) if shown.get("level") in LEVELS else None
        if known is None:
            return Range(0.0, 1.0)
        return Range(known, 1.0 if missing else known)
    adds = COMBINE[criterion.key] == "sum"
    if "low" not in shown or "high" not in shown:
        return Range(0.0, criterion.ceiling * (max(everyone, 1) if adds else 1))
    low, high = float(shown["low"]), float(shown["high"])
    if adds:
        return Range(low, high + missing * criterion.ceiling)
    answered = shown["answered"]
    return Range(answered * low / everyone, (answered * high + missing * criterion.ceiling) / everyone)


def score_published(criteria: Sequence[Criterion], countries: Mapping[str, Published]) -> list[Score]:
    """Score countries by what is shown of them; ordered as ``scoring.score`` orders them."""
    codes, parts_of_100 = sorted(countries), shares(criteria)
    found: dict[str, list[Part]] = {code: [] for code in codes}
    for criterion in criteria:
        raws = [possible(criterion, countries[code][criterion.key]) for code in codes]
        most = parts_of_100[criterion.key]
        for code, raw, scale in zip(codes, raws, normalise(criterion, raws), strict=True):
            found[code].append(Part(criterion, (), raw, scale, scale.times(most), most))
    totals = [total_of(part.points for part in found[code]) for code in codes]
    scores = [
        Score(code, tuple(found[code]), total, *places)
        for code, total, places in zip(codes, totals, ranks(totals), strict=True)
    ]
    return sorted(scores, key=lambda one: one.rank)


def score_content(one: Score) -> CountryScore:
    """A score as the report keeps it: to one decimal, criteria without weight left out."""
    return {
        "low": round(one.total.low, 1),
        "high": round(one.total.high, 1),
        "rank": one.rank,
        "best": one.best,
        "worst": one.worst,
        "parts": [
            {
                "key": part.criterion.key,
                "low": round(part.points.low, 1),
                "high": round(part.points.high, 1),
                "most": round(part.most, 1),
            }
            for part in one.parts
            if part.most
        ],
    }
