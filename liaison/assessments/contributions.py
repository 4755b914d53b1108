"""Writing a contribution: several people at once, section by section, without losing a word.

A section is saved against the version that was shown to whoever changed it. Field by field, what they changed and
what others changed since are brought together; only where both changed the same field to different answers is
there a conflict, which is told with both answers and overwrites neither. Every saving keeps what was said before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.assessments.access import (
    can_write_contribution,
)
from liaison.assessments.answers import SECTION_FIELDS
from liaison.assessments.bodies import body_of
from liaison.assessments.enums import (
    SECTION_FIGURES,
    Section,
)
from liaison.assessments.models import (
    Contribution,
    CountryFigures,
    SectionChange,
)

Data = dict[str, Any]


class ContributionClosed(Exception):
    """The contribution takes no changes now: it is submitted, or the round does not collect."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people answered one question differently. ``by`` gave the answer that is stored."""

    mine: Any
    theirs: Any
    by: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a section: its version and answers now, what could not be decided, what others changed."""

    version: int
    values: Data
    is_changed: bool
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    others: frozenset[str] = frozenset()


def merge(base: Data, mine: Data, theirs: Data) -> tuple[Data, frozenset[str]]:
    """Bring two people's answers together: what to store, and the fields on which they differ.

    ``mine`` has the fields that were sent, ``None`` for one that was emptied; a field that is not in it was not
    touched. On a field in conflict what is stored stays.
    """
    merged, conflicts = dict(theirs), set()
    for name, answer in mine.items():
        if answer in (theirs.get(name), base.get(name)):
            continue
        if theirs.get(name) != base.get(name):
            conflicts.add(name)
        elif answer is None:
            merged.pop(name, None)
        else:
            merged[name] = answer
    return merged, frozenset(conflicts)


@transaction.atomic
def save_section(
    *, contribution: Contribution, country: str, section: str, answers: Data, version: int, by: Any
) -> Saved:
    """Save some answers of one section, cleaned by ``answers.clean_answer``.

    ``version`` is the section's version that was shown to ``by``. Raises ``PermissionDenied``,
    ``ContributionClosed``, and ``ValidationError`` for a country the round does not ask about.
    """
    stored = locked(contribution, by)
    if not stored.round.countries.filter(pk=country).exists():
        raise ValidationError(_("The round does not ask about this country."))
    unknown = set(answers) - set(SECTION_FIELDS[section])
    if unknown:
        raise KeyError(*sorted(unknown))
    row, _made = CountryFigures.objects.get_or_create(contribution=stored, country_id=country)
    theirs, current = row.section_values(section), row.section_version(section)
    base = theirs if version == current else values_at(row, section, version)
    merged, conflicts = merge(base, answers, theirs)
    others = frozenset(
        name
        for name in SECTION_FIELDS[section]
        if theirs.get(name) != base.get(name) and name not in conflicts
    )
    if merged != theirs:
        current = _write(row, section, before=theirs, after=merged, by=by)
        Contribution.objects.filter(pk=stored.pk).update(updated_at=timezone.now())
    told = {
        name: Conflict(answers[name], theirs.get(name), author_of(row, section, name)) for name in conflicts
    }
    return Saved(current, merged, merged != theirs, told, others)


def locked(contribution: Contribution, by: Any) -> Contribution:
    """The contribution as it is stored, locked, if ``by`` may change it now."""
    stored = (
        Contribution.objects.select_for_update(of=("self",)).select_related("round").get(pk=contribution.pk)
    )
    if body_of(by) != stored.body:
        raise PermissionDenied
    if not can_write_contribution(by, stored):
        raise ContributionClosed
    return stored


def values_at(row: CountryFigures, section: str, version: int) -> Data:
    """What a section said at a version; nothing at 0, and nothing for a version there never was."""
    change = row.changes.filter(section=section, version=version).first()
    return dict(change.after) if change else {}


def author_of(row: CountryFigures, section: str, name: str) -> str:
    """Who gave the answer to a question that is stored now."""
    for change in row.changes.filter(section=section).select_related("by").order_by("-version"):
        if change.before.get(name) != change.after.get(name):
            return str(change.by) if change.by else ""
    return ""


def _write(row: CountryFigures, section: str, *, before: Data, after: Data, by: Any) -> int:
    """Store a section's answers and what they were; its new version."""
    if section in SECTION_FIGURES:
        others = {key: value for key, value in row.figures.items() if key not in SECTION_FIELDS[section]}
        row.figures = others | after
    elif section == Section.AML:
        row.aml = after
    elif section == Section.ELEMENTS:
        row.elements = after
    else:
        row.needs, row.wished = after.get("needs", ""), after.get("wished", [])
    number = row.section_version(section) + 1
    row.section_versions = {**row.section_versions, section: number}
    row.version += 1
    row.updated_by = by
    row.save()
    SectionChange.objects.create(
        figures=row, section=section, version=number, by=by, before=before, after=after
    )
    return number


NO_DATA = {"answer": "no_data"}


@transaction.atomic
def answer_no_data(*, contribution: Contribution, country: str, by: Any) -> int:
    """Say "no data" to every number of a country that is still open, on purpose; how many there were."""
    stored = locked(contribution, by)
    row = CountryFigures.objects.filter(contribution=stored, country_id=country).first()
    filled = 0
    for section, keys in SECTION_FIGURES.items():
        missing = {str(key): dict(NO_DATA) for key in keys if row is None or key not in row.figures}
        if missing:
            version = row.section_version(section) if row else 0
            save_section(
                contribution=stored, country=country, section=section, answers=missing, version=version, by=by
            )
            filled += len(missing)
    return filled
