"""What a report says: the schema of its content, in words of the code only.

``report_content.draft_content`` is the one builder. ``freezing.freeze`` keeps what it built, and every rendering (page,
PDF, DOCX, XLSX) is made of this alone, by way of ``report_reading.read_report(content, language)``. No figure of a
single body is in it, nor one from which it could be told: see ``disclosure.py``.

Everything is text, a whole number, a number with one or two decimals, true/false, null, a list or an object.
Days and times are ISO 8601 (times UTC). Countries and bodies stand by code, their names in ``names``.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NotRequired, TypedDict

SCHEMA = 1


class Names(TypedDict):
    """A name in the languages of the portal."""

    en: str
    fr: str


class PublishedFigure(TypedDict):
    """A total that is shown.

    ``answer``: "no_data" (no body gave a figure), "zero", "fewer_than_3" (1 or 2), "range" (``low`` to ``high``, in
    steps), or "withheld" (fewer than 3 bodies gave one: it could be told whose it is). ``low`` and ``high`` are there
    for "zero", "fewer_than_3" and "range". Numbers of bodies: ``answered`` gave a figure, ``no_data`` said that they
    have none, ``not_answered`` left the question open.
    """

    answer: str
    low: NotRequired[int]
    high: NotRequired[int]
    answered: int
    no_data: int
    not_answered: int


class PublishedLevel(TypedDict):
    """The highest level that a body states: none, low, medium, high; or "no_data", "withheld" as for figures."""

    level: str
    answered: int
    no_data: int
    not_answered: int


class ScorePart(TypedDict):
    """Points of one criterion: from ``low`` to ``high`` of ``most``; one decimal."""

    key: str
    low: float
    high: float
    most: float


class CountryScore(TypedDict):
    """Points of 100, from those that are certain to those that are possible; place, best and worst place.

    Computed from the published figures alone, so that it tells nothing more than they do.
    """

    low: float
    high: float
    rank: int
    best: int
    worst: int
    parts: list[ScorePart]


class FigureChange(TypedDict):
    """A published figure (or level) that was another in the report before. ``key``: a figure's, or "aml"."""

    key: str
    before: dict[str, Any]
    now: dict[str, Any]


class CountryChange(TypedDict):
    """What became of a country since the report before.

    ``was_there`` false: the country is new, and the rest is empty. ``proposal_before`` is empty where there was none,
    ``score_before`` null where the report before counted by another method.
    """

    was_there: bool
    proposal_before: str
    score_before: CountryScore | None
    figures: list[FigureChange]


class CountryContent(TypedDict):
    """One country. ``figures`` has every ``FigureKey``; ``change`` is null where there is no report before.

    ``wishes``: the measures of the toolkit that somebody wishes for, in its order, not by how many; empty where fewer
    than 3 bodies contributed.
    """

    code: str
    figures: dict[str, PublishedFigure]
    aml: PublishedLevel
    wishes: list[str]
    score: CountryScore
    narrative: str
    proposal: str
    change: CountryChange | None


class CriterionContent(TypedDict):
    """One criterion of the method, with its ``share`` of 100 points."""

    key: str
    label: Names
    reason: Names
    weight: float
    share: float
    normalisation: str
    direction: str
    ceiling: float


class MethodContent(TypedDict):
    """The method by which the scores are computed."""

    name: str
    version: int
    criteria: list[CriterionContent]


class RoundContent(TypedDict):
    """The round. ``is_example``: nothing in it is true, and every rendering says so."""

    title: str
    slug: str
    period_start: str
    period_end: str
    opens: str
    closes: str
    introduction: str
    is_example: bool


class BodiesContent(TypedDict):
    """Who was asked, who of them contributed and who did not, and who was consulted: codes, sorted."""

    asked: list[str]
    contributed: list[str]
    not_contributed: list[str]
    consulted: list[str]
    commented: list[str]


class PreviousContent(TypedDict):
    """The report before, that of the previous round. ``same_method``: whether scores can be compared."""

    title: str
    number: int
    frozen_at: str
    content_hash: str
    same_method: bool
    left_out: list[str]
    """Codes of countries that were in it and are not any more."""


class Frozen(TypedDict):
    """Which report this is, and when it was frozen."""

    number: int
    at: str


class ReportContent(TypedDict):
    """A report. ``frozen`` is null in a draft. Countries stand in the order of their places.

    ``sensitivity``: ``sensitivity.Sensitivity.as_dict()`` over the scores of this report, with the seed.
    """

    schema: int
    frozen: Frozen | None
    round: RoundContent
    names: dict[str, Names]
    bodies: BodiesContent
    method: MethodContent
    countries: list[CountryContent]
    sensitivity: dict[str, Any]
    previous: PreviousContent | None


def canonical(content: Any) -> bytes:
    """The one way in which a content is written down: keys sorted, no blanks, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def content_hash(content: Any) -> str:
    """The SHA-256 of a content, in hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()
