"""Recording what the Council decided of a round (11333/24, ¶3): which countries are priority third countries from when.

A decision is recorded once a report was transmitted, corrected where it was written down wrongly (every earlier state
is kept, with who and why), and shown across the portal only once it is released. Decisions of examples and real ones
never touch each other's priorities.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liaison.assessments.access import is_assessor
from liaison.assessments.enums import DecisionChangeKind, RoundStatus
from liaison.assessments.models import Decision, DecisionChange, PriorityCountry, Round
from liaison.assessments.rounds import StepRefused, take_step

RECORDABLE = (RoundStatus.TRANSMITTED, RoundStatus.DISCUSSED, RoundStatus.CLOSED)
NOTHING, BEGINS, ENDS = "nothing", "begins", "ends"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is decided of one country: nothing, that its priority begins, or that an earlier one ends on ``until``."""

    kind: str = NOTHING
    since: datetime.date | None = None
    until: datetime.date | None = None


class DecisionConflict(Exception):
    """Somebody else has recorded or changed the decision since it was shown. Carries it as it is."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.pk)
        self.decision = decision


def decision_of(round: Round) -> Decision | None:
    """The decision that is recorded of a round: one at most."""
    return round.decisions.order_by("pk").first()


def decision_state(decision: Decision) -> dict[str, Any]:
    """A decision as it is kept in its history."""

    def rows(found: QuerySet[PriorityCountry]) -> list[dict[str, Any]]:
        return [
            {
                "country": one.country_id,
                "since": one.since.isoformat(),
                "until": one.until.isoformat() if one.until else None,
            }
            for one in found.order_by("country_id")
        ]

    return {
        "at": decision.at.isoformat(),
        "reference": decision.reference,
        "text": decision.text,
        "priorities": rows(decision.priorities.all()),
        "ends": rows(decision.ended_priorities.all()),
        "released": decision.released_at is not None,
    }


def standing(round: Round, decision: Decision | None, day: datetime.date) -> dict[str, PriorityCountry]:
    """The latest priority of each country by other decisions that a decision of this day finds, by country.

    One that this decision itself ends is among them. Examples see examples only.
    """
    holds = Q(until=None) | Q(until__gt=day)
    if decision is not None:
        holds |= Q(ended_by=decision)
    rows = _of_others(round, decision).filter(holds).select_related("country").order_by("since", "pk")
    return {one.country_id: one for one in rows}


def _of_others(round: Round, decision: Decision | None) -> QuerySet[PriorityCountry]:
    """Priorities by other decisions."""
    rows = PriorityCountry.objects.filter(decision__round__is_example=round.is_example)
    return rows if decision is None else rows.exclude(decision=decision)


def choices_of(decision: Decision) -> dict[str, Choice]:
    """What a decision says, country by country."""
    found = {one.country_id: Choice(ENDS, None, one.until) for one in decision.ended_priorities.all()}
    return found | {one.country_id: Choice(BEGINS, one.since, one.until) for one in decision.priorities.all()}


@transaction.atomic
def record_decision(
    *,
    round: Round,
    by: Any,
    at: datetime.date,
    reference: str,
    text: str,
    choices: Mapping[str, Choice],
    version: int = 0,
    reason: str = "",
) -> Decision:
    """Record what was decided, or correct what is recorded; the first recording takes the round to "discussed".

    ``version``: that of the decision which was shown, 0 where there was none. Raises ``PermissionDenied``,
    ``StepRefused``, ``DecisionConflict``, and ``ValidationError`` by field: ``kind_XX``, ``since_XX``, ``until_XX``.
    """
    stored = _locked(round, by)
    decision = decision_of(stored)
    if decision is not None and decision.version != version:
        raise DecisionConflict(decision)
    if decision is not None and decision.released_at is not None and not reason.strip():
        raise ValidationError({"reason": _("The decision is released: say why it is corrected.")})
    before = decision_state(decision) if decision is not None else {}
    if decision is None:
        decision = Decision(round=stored, by=by)
    else:
        decision.version += 1
    decision.at, decision.reference, decision.text = at, reference, text
    decision.full_clean(exclude=["round", "by"])
    decision.save()
    _keep_priorities(stored, decision, choices)
    after = decision_state(decision)
    if after == before:
        return decision
    kind = DecisionChangeKind.CORRECTED if before else DecisionChangeKind.RECORDED
    DecisionChange.objects.create(
        decision=decision, kind=kind, by=by, reason=reason.strip(), before=before, after=after
    )
    if stored.status == RoundStatus.TRANSMITTED:
        take_step(round=stored, to=RoundStatus.DISCUSSED, by=by)
    round.status = stored.status
    return decision


def _locked(round: Round, by: Any) -> Round:
    """The round under the lock of all: priorities of a country come from several of them."""
    if not is_assessor(by):
        raise PermissionDenied
    rounds = {one.pk: one for one in Round.objects.select_for_update(of=("self",)).order_by("pk")}
    stored = rounds[round.pk]
    if stored.status not in RECORDABLE:
        raise StepRefused(_("A decision is recorded once the report is transmitted."))
    return stored


def _keep_priorities(round: Round, decision: Decision, choices: Mapping[str, Choice]) -> None:
    """Make the priorities what is decided; what the decision said of others before is undone.

    Raises ``ValidationError`` with every country at which something cannot be.
    """
    for one in decision.ended_priorities.select_for_update():
        one.until, one.planned_until, one.ended_by = one.planned_until, None, None
        one.save(update_fields=["until", "planned_until", "ended_by"])
    own = {one.country_id: one for one in decision.priorities.select_for_update()}
    earlier = standing(round, decision, decision.at)
    errors: dict[str, Any] = {}
    for code, choice in choices.items():
        if choice.kind == ENDS:
            errors |= _end(decision, code, choice, earlier.get(code))
    others: dict[str, list[PriorityCountry]] = {}
    for one in _of_others(round, decision).order_by("since"):
        others.setdefault(one.country_id, []).append(one)
    for code, choice in choices.items():
        if choice.kind == BEGINS:
            errors |= _begin(decision, code, choice, own.pop(code, None), others.get(code, []))
    for code, one in own.items():
        if one.ended_by_id is not None:
            errors[f"kind_{code}"] = _(
                "A later decision has ended this priority. Correct that decision first."
            )
        else:
            one.delete()
    if errors:
        raise ValidationError(errors)


def _end(decision: Decision, code: str, choice: Choice, earlier: PriorityCountry | None) -> dict[str, Any]:
    if earlier is None:
        return {f"kind_{code}": _("There is no earlier priority of this country that could end.")}
    if earlier.ended_by_id is not None:
        return {f"kind_{code}": _("A later decision has ended this priority. Correct that decision first.")}
    if choice.until is None:
        return {f"until_{code}": _("Say from which day on it is no priority any more.")}
    if choice.until < earlier.since:
        return {
            f"until_{code}": _("It cannot end before it began, on %(day)s.") % {"day": _day(earlier.since)}
        }
    if earlier.until is not None and choice.until > earlier.until:
        return {
            f"until_{code}": _("It ends on %(day)s already. Let it begin again instead.")
            % {"day": _day(earlier.until)}
        }
    earlier.planned_until, earlier.until, earlier.ended_by = earlier.until, choice.until, decision
    earlier.save(update_fields=["until", "planned_until", "ended_by"])
    return {}


def _begin(
    decision: Decision,
    code: str,
    choice: Choice,
    own: PriorityCountry | None,
    others: list[PriorityCountry],
) -> dict[str, Any]:
    if choice.since is None:
        return {f"since_{code}": _("Say since when it is a priority.")}
    if choice.until is not None and choice.until <= choice.since:
        return {f"until_{code}": _("It ends before it begins.")}
    if own is not None and own.ended_by_id is not None:
        if (own.since, own.until) == (choice.since, choice.until):
            return {}
        return {f"kind_{code}": _("A later decision has ended this priority. Correct that decision first.")}
    last = choice.until or datetime.date.max
    for one in others:
        if one.since < last and (one.until is None or one.until > choice.since):
            return {f"kind_{code}": _("It is a priority already, since %(day)s.") % {"day": _day(one.since)}}
    row = own or PriorityCountry(decision=decision, country_id=code)
    row.since, row.until = choice.since, choice.until
    row.save()
    return {}


def _day(day: datetime.date) -> str:
    return date_format(day, "j F Y")


@transaction.atomic
def release_decision(*, round: Round, by: Any, version: int) -> Decision:
    """Show a decision across the portal, to everyone. Raises as ``record_decision`` does."""
    decision = _shown(_locked(round, by), version)
    if decision.released_at is None:
        before = decision_state(decision)
        decision.released_at = timezone.now()
        _keep_release(decision, DecisionChangeKind.RELEASED, by, "", before)
    return decision


@transaction.atomic
def withdraw_release(*, round: Round, by: Any, version: int, reason: str) -> Decision:
    """Show a decision no more. Raises as ``record_decision`` does, ``ValidationError`` without a reason."""
    decision = _shown(_locked(round, by), version)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the reason is kept with the decision.")})
    if decision.released_at is not None:
        before = decision_state(decision)
        decision.released_at = None
        _keep_release(decision, DecisionChangeKind.WITHDRAWN, by, reason.strip(), before)
    return decision


def _shown(round: Round, version: int) -> Decision:
    decision = decision_of(round)
    if decision is None:
        raise StepRefused(_("No decision is recorded yet."))
    if decision.version != version:
        raise DecisionConflict(decision)
    return decision


def _keep_release(decision: Decision, kind: str, by: Any, reason: str, before: dict[str, Any]) -> None:
    decision.version += 1
    decision.save(update_fields=["released_at", "version"])
    DecisionChange.objects.create(
        decision=decision, kind=kind, by=by, reason=reason, before=before, after=decision_state(decision)
    )
