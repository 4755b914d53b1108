"""One country of a report in words; see ``report_reading``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from liaison.assessments.disclosure import WITHHELD
from liaison.assessments.enums import AmlLevel, Answer, FigureKey, Measure
from liaison.assessments.report_schema import CountryChange, CountryContent, CountryScore
from liaison.assessments.scoring import AML

Name = Callable[[str], str]
"""The name of a country or body, by its code, as the report keeps it."""


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One question: what is shown of all answers together, and how many bodies answered how."""

    label: str
    total: str
    answered: int
    no_data: int
    not_answered: int


@dataclass(frozen=True, slots=True)
class PointsRow:
    """The points of one criterion, and the most that it can give."""

    label: str
    points: str
    most: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What was shown before, and what is shown now."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class CountryReading:
    """What a report says of one country. ``change`` is empty where there is no report before."""

    code: str
    name: str
    rank: int
    points: str
    places: str
    proposal: str
    narrative: str
    totals: tuple[TotalRow, ...]
    wishes: tuple[str, ...]
    parts: tuple[PointsRow, ...]
    change: str
    changes: tuple[ChangeRow, ...]


def read_country(
    one: CountryContent, name: Name, labels: Mapping[str, str], proposal_text: Callable[[str], str]
) -> CountryReading:
    """A country in words. ``labels``: the criteria of the method, by key."""
    change = one["change"]
    return CountryReading(
        code=one["code"],
        name=name(one["code"]),
        rank=one["score"]["rank"],
        points=points_text(one["score"]),
        places=places_text(one["score"]),
        proposal=proposal_text(one["proposal"]),
        narrative=one["narrative"],
        totals=_totals(one),
        wishes=tuple(str(Measure(measure).label) for measure in one["wishes"]),
        parts=tuple(
            PointsRow(labels.get(part["key"], part["key"]), points_text(part), decimal(part["most"]))
            for part in one["score"]["parts"]
        ),
        change=_change_text(change),
        changes=_change_rows(one, change, proposal_text) if change else (),
    )


def _totals(one: CountryContent) -> tuple[TotalRow, ...]:
    rows = [
        TotalRow(
            label=key_text(key),
            total=total_text(dict(figure)),
            answered=figure["answered"],
            no_data=figure["no_data"],
            not_answered=figure["not_answered"],
        )
        for key, figure in ((key.value, one["figures"][key.value]) for key in FigureKey)
    ]
    level = one["aml"]
    rows.append(
        TotalRow(
            label=key_text(AML),
            total=total_text(dict(level)),
            answered=level["answered"],
            no_data=level["no_data"],
            not_answered=level["not_answered"],
        )
    )
    return tuple(rows)


def _change_text(change: CountryChange | None) -> str:
    if change is None:
        return ""
    if not change["was_there"]:
        return _("This country was not in the report before.")
    return "" if change["figures"] else _("Every figure is shown as in the report before.")


def _change_rows(
    one: CountryContent, change: CountryChange, proposal_text: Callable[[str], str]
) -> tuple[ChangeRow, ...]:
    rows = []
    if change["was_there"] and change["proposal_before"] != one["proposal"]:
        before, now = proposal_text(change["proposal_before"]), proposal_text(one["proposal"])
        rows.append(ChangeRow(_("Proposal"), before, now))
    if change["score_before"] is not None:
        before, now = points_text(change["score_before"]), points_text(one["score"])
        if before != now:
            rows.append(ChangeRow(_("Points of 100"), before, now))
    rows += [
        ChangeRow(key_text(each["key"]), total_text(each["before"]), total_text(each["now"]))
        for each in change["figures"]
    ]
    return tuple(rows)


def key_text(key: str) -> str:
    """What a question is called in a report, where the answers of all bodies stand together."""
    if key == AML:
        return _("Weaknesses used to launder money: the highest level stated")
    if key == FigureKey.MEDIAN_DAYS:
        return _("Median time until the answer, in days: average of the bodies")
    return str(FigureKey(key).label)


def total_text(shown: Mapping[str, Any]) -> str:
    """A published figure or level in words. What is not shown is not the same as "no data"."""
    said = shown.get("answer") or shown["level"]
    if said == WITHHELD:
        return _("Not shown")
    if said == Answer.RANGE:
        return f"{number_format(shown['low'], force_grouping=True)}–{number_format(shown['high'], force_grouping=True)}"
    return str(AmlLevel(said).label) if "level" in shown else str(Answer(said).label)


def points_text(span: Any) -> str:
    """A span of points: 12.5, or 8.0–20.4."""
    low, high = decimal(span["low"]), decimal(span["high"])
    return low if low == high else f"{low}–{high}"


def places_text(score: CountryScore) -> str:
    """The places a country can have: 3, or 2–7."""
    best, worst = score["best"], score["worst"]
    return str(best) if best == worst else f"{best}–{worst}"


def decimal(value: Any) -> str:
    """A number to one decimal, as the language writes it."""
    return str(number_format(value, decimal_pos=1))
