"""Assessment rounds in the world of the leak matrix: a word for every state a contribution can be in.

Of the roles of the matrix only the Eurojust desk (assessors, and itself a body that is asked) and superusers have
anything to do with rounds; that one body cannot reach another's figures is in
``tests/liaison/assessments/test_access.py``. Who is inside is written down by hand, as in ``world.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone

from liaison.assessments.consultation import add_comment
from liaison.assessments.decisions import BEGINS, Choice, record_decision
from liaison.assessments.enums import RoundStatus
from liaison.assessments.methods import DEFAULT_CRITERIA
from liaison.assessments.models import Comment, Report, Round
from liaison.assessments.submission import reopen
from liaison.assessments.transmission import transmit
from tests.liaison.assessments.making import (
    answer,
    contribution_of,
    hand_in,
    make_member,
    make_method,
    make_open_round,
    number,
)
from tests.liaison.assessments.report_making import frozen, make_consulted_round

if TYPE_CHECKING:
    from portal.people.models import User
    from tests.leaks.world import World

ASSESSORS = frozenset({"eurojust desk", "superuser"})


@dataclass
class AssessmentWorld:
    """The rounds, and each word with the roles that may read it somewhere."""

    open: Round = field(default_factory=Round)
    prepared: Round = field(default_factory=Round)
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    open_word: str = "zqroundopen"
    prepared_word: str = "zqroundprepared"
    submitted_word: str = "zqfrsubmitted"
    number_word: str = "7390218"
    """A number that France has submitted."""
    changing_word: str = "zqfrchanging"
    draft_word: str = "zqesdraft"
    eurojust_word: str = "zqeurojustdraft"
    consulted: Round = field(default_factory=Round)
    consulted_word: str = "zqroundconsulted"
    assessment_word: str = "zqassessment"
    comment_word: str = "zqcomment"
    single_word: str = "5830271"
    """A number that Europol alone has submitted of Tunisia: in no report."""
    comment: Comment = field(default_factory=Comment)
    decided: Round = field(default_factory=Round)
    report: Report = field(default_factory=Report)
    decided_word: str = "zqrounddecided"
    decision_word: str = "zqdecision"
    addressee_word: str = "zqaddressee"


def add_assessments(world: World) -> None:
    """A round that collects: France has submitted and changes it again, Spain and Eurojust fill in; and a draft."""
    desk = world.users["eurojust desk"]
    assert desk is not None
    here = world.assessments
    here.open = make_open_round(
        asked=("FR", "ES", "EUROJUST"),
        by=desk,
        title=f"Round {here.open_word}",
        method=make_method(criteria=DEFAULT_CRITERIA),
    )
    here.prepared = make_open_round(
        status=RoundStatus.DRAFT,
        by=desk,
        title=f"Round {here.prepared_word}",
        introduction=here.prepared_word,
    )
    for number_of, one in enumerate((here.open, here.prepared)):
        # An answer repeats the address it was asked at; the title's words must not stand there.
        one.slug = f"round-{number_of}"
        one.save()
    france, spain = make_member("FR"), make_member("ES")
    answer(here.open, "FR", "MA", "targets", france, hvt_mla=number(int(here.number_word)))
    answer(here.open, "FR", "MA", "needs", france, needs=f"Needs {here.submitted_word}")
    hand_in(here.open, "FR", france)
    reopen(contribution=contribution_of(here.open, "FR"), by=france)
    answer(here.open, "FR", "MA", "elements", france, safe_haven=f"Text {here.changing_word}")
    answer(here.open, "ES", "MA", "needs", spain, needs=f"Needs {here.draft_word}")
    answer(here.open, "EUROJUST", "MA", "needs", desk, needs=f"Needs {here.eurojust_word}")
    _add_consulted(here, desk)
    _add_decided(here, desk)
    nobody = frozenset[str]()
    here.readers = {
        here.open_word: ASSESSORS,
        here.prepared_word: ASSESSORS,
        here.submitted_word: ASSESSORS,
        here.number_word: ASSESSORS,
        here.changing_word: nobody,
        here.draft_word: nobody,
        here.eurojust_word: frozenset({"eurojust desk"}),
        here.consulted_word: ASSESSORS,
        here.assessment_word: ASSESSORS,
        here.comment_word: ASSESSORS,
        here.single_word: ASSESSORS,
        here.decided_word: ASSESSORS,
        here.decision_word: ASSESSORS,
        here.addressee_word: ASSESSORS,
    }


def _add_consulted(here: AssessmentWorld, desk: User) -> None:
    """A round in consultation, with a comment and a frozen report that is not transmitted."""
    here.consulted = make_consulted_round(
        by=desk, single=int(here.single_word), title=f"Round {here.consulted_word}"
    )
    here.consulted.slug = "round-consulted"
    here.consulted.save()
    here.consulted.narratives.update(narrative=f"Assessment {here.assessment_word}")
    here.comment = add_comment(
        round=here.consulted,
        country=here.consulted.countries.get(pk="TN"),
        text=f"Comment {here.comment_word}",
        by=make_member("EJN"),
    )
    frozen(here.consulted, desk)


def _add_decided(here: AssessmentWorld, desk: User) -> None:
    """A round whose report was transmitted, with a decision that is not released."""
    here.decided = make_consulted_round(by=desk, title=f"Round {here.decided_word}")
    here.decided.slug = "round-decided"
    here.decided.save()
    here.report = frozen(here.decided, desk)
    transmit(
        report=here.report,
        by=desk,
        content_hash=here.report.content_hash,
        addressees=["COMMISSION"],
        outside=[f"Addressee {here.addressee_word}"],
    )
    today = timezone.localdate()
    record_decision(
        round=here.decided,
        by=desk,
        at=today,
        reference=f"Minutes {here.decision_word}",
        text="",
        choices={"MA": Choice(BEGINS, today)},
    )
