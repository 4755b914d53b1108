"""Papers and outcomes of the demo's events, from ``data/demo/outcomes.json``: made up, and marked as examples."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from events.exchanges.models import Event
from events.outcomes.models import ActionPoint, Conclusion, Evaluation, EvaluationAnswer, Minutes
from events.papers.files import add_papers
from events.registration.rules import organisers_of
from portal.front.demo.example_events import fill_examples
from portal.people.models import User


@transaction.atomic
def load_outcomes(rows: list[dict[str, Any]]) -> int:
    """Fill the example events that have neither papers nor conclusions yet; how many were filled."""
    return fill_examples(rows, lambda event: event.papers.exists() or event.conclusions.exists(), _fill)


def _fill(event: Event, row: dict[str, Any], people: dict[str, User]) -> None:
    lead = organisers_of(event)[0]
    for paper in row.get("papers", ()):
        add_papers(
            event=event,
            uploads=[SimpleUploadedFile(paper["name"], paper["text"].encode())],
            title=paper["title"],
            circle=paper["circle"],
            session=None,
            language="en",
            by=lead,
        )
    if text := row.get("minutes"):
        Minutes.objects.create(
            event=event,
            text=text,
            reach="participants",
            shared_at=timezone.now(),
            version=1,
            updated_by=lead,
        )
    conclusions = [
        Conclusion.objects.create(event=event, added_by=lead, **values)
        for values in row.get("conclusions", ())
    ]
    for values in row.get("points", ()):
        _point(event, dict(values), conclusions, people, lead)
    if answers := row.get("evaluation"):
        # An open form with answers in it would show how the demo was made; a closed one shows the results.
        closed = Evaluation.objects.create(
            event=event, closes=timezone.localdate(), closed_at=timezone.now(), opened_by=lead
        )
        for values in answers:
            EvaluationAnswer.objects.create(evaluation=closed, **values)


def _point(
    event: Event, values: dict[str, Any], conclusions: list[Conclusion], people: dict[str, User], lead: User
) -> None:
    number, owner = values.pop("conclusion", None), values.pop("owner", "")
    due = timezone.localdate() + datetime.timedelta(days=values.pop("in_days"))
    ActionPoint.objects.create(
        event=event,
        added_by=lead,
        due=due,
        owner=people[owner] if owner else None,
        conclusion=conclusions[number] if number is not None else None,
        **values,
    )
