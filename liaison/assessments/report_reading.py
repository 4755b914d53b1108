"""A report in words: what its page, PDF, document and tables show, made of its content alone.

Pure: nothing is asked of the database, so a frozen report reads the same whatever became of its sources.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from liaison.assessments.chart import Bar, bar_of
from liaison.assessments.enums import Proposal
from liaison.assessments.report_country_reading import (
    CountryReading,
    Name,
    decimal,
    places_text,
    points_text,
    read_country,
)
from liaison.assessments.report_schema import CriterionContent, ReportContent
from liaison.assessments.score_table import how_normalised
from liaison.assessments.scoring import AML, Range


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One country in the order of the report. ``low`` and ``high`` are its points, for a bar."""

    code: str
    rank: int
    name: str
    points: str
    places: str
    proposal: str
    low: float
    high: float

    @property
    def bar(self) -> Bar:
        """Its points, drawn."""
        return bar_of(Range(self.low, self.high))


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion of the method: its part of 100 points, how it is counted, why."""

    label: str
    share: str
    how: str
    reason: str


@dataclass(frozen=True, slots=True)
class MovementRow:
    """How one country moves when the weights vary, in percent of the variations."""

    name: str
    stays: str
    surely: str
    possibly: str
    places: str


@dataclass(frozen=True, slots=True)
class ReportReading:
    """A report in one language. All texts are plain; paragraphs of ``introduction`` are parted by line breaks."""

    language: str
    title: str
    state: str
    is_draft: bool
    is_example: bool
    facts: tuple[tuple[str, str], ...]
    introduction: str
    proposals: tuple[tuple[str, tuple[str, ...]], ...]
    order: tuple[OrderRow, ...]
    since: str
    changes: tuple[str, ...]
    countries: tuple[CountryReading, ...]
    method: str
    criteria: tuple[CriterionRow, ...]
    variation: str
    top: int
    movements: tuple[MovementRow, ...]
    notes: tuple[str, ...]


def read_report(content: ReportContent, language: str) -> ReportReading:
    """The report in a language ("en" or "fr")."""
    with override(language):
        return _read(content, "fr" if language.startswith("fr") else "en")


def _read(content: ReportContent, language: str) -> ReportReading:
    def name(code: str) -> str:
        names = content["names"].get(code)
        return (names["fr"] if language == "fr" else names["en"]) if names else code

    labels = {one["key"]: _label(one, language) for one in content["method"]["criteria"]}
    method, frozen = content["method"], content["frozen"]
    variation = content["sensitivity"]["variation"]
    return ReportReading(
        language=language,
        title=content["round"]["title"],
        state=_state(content),
        is_draft=frozen is None,
        is_example=content["round"]["is_example"],
        facts=_facts(content, name),
        introduction=content["round"]["introduction"],
        proposals=_proposals(content, name),
        order=tuple(
            OrderRow(
                code=one["code"],
                rank=one["score"]["rank"],
                name=name(one["code"]),
                points=points_text(one["score"]),
                places=places_text(one["score"]),
                proposal=proposal_text(one["proposal"]),
                low=one["score"]["low"],
                high=one["score"]["high"],
            )
            for one in content["countries"]
        ),
        since=_since(content),
        changes=_changes(content, name),
        countries=tuple(read_country(one, name, labels, proposal_text) for one in content["countries"]),
        method=_("%(name)s, version %(number)s") % {"name": method["name"], "number": method["version"]},
        criteria=tuple(_criterion(one, language) for one in method["criteria"]),
        variation=_(
            "Scored %(draws)s times with each weight going up or down by up to %(spread)s %%. Seed: %(seed)s."
        )
        % variation,
        top=variation["top"],
        movements=tuple(_movement(one, name) for one in content["sensitivity"]["movements"]),
        notes=_notes(content, language),
    )


def proposal_text(proposal: str) -> str:
    """What is proposed, in words."""
    return str(Proposal(proposal).label) if proposal else _("No proposal yet")


def day_text(iso: str) -> str:
    """A day or time of the content, as a day in words."""
    if len(iso) > len("2026-01-01"):
        # The day it was where reports are made, whatever the time zone of whoever reads: it must not move.
        moment = datetime.datetime.fromisoformat(iso).astimezone(ZoneInfo("Europe/Brussels"))
        return str(date_format(moment.date()))
    return str(date_format(datetime.date.fromisoformat(iso)))


def _label(one: CriterionContent, language: str) -> str:
    return one["label"]["fr"] if language == "fr" else one["label"]["en"]


def _state(content: ReportContent) -> str:
    frozen = content["frozen"]
    if frozen is None:
        return _("Draft of the assessment report")
    return _("Assessment report %(number)s, frozen on %(day)s") % {
        "number": frozen["number"],
        "day": day_text(frozen["at"]),
    }


def _facts(content: ReportContent, name: Name) -> tuple[tuple[str, str], ...]:
    round, bodies = content["round"], content["bodies"]

    def names(codes: list[str]) -> str:
        return ", ".join(sorted(map(name, codes))) or _("None")

    return (
        (_("Reference period"), _span(round["period_start"], round["period_end"])),
        (_("Contributions collected"), _span(round["opens"], round["closes"])),
        (_("Contributed"), names(bodies["contributed"])),
        (_("Asked, did not contribute"), names(bodies["not_contributed"])),
        (_("Consulted"), names(bodies["consulted"])),
        (_("Commented in the consultation"), names(bodies["commented"])),
    )


def _span(first: str, last: str) -> str:
    return f"{day_text(first)} – {day_text(last)}"


def _proposals(content: ReportContent, name: Name) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Countries by what is proposed for them, by name."""
    found = []
    for proposal in (*Proposal.values, ""):
        names = sorted(name(one["code"]) for one in content["countries"] if one["proposal"] == proposal)
        if names:
            found.append((proposal_text(proposal), tuple(names)))
    return tuple(found)


