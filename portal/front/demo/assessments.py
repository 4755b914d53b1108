"""Demo rounds of the assessment, from ``data/demo/assessments.json``: made up, and marked as examples everywhere.

One is closed and its decision released, one is in consultation, one collects: every stage can be walked from one of
them. Everything is done by the actions people use, as the demo's people; what is refused for them is refused here.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from liaison.assessments.answers import clean_answer
from liaison.assessments.bodies import body_of
from liaison.assessments.consolidation import clean_field, save_narrative
from liaison.assessments.consultation import add_comment, answer_comment, clean_comment
from liaison.assessments.contributions import save_section
from liaison.assessments.decisions import BEGINS, Choice, record_decision, release_decision
from liaison.assessments.enums import SECTION_FIGURES, RoundStatus, Section
from liaison.assessments.freezing import freeze, reading_mark
from liaison.assessments.methods import ensure_method
from liaison.assessments.models import Comment, Contribution, Round
from liaison.assessments.report_content import draft_content
from liaison.assessments.rounds import make_round, take_step
from liaison.assessments.submission import state_of, submit
from liaison.assessments.transmission import transmit
from portal.people.enums import Role
from portal.people.models import User
from portal.reference.models import Country

DESK = "eurojust.desk@demo.comity.example"
WORDS = {"no data": "no_data", "0": "zero", "<3": "fewer_than_3"}
"""How the file says the answers that are no number."""


def load_assessments(rows: list[dict[str, Any]]) -> int:
    """Make the rounds that are missing; one that is there stays as it is. Gives how many are new."""
    desk = User.objects.get(email=DESK)
    new = [row for row in rows if not Round.objects.filter(title=row["title"], is_example=True).exists()]
    for row in new:
        with transaction.atomic():  # mails that are untrue once all is loaded are then not sent
            _load(row, desk, _speakers())
    return len(new)


def _speakers() -> dict[str, User]:
    """Somebody of the demo's people for each body; the desk for Eurojust."""
    people = User.objects.filter(email__endswith="@demo.comity.example", is_superuser=False).order_by("-pk")
    found = {str(body): user for user in people if (body := body_of(user))}
    desk = [user for user in people if user.role == Role.EUROJUST_DESK]
    return found | {str(body_of(user)): user for user in desk}


def _load(row: dict[str, Any], desk: User, speakers: dict[str, User]) -> None:
    today = localdate()
    round = make_round(
        values={
            "title": row["title"],
            "introduction": row["introduction"],
            "period_start": datetime.date.fromisoformat(row["period"][0]),
            "period_end": datetime.date.fromisoformat(row["period"][1]),
            "opens": today + datetime.timedelta(row["opens_in_days"]),
            "closes": today + datetime.timedelta(row["closes_in_days"]),
            "method": ensure_method(),
            "previous": Round.objects.filter(title=row.get("previous", ""), is_example=True).first(),
            "asked": [body for body in row["asked"] if body in speakers],
            "is_example": True,
        },
        countries=Country.objects.filter(pk__in=row["countries"]),
        by=desk,
    )
    take_step(round=round, to=RoundStatus.COLLECTING, by=desk)
    for body, said in row["contributions"].items():
        if body in speakers:
            _contribute(round, body, said, speakers[body], body in row.get("submitted", row["contributions"]))
    if row["until"] == RoundStatus.COLLECTING:
        return
    _assess(round, row, desk, speakers)
    if row["until"] != RoundStatus.CONSULTED:
        _conclude(round, row, desk)


def _contribute(round: Round, body: str, said: dict[str, Any], user: User, submits: bool) -> None:
    contribution = Contribution.objects.get(round=round, body=body)
    for country, sections in said.items():
        for section, answers in sections.items():
            raw = {name: _figure(text) for name, text in answers.items()} if _counts(section) else answers
            save_section(
                contribution=contribution,
                country=country,
                section=section,
                answers={name: clean_answer(name, value) for name, value in raw.items()},
                version=0,
                by=user,
            )
    if submits:
        submit(contribution=contribution, by=user, state=state_of(contribution))


def _counts(section: str) -> bool:
    return Section(section) in SECTION_FIGURES


def _figure(text: str) -> dict[str, str]:
    if text in WORDS:
        return {"answer": WORDS[text]}
    low, _sign, high = text.partition("-")
    return {"answer": "range", "low": low, "high": high} if high else {"answer": "number", "value": low}


def _assess(round: Round, row: dict[str, Any], desk: User, speakers: dict[str, User]) -> None:
    take_step(round=round, to=RoundStatus.ASSESSING, by=desk)
    for country, written in row["assessments"].items():
        answers = {name: clean_field(name, text) for name, text in written.items()}
        save_narrative(round=round, country=country, answers=answers, version=0, by=desk)
    take_step(round=round, to=RoundStatus.CONSULTED, by=desk)
    for body, code, text in row["comments"]:
        country = Country.objects.get(pk=code) if code else None
        add_comment(round=round, country=country, text=clean_comment(text), by=speakers[body])
    for comment, text in zip(
        Comment.objects.filter(round=round).order_by("pk"), row["answers"], strict=False
    ):
        answer_comment(comment=comment, text=clean_comment(text), by=desk)


def _conclude(round: Round, row: dict[str, Any], desk: User) -> None:
    seen = reading_mark(round, draft_content(desk, round))
    report = freeze(round=round, by=desk, seen=seen, despite_unanswered=True)
    transmit(
        report=report,
        by=desk,
        content_hash=report.content_hash,
        addressees=row["addressees"],
        outside=row["outside"],
    )
    round.refresh_from_db()
    today = localdate()
    decided = row["decision"]
    decision = record_decision(
        round=round,
        by=desk,
        at=today,
        reference=decided["reference"],
        text=decided["text"],
        choices={
            code: Choice(BEGINS, today, None if days is None else today + datetime.timedelta(days))
            for code, days in decided["priorities"].items()
        },
    )
    release_decision(round=round, by=desk, version=decision.version)
    take_step(round=round, to=RoundStatus.CLOSED, by=desk)
