"""The form of one country in a contribution: what was typed, what is stored, what is refused or contested.

One form holds all sections, each with the version that was shown, so that it works without JavaScript; with it, each
answer is saved by itself as it is given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext

from liaison.assessments.answers import FIELD_LABELS, SECTION_FIELDS, clean_answer
from liaison.assessments.contributions import Conflict, Saved, save_section
from liaison.assessments.enums import AmlLevel, Answer, FigureKey, Measure, Section
from liaison.assessments.models import Contribution, CountryFigures

FIGURE_PARTS = ("value", "low", "high")
KINDS = {"level": "choice", "source": "line", "date": "date", "wished": "measures"}


@dataclass
class AnswerField:
    """One question on the page. ``raw`` is what stands in its control."""

    name: str
    kind: str
    raw: Any = None
    errors: list[str] = field(default_factory=list)
    conflict: Conflict | None = None

    @property
    def label(self) -> str:
        return str(FIELD_LABELS[self.name])

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """What can be chosen: the kinds of number, the levels, or the measures."""
        return {"figure": Answer.choices, "choice": AmlLevel.choices, "measures": Measure.choices}.get(
            self.kind, []
        )

    @property
    def unit(self) -> str:
        """What a number counts, for the labels of its inputs."""
        return gettext("days") if self.name == FigureKey.MEDIAN_DAYS else ""

    @property
    def theirs(self) -> str:
        """The stored answer of a conflict, in words."""
        return answer_text(self.name, self.conflict.theirs) if self.conflict else ""

    @property
    def mine(self) -> str:
        """The typed answer of a conflict, in words."""
        return answer_text(self.name, self.conflict.mine) if self.conflict else ""


@dataclass
class AnswerSection:
    """One section on the page, with the version that is shown."""

    name: str
    version: int
    fields: list[AnswerField]

    @property
    def label(self) -> str:
        return str(Section(self.name).label)

    @property
    def answered(self) -> int:
        return sum(1 for one in self.fields if not is_open(one.raw))


def kind_of(name: str) -> str:
    """Which control a field has."""
    if name in FigureKey.values:
        return "figure"
    return KINDS.get(name, "text")


def is_open(raw: Any) -> bool:
    """Whether nothing is answered."""
    return not (raw.get("answer") if isinstance(raw, dict) else raw)


class AnswerForm:
    """The questions on one country with what is stored, or what was sent."""

    def __init__(self, row: CountryFigures | None, sent: QueryDict | None = None) -> None:
        self.row, self.sent = row, sent
        self.sections = [self._section(str(section)) for section in SECTION_FIELDS]

    def _section(self, section: str) -> AnswerSection:
        stored = self.row.section_values(section) if self.row else {}
        version = self.row.section_version(section) if self.row else 0
        fields = [AnswerField(name, kind_of(name), stored.get(name)) for name in SECTION_FIELDS[section]]
        if self.sent is not None:
            version = _whole(self.sent.get(f"{section}-version"))
            for one in fields:
                one.raw = raw_answer(self.sent, one.name)
        return AnswerSection(section, version, fields)

    @property
    def fields(self) -> list[AnswerField]:
        return [one for section in self.sections for one in section.fields]

    @property
    def has_errors(self) -> bool:
        return any(one.errors for one in self.fields)

    @property
    def has_conflicts(self) -> bool:
        return any(one.conflict for one in self.fields)

    @transaction.atomic
    def save(self, *, contribution: Contribution, country: str, by: Any) -> bool:
        """Save every answer that can be; whether anything changed. Refused and contested ones stay in the form.

        Raises what ``save_section`` raises.
        """
        changed = False
        for section in self.sections:
            answers: dict[str, Any] = {}
            for one in section.fields:
                try:
                    answers[one.name] = clean_answer(one.name, one.raw)
                except ValidationError as refused:
                    one.errors = list(refused.messages)
            saved = save_section(
                contribution=contribution,
                country=country,
                section=section.name,
                answers=answers,
                version=section.version,
                by=by,
            )
            changed = changed or saved.is_changed
            _take_over(section, saved)
        return changed


def _take_over(section: AnswerSection, saved: Saved) -> None:
    """Show what is stored now, but for what was refused or is contested: there, what was typed stays."""
    section.version = saved.version
    for one in section.fields:
        one.conflict = saved.conflicts.get(one.name)
        if one.conflict is None and not one.errors:
            one.raw = saved.values.get(one.name)


def raw_answer(sent: QueryDict, name: str) -> Any:
    """What was sent for a field, as ``clean_answer`` takes it."""
    kind = kind_of(name)
    if kind == "figure":
        parts = {part: sent.get(f"{name}-{part}", "").strip() for part in FIGURE_PARTS}
        return {"answer": sent.get(name, ""), **parts}
    return sent.getlist(name) if kind == "measures" else sent.get(name, "")


def _whole(text: str | None) -> int:
    """A version out of a hidden field; -1, a version there never is, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1


def answer_text(name: str, answer: Any) -> str:
    """An answer in words. What is open is not the same as "no data"."""
    if is_open(answer):
        return gettext("Not answered")
    kind = kind_of(name)
    if kind == "figure":
        return figure_text(answer)
    if kind == "choice":
        return str(AmlLevel(answer).label)
    if kind == "measures":
        return "; ".join(str(Measure(value).label) for value in answer)
    return str(answer)


def figure_text(answer: dict[str, Any]) -> str:
    """A number as it was answered: "No data", "Zero", "Fewer than 3", 12, 10–20."""
    if answer["answer"] == Answer.NUMBER:
        return str(answer["value"])
    if answer["answer"] == Answer.RANGE:
        return f"{answer['low']}–{answer['high']}"
    return str(Answer(answer["answer"]).label)