def _since(content: ReportContent) -> str:
    before = content["previous"]
    if before is None:
        return _("There is no report of a previous round to compare with.")
    text = _("Compared with report %(number)s of %(title)s, frozen on %(day)s.") % {
        "number": before["number"],
        "title": before["title"],
        "day": day_text(before["frozen_at"]),
    }
    if before["same_method"]:
        return text
    return text + " " + _("It counted by another method: the points and places cannot be compared.")


def _changes(content: ReportContent, name: Name) -> tuple[str, ...]:
    """What changed since the report before, a sentence each: countries, then proposals, then how many figures."""
    before = content["previous"]
    if before is None:
        return ()
    found = [_("New: %(country)s.") % {"country": name(one["code"])} for one in _new(content)]
    found += [_("No longer assessed: %(country)s.") % {"country": name(code)} for code in before["left_out"]]
    figures = 0
    for one in content["countries"]:
        change = one["change"]
        if change is None or not change["was_there"]:
            continue
        figures += len(change["figures"])
        if change["proposal_before"] != one["proposal"]:
            found.append(
                _("%(country)s: before “%(before)s”, now “%(now)s”.")
                % {
                    "country": name(one["code"]),
                    "before": proposal_text(change["proposal_before"]),
                    "now": proposal_text(one["proposal"]),
                }
            )
    text = ngettext(
        "%(number)s figure has changed: see its country.",
        "%(number)s figures have changed: see each country.",
        figures,
    )
    return (*found, text % {"number": figures})


def _new(content: ReportContent) -> list[dict[str, str]]:
    return [
        {"code": one["code"]}
        for one in content["countries"]
        if one["change"] is not None and not one["change"]["was_there"]
    ]


def _criterion(one: CriterionContent, language: str) -> CriterionRow:
    return CriterionRow(
        label=_label(one, language),
        share=decimal(one["share"]),
        how=how_normalised(one["normalisation"], one["direction"]),
        reason=one["reason"]["fr"] if language == "fr" else one["reason"]["en"],
    )


def _movement(one: dict[str, object], name: Name) -> MovementRow:
    least, most = one["least"], one["most"]
    return MovementRow(
        name=name(str(one["country"])),
        stays=f"{decimal(one['stays'])} %",
        surely=f"{decimal(one['surely'])} %",
        possibly=f"{decimal(one['possibly'])} %",
        places=str(least) if least == most else f"{least}–{most}",
    )


def _notes(content: ReportContent, language: str) -> tuple[str, ...]:
    """How the figures are to be read."""
    return (
        _("“No data” means that nobody has a figure. “Zero” means that bodies looked and there are none."),
        _("“Fewer than 3” means one or two. Larger totals are shown as the step in which they lie."),
        _(
            "A total is shown if at least three bodies gave a figure; otherwise it is “not shown”, so that it cannot "
            "be told whose it is."
        ),
        _(
            "Scores are ranges, from the points that are certain to those that are possible. They are computed from "
            "the figures as they are shown here; what is missing or not shown counts as unknown, never as zero."
        ),
        _(
            "A figure that is missing or not shown counts as anything up to the ceiling of the method for one body "
            "(%(ceilings)s). Totals that are shown count as they are, above a ceiling too."
        )
        % {"ceilings": _ceilings(content, language)},
        _("A score is a help for the discussion, not its result."),
    )


def _ceilings(content: ReportContent, language: str) -> str:
    """The ceiling of each criterion that counts and has one: levels have none."""
    return "; ".join(
        f"{_label(one, language)}: {one['ceiling']:g}"
        for one in content["method"]["criteria"]
        if one["weight"] and one["key"] != AML
    )
