"""What has come of a round so far, for one viewer: its reports and its decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liaison.assessments.access import is_assessor, reports_visible_to
from liaison.assessments.decisions import RECORDABLE, decision_of
from liaison.assessments.models import Decision, PriorityCountry, Report, Round
from liaison.assessments.priorities import DISCUSSED


@dataclass(frozen=True, slots=True)
class Outcome:
    """``decision`` only where the viewer may read it; ``can_decide``: whether they may record or correct one."""

    reports: list[Report]
    decision: Decision | None
    begins: list[PriorityCountry]
    ends: list[PriorityCountry]
    can_decide: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.reports and self.decision is None and not self.can_decide


def outcome_of(user: Any, round: Round) -> Outcome:
    """The outcome of a round that the user sees. Others than assessors see a decision once it is released."""
    assesses = is_assessor(user)
    decision = decision_of(round) if round.status in RECORDABLE else None
    if (
        decision is not None
        and not assesses
        and (round.status not in DISCUSSED or decision.released_at is None)
    ):
        decision = None
    begins = list(decision.priorities.select_related("country")) if decision else []
    ends = list(decision.ended_priorities.select_related("country")) if decision else []
    return Outcome(
        reports=list(reports_visible_to(user).filter(round=round).defer("content")),
        decision=decision,
        begins=sorted(begins, key=lambda one: one.country.name()),
        ends=sorted(ends, key=lambda one: one.country.name()),
        can_decide=assesses and round.status in RECORDABLE,
    )
