"""A contribution to read: each answer in words, with what it was in the version before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from liaison.assessments.answer_form import answer_text
from liaison.assessments.answers import FIELD_LABELS, SECTION_FIELDS
from liaison.assessments.contributions import Data
from liaison.assessments.enums import Section
from liaison.assessments.progress import answer_in
from portal.reference.models import Country


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """One answer in words; ``before`` where the version before said something else."""

    label: str
    text: str
    is_answered: bool
    before: str | None


@dataclass(frozen=True, slots=True)
class ReadCountry:
    """What is said of one country: sections by label. Without any answer, ``sections`` is empty."""

    country: Country
    sections: tuple[tuple[str, tuple[ReadAnswer, ...]], ...]
    is_changed: bool


def read_rows(countries: Iterable[Country], data: Data, before: Data | None) -> list[ReadCountry]:
    """A contribution's ``data`` by country, by name. ``before``: that of the version to compare with."""
    found = []
    for country in sorted(countries, key=lambda country: country.name()):
        said = data["countries"].get(country.pk, {})
        earlier = before["countries"].get(country.pk, {}) if before is not None else None
        sections = tuple(
            (str(Section(section).label), tuple(_answer(said, earlier, section, name) for name in names))
            for section, names in SECTION_FIELDS.items()
        )
        changed = earlier is not None and earlier != said
        found.append(ReadCountry(country, sections if said or changed else (), changed))
    return found


def _answer(said: Data, earlier: Data | None, section: str, name: str) -> ReadAnswer:
    now = answer_in(said, section, name)
    then: Any = answer_in(earlier, section, name) if earlier is not None else now
    return ReadAnswer(
        label=str(FIELD_LABELS[name]),
        text=answer_text(name, now),
        is_answered=now is not None,
        before=answer_text(name, then) if then != now else None,
    )
