"""Writing the assessment of a country and what is proposed for it: several assessors at once, without losing a word.

As in a contribution (``contributions.save_section``), what one person changed and what others changed since is brought
together field by field; where both changed the same, the stored one stays and both are shown. Every state is kept.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from liaison.assessments.access import can_assess, is_assessor
from liaison.assessments.answers import clean_choice, clean_text
from liaison.assessments.contributions import Conflict, Data, Saved, merge
from liaison.assessments.enums import Proposal
from liaison.assessments.models import Narrative, NarrativeChange, Round

FIELDS = ("narrative", "proposal")
LONGEST_NARRATIVE = 8000


class AssessmentClosed(Exception):
    """The round takes no assessments now: it still collects, or the report is transmitted."""


def clean_field(name: str, raw: Any) -> str | None:
    """One field as it is kept, ``None`` where it is empty. Raises ``ValidationError`` with an explanation."""
    if name == "proposal":
        return clean_choice(raw, Proposal.values)
    if name == "narrative":
        return clean_text(raw, LONGEST_NARRATIVE)
    raise KeyError(name)


def values_of(narrative: Narrative | None) -> Data:
    """What is written, without what is empty."""
    if narrative is None:
        return {}
    return {name: str(getattr(narrative, name)) for name in FIELDS if getattr(narrative, name)}


@transaction.atomic
def save_narrative(*, round: Round, country: str, answers: Data, version: int, by: Any) -> Saved:
    """Save what ``by`` changed, cleaned by ``clean_field``; ``version`` is the one that was shown to them.

    Raises ``PermissionDenied``, ``AssessmentClosed``, ``ValidationError`` for a country that is not of the round.
    """
    stored = lock_for_assessment(round, by)
    if not stored.countries.filter(pk=country).exists():
        raise ValidationError(_("The round does not ask about this country."))
    unknown = set(answers) - set(FIELDS)
    if unknown:
        raise KeyError(*sorted(unknown))
    row, _made = Narrative.objects.get_or_create(round=stored, country_id=country)
    theirs = values_of(row)
    base = theirs if version == row.version else values_at(row, version)
    merged, conflicts = merge(base, answers, theirs)
    others = frozenset(
        name for name in FIELDS if theirs.get(name) != base.get(name) and name not in conflicts
    )
    if merged != theirs:
        _write(row, before=theirs, after=merged, by=by)
    told = {name: Conflict(answers[name], theirs.get(name), author_of(row, name)) for name in conflicts}
    return Saved(row.version, merged, merged != theirs, told, others)


def lock_for_assessment(round: Round, by: Any) -> Round:
    """The round as it is stored, locked, if ``by`` may assess in it now. Freezing and steps take the same lock."""
    if not is_assessor(by):
        raise PermissionDenied
    stored = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if not can_assess(by, stored):
        raise AssessmentClosed
    return stored


def _write(row: Narrative, *, before: Data, after: Data, by: Any) -> None:
    for name in FIELDS:
        setattr(row, name, after.get(name, ""))
    row.version += 1
    row.by = by
    row.save()
    NarrativeChange.objects.create(narrative=row, by=by, version=row.version, before=before, after=after)


def values_at(row: Narrative, version: int) -> Data:
    """What was written at a version; nothing at 0, and nothing for a version there never was."""
    change = row.changes.filter(version=version).first()
    return dict(change.after) if change else {}


def author_of(row: Narrative, name: str) -> str:
    """Who wrote what stands in a field now."""
    for change in row.changes.select_related("by").order_by("-version"):
        if change.before.get(name) != change.after.get(name):
            return str(change.by) if change.by else ""
    return ""
