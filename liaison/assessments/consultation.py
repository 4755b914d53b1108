"""The consultation: EJN, Europol and EPPO comment on the draft (11333/24, ¶3), the Eurojust desk answers.

A consultee sees its own body's comments and the answers to them, assessors see all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from liaison.assessments.access import can_assess, can_comment, can_read_draft_report, is_assessor
from liaison.assessments.answers import clean_text
from liaison.assessments.bodies import EUROJUST, body_name, body_of
from liaison.assessments.models import Comment, Round
from portal.reference.models import Country

LONGEST_COMMENT = 5000


class ConsultationClosed(Exception):
    """The round takes no comments, or no answers, now."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with the answers to it."""

    comment: Comment
    body: str
    answers: tuple[Comment, ...]

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return not self.answers


def clean_comment(raw: Any) -> str:
    """A comment as it is kept. Raises ``ValidationError`` where it is empty, or holds what does not belong here."""
    text = clean_text(raw, LONGEST_COMMENT)
    if text is None:
        raise ValidationError(_("Write a comment."))
    return text


@transaction.atomic
def add_comment(*, round: Round, country: Country | None, text: str, by: Any) -> Comment:
    """Comment on a country of the draft, or on the whole of it. The same text sent twice is one comment.

    Raises ``PermissionDenied``, ``ConsultationClosed``, ``ValidationError``.
    """
    body = body_of(by)
    stored = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if not can_comment(by, stored) or body is None:
        if can_comment(by, round):
            raise ConsultationClosed
        raise PermissionDenied
    if country is not None and not stored.countries.filter(pk=country.pk).exists():
        raise ValidationError(_("The round does not ask about this country."))
    made, _new = Comment.objects.get_or_create(
        round=stored, country=country, body=body, text=text, answers=None, defaults={"by": by}
    )
    return made


@transaction.atomic
def answer_comment(*, comment: Comment, text: str, by: Any) -> Comment:
    """Answer a comment, for Eurojust. Raises ``PermissionDenied``, ``ConsultationClosed``."""
    if not is_assessor(by):
        raise PermissionDenied
    stored = Round.objects.select_for_update(of=("self",)).get(pk=comment.round_id)
    if not can_assess(by, stored):
        raise ConsultationClosed
    made, _new = Comment.objects.get_or_create(
        round=stored,
        country=comment.country,
        body=EUROJUST,
        text=text,
        answers=comment,
        defaults={"by": by},
    )
    return made


def threads_visible_to(user: Any, round: Round, countries: Iterable[str] | None = None) -> list[Thread]:
    """The comments that a user may read, oldest first, with their answers; of some countries only, if these are given.

    Nothing for whoever may not read the draft.
    """
    if not can_read_draft_report(user, round):
        return []
    found = round.comments.select_related("by", "country").order_by("at", "pk")
    if countries is not None:
        found = found.filter(country__in=list(countries))
    every = list(found)
    answers: dict[int, list[Comment]] = {}
    for one in every:
        if one.answers_id is not None:
            answers.setdefault(one.answers_id, []).append(one)
    mine = body_of(user)
    return [
        Thread(one, body_name(one.body), tuple(answers.get(one.pk, ())))
        for one in every
        if one.answers_id is None and (is_assessor(user) or one.body == mine)
    ]
