"""The scores of a round for somebody who assesses: read once, logged, and put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.assessments.answer_form import answer_text
from liaison.assessments.bodies import body_name, sorted_bodies
from liaison.assessments.chart import Bar, bar_of
from liaison.assessments.enums import Answer, Direction, Normalisation, Surface
from liaison.assessments.methods import parse_criteria
from liaison.assessments.models import Round
from liaison.assessments.scoring import (
    AML,
    COMBINE,
    NOT_ANSWERED,
    Criterion,
    Input,
    Part,
    Range,
    Score,
    score,
)
from liaison.assessments.submission import submitted_data
from portal.reference.models import Country


@dataclass(frozen=True, slots=True)
class RoundScores:
    """A round's scores by some criteria, with what they were counted from: body -> country -> what it says of it."""

    criteria: tuple[Criterion, ...]
    scores: tuple[Score, ...]
    answers: Mapping[str, Mapping[str, Any]]
    countries: Mapping[str, Country]
    counted: tuple[str, ...]
    waiting: tuple[str, ...]


def round_scores(
    user: Any,
    round: Round,
    *,
    weights: Mapping[str, float] | None = None,
    with_waiting: bool = False,
    surface: str = Surface.SCORES,
) -> RoundScores:
    """Score a round from what its bodies last submitted; each reading of a contribution is logged, on a surface.

    ``weights`` stand for those of the method, key by key, and change it in nothing. ``with_waiting``: bodies that
    have not submitted are counted as having no data, so that the ranges hold whatever they will say. Raises
    ``ValidationError`` where the method, or no weight at all, cannot be counted by.
    """
    criteria = parse_criteria(round.method.criteria)
    if weights:
        criteria = [replace(one, weight=weights.get(one.key, one.weight)) for one in criteria]
    data = submitted_data(user, round, surface)
    answers = {body: said["countries"] for body, said in data.items()}
    waiting = [body for body in sorted_bodies(round.asked) if body not in answers]
    countries = {country.pk: country for country in round.countries.all()}
    counted = sorted_bodies(answers)
    found = score(criteria, answers, countries, [*counted, *(waiting if with_waiting else ())])
    return RoundScores(tuple(criteria), tuple(found), answers, countries, tuple(counted), tuple(waiting))


def points(span: Range, digits: int = 1) -> str:
    """A range in words: 12.5, or 8.0–20.4."""
    low, high = f"{span.low:.{digits}f}", f"{span.high:.{digits}f}"
    return low if low == high else f"{low}–{high}"


def places(one: Score) -> str:
    """The places a country can have: 3, or 2–7."""
    return str(one.best) if one.best == one.worst else f"{one.best}–{one.worst}"


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One country in the table of scores."""

    score: Score
    country: Country
    points: str
    places: str
    bar: Bar
    cells: tuple[str, ...]


def score_rows(found: RoundScores) -> list[ScoreRow]:
    """The table of scores, in their order; a cell for each criterion that has a weight."""
    return [
        ScoreRow(
            score=one,
            country=found.countries[one.country],
            points=points(one.total),
            places=places(one),
            bar=bar_of(one.total),
            cells=tuple(points(part.points) for part in one.parts if part.most),
        )
        for one in found.scores
    ]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What one body says, and what that is counted as."""

    body: str
    said: str
    counted: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class PartRow:
    """Where the points of one criterion come from, in words."""

    label: str
    reason: str
    answers: tuple[AnswerRow, ...]
    missing: int
    together: str
    raw: str
    how: str
    scale: str
    most: str
    points: str
    bar: Bar


def part_rows(one: Score) -> list[PartRow]:
    """Where each point of a country comes from; criteria without weight stand last, with 0 of 0 points."""
    language = get_language() or "en"
    ordered: Sequence[Part] = sorted(one.parts, key=lambda part: part.most == 0)
    return [
        PartRow(
            label=part.criterion.label(language),
            reason=part.criterion.reason(language),
            answers=tuple(_answer_row(part.criterion, given) for given in _by_body(part.inputs)),
            missing=part.missing,
            together=_together(part.criterion),
            raw=_amount(part.criterion, part.raw),
            how=how_counted(part.criterion),
            scale=points(part.scale, 2),
            most=f"{part.most:.1f}",
            points=points(part.points),
            bar=bar_of(part.points, part.most),
        )
        for part in ordered
    ]


def _by_body(inputs: Sequence[Input]) -> list[Input]:
    order = {body: at for at, body in enumerate(sorted_bodies([one.body for one in inputs]))}
    return sorted(inputs, key=lambda one: order[one.body])


def _answer_row(criterion: Criterion, given: Input) -> AnswerRow:
    name = "level" if criterion.key == AML else criterion.key
    counted = _amount(criterion, given.range)
    if given.answer == Answer.FEWER_THAN_3:
        counted = _("%(range)s: one or two, not said which") % {"range": counted}
    elif given.is_missing:
        if criterion.key == AML:
            counted = _("%(range)s: every level") % {"range": counted}
        else:
            counted = _("%(range)s: everything up to the ceiling of the method") % {"range": counted}
    said = _("Not answered") if given.answer == NOT_ANSWERED else answer_text(name, given.stored)
    return AnswerRow(body_name(given.body), said, counted, given.is_missing)


def _amount(criterion: Criterion, span: Range) -> str:
    """A range in the criterion's own unit: whole numbers as such; levels as parts of the highest."""
    whole = all(end == int(end) for end in span) and criterion.key != AML
    return points(span, 0 if whole else 2)


def _together(criterion: Criterion) -> str:
    return {
        "sum": _("The answers of the bodies are added."),
        "mean": _("The average of the answers of the bodies."),
        "highest": _("The highest level that a body states; levels are not added."),
    }[COMBINE[criterion.key]]


def how_counted(criterion: Criterion) -> str:
    """The normalisation and direction of a criterion, in one sentence."""
    return how_normalised(criterion.normalisation, criterion.direction)


def how_normalised(normalisation: str, direction: str) -> str:
    """A normalisation and its direction, in one sentence."""
    how = {
        Normalisation.SHARE.value: _("Divided by the highest country of the round."),
        Normalisation.LOG.value: _(
            "Divided by the highest country of the round, then flattened at the upper end by the logarithm."
        ),
        Normalisation.LEVEL.value: _("No significant weakness 0, low 0.33, medium 0.67, high 1."),
    }[normalisation]
    if direction == Direction.LOWER:
        how = how + " " + _("Turned round: lower values count more.")
    return str(how)
