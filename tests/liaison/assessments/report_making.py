"""Rounds in consultation, with contributions, assessments and reports: what tests of reports are made of."""

from __future__ import annotations

from typing import Any

from liaison.assessments.enums import Proposal, RoundStatus
from liaison.assessments.freezing import freeze, reading_mark
from liaison.assessments.methods import DEFAULT_CRITERIA
from liaison.assessments.models import Narrative, Report, Round
from liaison.assessments.report_content import draft_content
from portal.people.models import User
from tests.liaison.assessments.making import (
    answer,
    hand_in,
    make_assessor,
    make_member,
    make_method,
    make_open_round,
    number,
)

BODIES = ("FR", "ES", "IT", "EJN", "EUROPOL")


def contribute(round: Round, body: str, country: str, targets: Any, **more: Any) -> None:
    """Submit one body's answers on a country: the number of targets of MLA requests, and by section what else."""
    member = make_member(body)
    answer(round, body, country, "targets", member, hvt_mla=targets)
    for section, answers in more.items():
        answer(round, body, country, section, member, **answers)
    hand_in(round, body, member)


def make_consulted_round(by: User | None = None, single: int = 823, **fields: Any) -> Round:
    """A round in consultation: of Morocco three bodies gave figures, of Tunisia one (``single``); both are assessed."""
    by = by or make_assessor()
    fields = {"asked": BODIES, "method": make_method(criteria=DEFAULT_CRITERIA), **fields}
    round = make_open_round(by=by, **fields)
    contribute(round, "FR", "MA", number(317), aml={"level": "high", "source": "List"})
    contribute(round, "ES", "MA", {"answer": "fewer_than_3"}, aml={"level": "low", "source": "List"})
    contribute(round, "IT", "MA", {"answer": "range", "low": 4, "high": 9}, needs={"wished": ["dialogue"]})
    contribute(round, "EJN", "MA", {"answer": "no_data"})
    contribute(round, "EUROPOL", "TN", number(single))
    assess(round, by)
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.CONSULTED)
    round.refresh_from_db()
    return round


def assess(round: Round, by: User, proposal: str = Proposal.PRIORITY) -> None:
    """An assessment and a proposal for each country."""
    for country in round.countries.all():
        Narrative.objects.update_or_create(
            round=round,
            country=country,
            defaults={
                "narrative": f"Assessment of {country.pk}.",
                "proposal": proposal,
                "by": by,
                "version": 1,
            },
        )


def frozen(round: Round, by: User | None = None) -> Report:
    """The round's draft, frozen as it stands."""
    by = by or make_assessor()
    seen = reading_mark(round, draft_content(by, round))
    return freeze(round=round, by=by, seen=seen, despite_unanswered=True)
