"""Opening, answering and closing the evaluation of an event, and what its organisers read of it."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.exchanges.models import Event
from events.outcomes.access import may_evaluate, may_open_evaluation, may_write
from events.outcomes.enums import Use
from events.outcomes.models import Evaluation, EvaluationAnswer, EvaluationPerson
from events.outcomes.models.evaluation import FEWEST, RATINGS, TEXTS
from events.outcomes.writing import log_change

OPEN_FOR = datetime.timedelta(days=14)


class EvaluationClosed(Exception):
    """The form is closed, or this person has answered already."""


@transaction.atomic
def open_evaluation(*, event: Event, closes: datetime.date, by: Any) -> Evaluation:
    """Open the form of an event that is over. One that is there is given back as it is: it is never opened again.

    Raises ``PermissionDenied`` for those who may not.
    """
    if not may_open_evaluation(by, event):
        raise PermissionDenied
    Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    known = Evaluation.objects.filter(event=event).first()
    if known is not None:
        return known
    made = Evaluation.objects.create(event=event, closes=closes, opened_by=by)
    log_change(event.pk, "evaluation", "", by, {}, {"closes": closes.isoformat()})
    return made


@transaction.atomic
def answer(*, evaluation: Evaluation, values: dict[str, Any], by: Any) -> None:
    """Keep an answer, and apart from it that this person has answered.

    Raises ``EvaluationClosed`` where the form is closed or they have answered, ``PermissionDenied`` for those who
    did not take part.
    """
    stored = Evaluation.objects.select_for_update(of=("self",)).select_related("event").get(pk=evaluation.pk)
    if stored.is_closed:
        raise EvaluationClosed
    if not may_evaluate(by, stored):
        raise PermissionDenied
    try:
        with transaction.atomic():
            EvaluationPerson.objects.create(evaluation=stored, user=by)
    except IntegrityError as twice:
        raise EvaluationClosed from twice
    EvaluationAnswer.objects.create(evaluation=stored, **values)


@transaction.atomic
def close_evaluation(*, evaluation: Evaluation, by: Any) -> None:
    """Close the form for good. Closing it twice does nothing more. Raises ``PermissionDenied``."""
    stored = Evaluation.objects.select_for_update(of=("self",)).select_related("event").get(pk=evaluation.pk)
    if not may_write(by, stored.event):
        raise PermissionDenied
    if stored.is_closed:
        return
    stored.closed_at = timezone.now()
    stored.save(update_fields=["closed_at"])
    log_change(stored.event_id, "evaluation", "", by, {}, {"closed": True})


# --- results --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rating:
    """The answers to one question: how often each mark was given, and their mean."""

    question: str
    counts: tuple[int, ...]
    """How often 1, 2, 3, 4 and 5 were given."""

    @property
    def given(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """``None`` where nobody answered the question."""
        if not self.given:
            return None
        return sum(mark * count for mark, count in enumerate(self.counts, 1)) / self.given


@dataclass(frozen=True, slots=True)
class Results:
    """What all answers say together."""

    count: int
    ratings: tuple[Rating, ...]
    use: tuple[tuple[str, int], ...]
    texts: tuple[tuple[str, tuple[str, ...]], ...]


def results_of(evaluation: Evaluation) -> Results | None:
    """The results of a closed form with ``FEWEST`` answers or more; ``None`` otherwise, whoever asks."""
    if not evaluation.is_closed:
        return None
    answers = list(evaluation.answers.all())
    if len(answers) < FEWEST:
        return None
    used = Counter(one.use for one in answers if one.use)
    return Results(
        count=len(answers),
        ratings=tuple(_rating(name, answers) for name in RATINGS),
        use=tuple((str(label), used[value]) for value, label in Use.choices),
        texts=tuple((_question(name), _words(name, answers)) for name in TEXTS),
    )


def _question(name: str) -> str:
    return str(EvaluationAnswer._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _rating(name: str, answers: list[EvaluationAnswer]) -> Rating:
    marks = Counter(getattr(one, name) for one in answers)
    return Rating(_question(name), tuple(marks[mark] for mark in range(1, 6)))


def _words(name: str, answers: list[EvaluationAnswer]) -> tuple[str, ...]:
    """The texts by alphabet, so that two texts of one person do not stand in the same place."""
    return tuple(sorted(text for one in answers if (text := getattr(one, name))))
