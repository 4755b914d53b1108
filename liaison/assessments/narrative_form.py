"""The form of a country's assessment: text and proposal, as typed, stored, refused or contested.

It has the shape of ``answer_form.AnswerForm``, so that the same template shows a field and the same script saves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext

from liaison.assessments.consolidation import (
    FIELDS,
    LONGEST_NARRATIVE,
    clean_field,
    save_narrative,
    values_of,
)
from liaison.assessments.contributions import Conflict
from liaison.assessments.enums import Proposal
from liaison.assessments.models import Narrative, Round

SECTION = "assessment"
KINDS = {"narrative": "text", "proposal": "choice"}


@dataclass
class NarrativeField:
    """One field on the page. ``raw`` is what stands in its control."""

    name: str
    raw: Any = None
    errors: list[str] = field(default_factory=list)
    conflict: Conflict | None = None
    longest: str = str(LONGEST_NARRATIVE)
    rows: str = "12"
    empty: str = ""

    @property
    def kind(self) -> str:
        return KINDS[self.name]

    @property
    def label(self) -> str:
        return gettext("Proposal") if self.name == "proposal" else gettext("Assessment, as the report has it")

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return Proposal.choices if self.name == "proposal" else []

    @property
    def theirs(self) -> str:
        return field_text(self.name, self.conflict.theirs) if self.conflict else ""

    @property
    def mine(self) -> str:
        return field_text(self.name, self.conflict.mine) if self.conflict else ""


def field_text(name: str, value: Any) -> str:
    """A field in words."""
    if not value:
        return gettext("No proposal yet") if name == "proposal" else gettext("Nothing is written yet.")
    return str(Proposal(value).label) if name == "proposal" else str(value)


class NarrativeForm:
    """Text and proposal with what is stored, or what was sent."""

    def __init__(self, row: Narrative | None, sent: QueryDict | None = None) -> None:
        stored = values_of(row)
        self.version = row.version if row else 0
        self.fields = [NarrativeField(name, stored.get(name)) for name in FIELDS]
        for one in self.fields:
            one.empty = gettext("No proposal yet")
        if sent is not None:
            version = sent.get(f"{SECTION}-version", "")
            self.version = (
                int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
            )
            for one in self.fields:
                one.raw = sent.get(one.name, "")

    @property
    def has_errors(self) -> bool:
        return any(one.errors for one in self.fields)

    @property
    def has_conflicts(self) -> bool:
        return any(one.conflict for one in self.fields)

    @transaction.atomic
    def save(self, *, round: Round, country: str, by: Any) -> bool:
        """Save what can be; whether anything changed. What is refused or contested stays in the form.

        Raises what ``save_narrative`` raises.
        """
        answers: dict[str, Any] = {}
        for one in self.fields:
            try:
                answers[one.name] = clean_field(one.name, one.raw)
            except ValidationError as refused:
                one.errors = list(refused.messages)
        saved = save_narrative(round=round, country=country, answers=answers, version=self.version, by=by)
        self.version = saved.version
        for one in self.fields:
            one.conflict = saved.conflicts.get(one.name)
            if one.conflict is None and not one.errors:
                one.raw = saved.values.get(one.name)
        return saved.is_changed
