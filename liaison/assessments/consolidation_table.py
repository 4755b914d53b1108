"""What assessors see while they assess: the board of the countries, and what each body says of one of them.

Read once for a page, and each reading of a contribution logged (``score_table.round_scores``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from liaison.assessments.answer_form import answer_text
from liaison.assessments.answers import FIELD_LABELS
from liaison.assessments.bodies import body_name, sorted_bodies
from liaison.assessments.chart import Bar, bar_of
from liaison.assessments.enums import Answer, FigureKey, Section
from liaison.assessments.models import Narrative, Round
from liaison.assessments.progress import answer_in
from liaison.assessments.report_content import published
from liaison.assessments.report_country_reading import total_text
from liaison.assessments.score_table import RoundScores, places, points, score_rows
from liaison.assessments.scoring import AML, Criterion, combine, read_input
from portal.pages.enums import DossierElement
from portal.reference.models import Country


@dataclass(frozen=True, slots=True)
class BoardCountry:
    """One country on the board. ``state``: ``none``, ``begun`` (text or proposal is missing) or ``complete``."""

    country: Country
    rank: int
    points: str
    places: str
    bar: Bar
    missing: int
    proposal: str
    state: str
    narrative: Narrative | None
    comments: int
    unanswered: int


def state_of(narrative: Narrative | None) -> str:
    """How far the assessment of a country is."""
    if narrative is None or not (narrative.narrative or narrative.proposal):
        return "none"
    return "complete" if narrative.narrative and narrative.proposal else "begun"


def board_rows(round: Round, found: RoundScores) -> list[BoardCountry]:
    """The countries of a round in the order of their scores. Three queries, however many there are."""
    narratives = {one.country_id: one for one in round.narratives.select_related("by")}
    first = round.comments.filter(answers__isnull=True).order_by()
    counts: dict[str, dict[str, Any]] = {
        str(row["country"]): dict(row)
        for row in first.values("country").annotate(
            number=Count("pk", distinct=True),
            unanswered=Count("pk", distinct=True, filter=Q(answered_by__isnull=True)),
        )
    }
    rows = []
    for row in score_rows(found):
        one = narratives.get(row.country.pk)
        count = counts.get(row.country.pk, {})
        rows.append(
            BoardCountry(
                country=row.country,
                rank=row.score.rank,
                points=row.points,
                places=row.places,
                bar=row.bar,
                missing=row.score.missing,
                proposal=str(one.get_proposal_display()) if one and one.proposal else "",
                state=state_of(one),
                narrative=one,
                comments=count.get("number", 0),
                unanswered=count.get("unanswered", 0),
            )
        )
    return rows


# --- one country ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer in a table."""

    text: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The figures of all bodies on one country: columns, a row for each body, all together, what the report shows."""

    labels: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Cell, ...]], ...]
    together: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What bodies say in words on one question: name of the body and its text."""

    label: str
    texts: tuple[tuple[str, str], ...]


COLUMNS = (*(str(key.value) for key in FigureKey), AML)


def side_by_side(found: RoundScores, code: str) -> SideBySide:
    """What each body that submitted answers in figures, and what that comes to."""
    said = {body: found.answers[body].get(code, {}) for body in found.counted}
    criteria = {one.key: one for one in found.criteria}
    shown = published(found.answers, code)
    rows = []
    for body in sorted_bodies(said):
        cells = tuple(_cell(said[body], key) for key in COLUMNS)
        rows.append((body, body_name(body), cells))
    together = [_together(criteria.get(key), said, key) for key in COLUMNS]
    return SideBySide(
        labels=tuple(str(FIELD_LABELS["level" if key == AML else key]) for key in COLUMNS),
        rows=tuple(rows),
        together=tuple(together),
        shown=tuple(total_text(dict(shown[key])) for key in COLUMNS),
    )


def _cell(said: Any, key: str) -> Cell:
    name = "level" if key == AML else key
    answer = (said.get("aml", {}).get("level")) if key == AML else said.get("figures", {}).get(key)
    kind = answer if isinstance(answer, str) else (answer or {}).get("answer")
    return Cell(answer_text(name, answer), kind in (None, "no_data"))


def _together(criterion: Criterion | None, said: Mapping[str, Any], key: str) -> str:
    """What the answers that there are come to, and of how many bodies: one zero among open answers is no total.

    In words where it is no number; nothing for levels.
    """
    if criterion is None or key == AML:
        return ""
    inputs = [read_input(criterion, body, one) for body, one in said.items()]
    known = [one for one in inputs if not one.is_missing]
    if not known:
        return str(Answer.NO_DATA.label) if any(one.answer == Answer.NO_DATA for one in inputs) else ""
    span = combine(criterion, known)
    text = points(span, 0 if all(end == int(end) for end in span) else 1)
    if span.high == 0:
        text = str(Answer.ZERO.label)
    return _("%(total)s (%(answered)s of %(bodies)s bodies)") % {
        "total": text,
        "answered": len(known),
        "bodies": len(inputs),
    }


def words_said(answers: Any, code: str) -> list[Said]:
    """What bodies say of a country in words: sources of the level, the six elements, needs, wished measures."""
    fields = [
        (Section.AML, "source"),
        *((Section.ELEMENTS, str(element)) for element in DossierElement.values),
        (Section.NEEDS, "needs"),
        (Section.NEEDS, "wished"),
    ]
    found = []
    for section, name in fields:
        texts = tuple(
            (body_name(body), answer_text(name, answer))
            for body in sorted_bodies(answers)
            if (answer := answer_in(answers[body].get(code, {}), section, name)) is not None
        )
        if texts:
            found.append(Said(str(FIELD_LABELS[name]), texts))
    return found


def neighbours(countries: Iterable[Country], code: str) -> tuple[Country | None, Country | None]:
    """The countries before and after one, by name."""
    ordered = sorted(countries, key=lambda country: country.name())
    at = next(number for number, one in enumerate(ordered) if one.pk == code)
    return (ordered[at - 1] if at else None), (ordered[at + 1] if at + 1 < len(ordered) else None)


def score_facts(found: RoundScores, code: str) -> dict[str, Any]:
    """A country's score in words, with the points of each criterion."""
    one = next(one for one in found.scores if one.country == code)
    return {
        "points": points(one.total),
        "places": places(one),
        "rank": one.rank,
        "missing": one.missing,
        "count": len(found.scores),
        "parts": [
            (part.criterion, points(part.points), f"{part.most:.1f}", bar_of(part.points, part.most))
            for part in one.parts
            if part.most
        ],
    }
