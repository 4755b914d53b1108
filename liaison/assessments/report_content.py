"""The one builder of a report: what stands in it is gathered here, once, in the form of ``report_schema``.

Of contributions only what ``disclosure`` lets through goes in, so that whoever may read the report learns no single
body's answers from it. The draft that is consulted on and the report that is frozen are built by the same function.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from liaison.assessments.access import can_read_draft_report, is_assessor
from liaison.assessments.bodies import CONSULTEES, UNION_BODIES, body_name
from liaison.assessments.disclosure import published_figure, published_level, published_wishes
from liaison.assessments.enums import FigureKey, Surface
from liaison.assessments.methods import parse_criteria
from liaison.assessments.models import Report, Round
from liaison.assessments.report_changes import country_change, left_out
from liaison.assessments.report_schema import (
    SCHEMA,
    BodiesContent,
    CountryContent,
    MethodContent,
    Names,
    PreviousContent,
    ReportContent,
    RoundContent,
    content_hash,
)
from liaison.assessments.report_scores import Published, score_content, score_published
from liaison.assessments.scoring import AML, Criterion, Score, shares
from liaison.assessments.sensitivity import Variation, seed_of, usual_top, vary
from liaison.assessments.submission import counted_data, submitted_data
from portal.reference.cldr import territory_name

Answers = Mapping[str, Mapping[str, Any]]
"""What was submitted: body -> country -> what it says of it."""


def draft_content(viewer: Any, round: Round) -> ReportContent:
    """The report as it would be frozen now, for somebody who may read the draft.

    Raises ``PermissionDenied`` for whoever may not, ``ValidationError`` where the method cannot be counted by. What
    assessors do with the report is in the read log; consultees reach no contribution by it.
    """
    if not can_read_draft_report(viewer, round):
        raise PermissionDenied
    if is_assessor(viewer):
        data = submitted_data(viewer, round, Surface.REPORT)
    else:
        data = counted_data(round)
    return _content(round, {body: said["countries"] for body, said in data.items()})


def _content(round: Round, answers: Answers) -> ReportContent:
    criteria = parse_criteria(round.method.criteria)
    codes = sorted(round.countries.values_list("pk", flat=True))
    shown = {code: published(answers, code) for code in codes}
    scores = score_published(criteria, shown)
    before = previous_report(round)
    narratives = {one.country_id: one for one in round.narratives.all()}
    bodies = bodies_content(round, answers)
    previous = previous_content(round, before, codes)
    named = {*codes, *bodies["asked"], *bodies["contributed"], *CONSULTEES}
    named |= set(previous["left_out"] if previous else ())
    countries = [
        country_content(one, shown[one.country], answers, narratives.get(one.country)) for one in scores
    ]
    if before is not None and previous is not None:
        for country in countries:
            country["change"] = country_change(country, before.content, previous["same_method"])
    variation = Variation(seed=seed_of(round.slug, round.method_id), top=usual_top(len(codes)))
    return {
        "schema": SCHEMA,
        "frozen": None,
        "round": round_content(round),
        "names": {code: _names(code) for code in sorted(named)},
        "bodies": bodies,
        "method": method_content(round, criteria),
        "countries": countries,
        "sensitivity": vary(scores, variation).as_dict(),
        "previous": previous,
    }


def published(answers: Answers, code: str) -> Published:
    """What is shown of one country, by key."""
    said = [one.get(code, {}) for one in answers.values()]
    figures = {
        str(key.value): published_figure(key.value, [one.get("figures", {}).get(key.value) for one in said])
        for key in FigureKey
    }
    return {**figures, AML: published_level([one.get("aml", {}).get("level") for one in said])}


def country_content(one: Score, shown: Published, answers: Answers, narrative: Any) -> CountryContent:
    """What the report says of one country, but for what changed."""
    content: Any = {
        "code": one.country,
        "figures": {key: value for key, value in shown.items() if key != AML},
        "aml": shown[AML],
        "wishes": published_wishes(
            [said.get(one.country, {}).get("wished", ()) for said in answers.values()]
        ),
        "score": score_content(one),
        "narrative": narrative.narrative if narrative else "",
        "proposal": str(narrative.proposal) if narrative else "",
        "change": None,
    }
    found: CountryContent = content
    return found


def round_content(round: Round) -> RoundContent:
    """The round, as the report names it."""
    return {
        "title": round.title,
        "slug": round.slug,
        "period_start": round.period_start.isoformat(),
        "period_end": round.period_end.isoformat(),
        "opens": round.opens.isoformat(),
        "closes": round.closes.isoformat(),
        "introduction": round.introduction,
        "is_example": round.is_example,
    }


def bodies_content(round: Round, answers: Answers) -> BodiesContent:
    """Who was asked, who contributed, who was consulted and commented."""
    commented = set(round.comments.order_by().values_list("body", flat=True))
    return {
        "asked": sorted(round.asked),
        "contributed": sorted(answers),
        "not_contributed": sorted(set(round.asked) - set(answers)),
        "consulted": list(CONSULTEES),
        "commented": [code for code in CONSULTEES if code in commented],
    }


def method_content(round: Round, criteria: list[Criterion]) -> MethodContent:
    """The method with its criteria, as it counted."""
    parts = shares(criteria)
    return {
        "name": round.method.name,
        "version": round.method.version,
        "criteria": [
            {
                "key": one.key,
                "label": {"en": one.label_en, "fr": one.label_fr},
                "reason": {"en": one.reason_en, "fr": one.reason_fr},
                "weight": one.weight,
                "share": round_share(parts[one.key]),
                "normalisation": str(one.normalisation),
                "direction": str(one.direction),
                "ceiling": one.ceiling,
            }
            for one in criteria
        ],
    }


def round_share(share: float) -> float:
    """A part of 100 points to one decimal, as it is shown."""
    return round(share, 1)


def previous_report(this: Round) -> Report | None:
    """The report of the previous round: the last that was transmitted, else the last that was frozen.

    One that is not what was frozen is none to compare with.
    """
    if this.previous_id is None:
        return None
    frozen = Report.objects.filter(round=this.previous_id, frozen_at__isnull=False).order_by("-number")
    found = frozen.filter(transmitted_at__isnull=False).first() or frozen.first()
    return found if found is not None and content_hash(found.content) == found.content_hash else None


def previous_content(this: Round, before: Report | None, codes: list[str]) -> PreviousContent | None:
    """Which report this one is compared with."""
    if before is None or before.frozen_at is None:
        return None
    method = before.content["method"]
    return {
        "title": before.content["round"]["title"],
        "number": before.number,
        "frozen_at": before.content["frozen"]["at"],
        "content_hash": before.content_hash,
        "same_method": (method["name"], method["version"]) == (this.method.name, this.method.version),
        "left_out": left_out(codes, before.content),
    }


def _names(code: str) -> Names:
    """A country's or body's name in the languages of the portal."""
    if code in UNION_BODIES:
        with override("en"):
            english = body_name(code)
        with override("fr"):
            return {"en": english, "fr": body_name(code)}
    return {"en": territory_name(code, "en"), "fr": territory_name(code, "fr")}
