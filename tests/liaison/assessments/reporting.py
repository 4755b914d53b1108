"""What tests of reports and decisions start from: a round in consultation, whose report can be frozen."""

from __future__ import annotations

from typing import Any

from liaison.assessments.enums import Proposal, RoundStatus
from liaison.assessments.freezing import freeze, reading_mark
from liaison.assessments.models import Narrative, Report, Round
from liaison.assessments.report_content import draft_content
from liaison.assessments.transmission import transmit
from portal.people.models import User
from tests.liaison.assessments.making import answer, hand_in, make_member, make_open_round, number


def make_consulted_round(*, by: User, asked: tuple[str, ...] = ("FR", "ES", "EJN"), **fields: Any) -> Round:
    """A round in consultation: everyone has contributed, every country has its assessment and proposal."""
    round = make_open_round(asked=asked, by=by, **fields)
    for place, body in enumerate(asked):
        member = make_member(body)
        for country in round.countries.all():
            answer(round, body, country.pk, "targets", member, hvt_mla=number(4 + place))
        hand_in(round, body, member)
    for country in round.countries.all():
        Narrative.objects.create(
            round=round, country=country, narrative="A text.", proposal=Proposal.PRIORITY, by=by, version=1
        )
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.CONSULTED)
    round.refresh_from_db()
    return round


def make_frozen_report(*, by: User, round: Round | None = None, **fields: Any) -> Report:
    """The frozen report of a round in consultation, not transmitted yet."""
    round = round or make_consulted_round(by=by, **fields)
    seen = reading_mark(round, draft_content(by, round))
    return freeze(round=round, by=by, seen=seen, despite_unanswered=True)


def make_transmitted_round(*, by: User, **fields: Any) -> Round:
    """A round whose report was transmitted to the Council and the Commission."""
    report = make_frozen_report(by=by, **fields)
    transmit(report=report, by=by, content_hash=report.content_hash, addressees=["COUNCIL", "COMMISSION"])
    return Round.objects.get(pk=report.round_id)
