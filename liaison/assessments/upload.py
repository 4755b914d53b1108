"""Taking over a filled-in template: what it would change, and changing it, whole or not at all.

A file is compared with what its template showed, not with what is stored now: only what somebody changed in it is
offered. Where colleagues have answered the same question differently in the meantime, both answers are shown, and
theirs stays unless the reader chooses otherwise. Between preview and confirmation nothing is kept on the server: what
is offered travels with the page, signed for its reader and their contribution.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import transaction

from liaison.assessments.answer_form import answer_text
from liaison.assessments.answers import FIELD_LABELS
from liaison.assessments.contributions import author_of, locked, merge, save_section, values_at
from liaison.assessments.models import Contribution, CountryFigures
from liaison.assessments.spreadsheet_reading import Offered
from portal.reference.models import Country

SALT = "liaison.assessments.upload"
LASTS = 12 * 60 * 60
"""Seconds after which a preview is too old to be confirmed."""
LONGEST_SEALED = 4_000_000
"""Characters a page can send back (``DATA_UPLOAD_MAX_MEMORY_SIZE``), with some left for the rest of the form."""


class Moved(Exception):
    """What the file would change is no longer what was shown. Carries the plan as it is now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


class NotSealed(Exception):
    """What was sent back is not what was shown to this reader, or was shown too long ago."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer the file changes. In a conflict ``before`` is what ``by`` has answered in the meantime."""

    country: str
    section: str
    name: str
    before: Any
    after: Any
    is_conflict: bool = False
    by: str = ""

    @property
    def key(self) -> str:
        """Names the answer in a form."""
        return f"{self.country}:{self.name}"

    @property
    def label(self) -> str:
        return str(FIELD_LABELS[self.name])

    @property
    def before_text(self) -> str:
        """What is stored, in words."""
        return answer_text(self.name, self.before)

    @property
    def after_text(self) -> str:
        """What the file says, in words."""
        return answer_text(self.name, self.after)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would change now, against which versions of the sections."""

    differences: tuple[Difference, ...]
    versions: dict[tuple[str, str], int]

    @property
    def conflicts(self) -> list[Difference]:
        return [one for one in self.differences if one.is_conflict]

    @property
    def digest(self) -> str:
        """Stands for exactly these differences."""
        said = [[d.country, d.name, d.before, d.after, d.is_conflict] for d in self.differences]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def by_country(self) -> list[tuple[Country, list[Difference]]]:
        """The differences for a page: countries by name in the reader's language."""
        codes = {one.country for one in self.differences}
        countries = sorted(Country.objects.filter(pk__in=codes), key=lambda country: country.name())
        return [(place, [d for d in self.differences if d.country == place.pk]) for place in countries]


def changed_in(offered: Offered, contribution: Contribution) -> Offered:
    """Of what a file says, what differs from what its template showed."""
    rows = _rows(contribution)
    changed: Offered = {}
    for code, sections in offered.items():
        for section, (version, answers) in sections.items():
            base = _base(rows.get(code), section, version)
            mine = {name: answer for name, answer in answers.items() if answer != base.get(name)}
            if mine:
                changed.setdefault(code, {})[section] = (version, mine)
    return changed


def plan_of(offered: Offered, contribution: Contribution) -> Plan:
    """What ``changed_in`` would change now, and where colleagues have answered otherwise since."""
    rows = _rows(contribution)
    differences: list[Difference] = []
    versions: dict[tuple[str, str], int] = {}
    for code, sections in offered.items():
        row = rows.get(code)
        for section, (version, answers) in sections.items():
            theirs = row.section_values(section) if row else {}
            versions[code, section] = row.section_version(section) if row else 0
            merged, conflicts = merge(_base(row, section, version), answers, theirs)
            for name, answer in answers.items():
                before = theirs.get(name)
                if name in conflicts:
                    by = author_of(row, section, name) if row else ""
                    differences.append(Difference(code, section, name, before, answer, True, by))
                elif merged.get(name) != before:
                    differences.append(Difference(code, section, name, before, answer))
    return Plan(tuple(differences), versions)


def _rows(contribution: Contribution) -> dict[str, CountryFigures]:
    return {row.country_id: row for row in contribution.countries.all()}


def _base(row: CountryFigures | None, section: str, version: int) -> dict[str, Any]:
    """What the template showed. A version there never was showed nothing: everything stored is then in conflict."""
    if row is None:
        return {}
    return (
        row.section_values(section)
        if version == row.section_version(section)
        else values_at(row, section, version)
    )


@transaction.atomic
def take_over(
    *, contribution: Contribution, offered: Offered, shown: str, mine: Collection[str] = (), by: Any
) -> int:
    """Save what was shown, whole or not at all; the number of answers that were changed.

    ``shown``: the ``digest`` of the plan that was read. ``mine``: keys of the conflicts in which the file's answer is
    to stay. Raises ``Moved``, ``PermissionDenied``, ``ContributionClosed``, ``ValidationError``.
    """
    stored = locked(contribution, by)
    plan = plan_of(offered, stored)
    if plan.digest != shown:
        raise Moved(plan)
    taken: dict[tuple[str, str], dict[str, Any]] = {}
    for one in plan.differences:
        if not one.is_conflict or one.key in mine:
            taken.setdefault((one.country, one.section), {})[one.name] = one.after
    for (code, section), answers in taken.items():
        version = plan.versions[code, section]
        saved = save_section(
            contribution=stored, country=code, section=section, answers=answers, version=version, by=by
        )
        if saved.conflicts:
            raise Moved(plan_of(offered, stored))
    return sum(len(answers) for answers in taken.values())


# --- between preview and confirmation -------------------------------------------------------------------


def seal(offered: Offered, contribution: Contribution, user: Any) -> str:
    """What is offered, for the page to send back."""
    return signing.dumps([user.pk, contribution.pk, offered], salt=SALT, compress=True)


def unseal(sealed: str, contribution: Contribution, user: Any) -> Offered:
    """What was offered to this reader for this contribution. Raises ``NotSealed``."""
    try:
        user_pk, contribution_pk, offered = signing.loads(sealed, salt=SALT, max_age=LASTS)
    except signing.BadSignature as error:
        raise NotSealed from error
    if (user_pk, contribution_pk) != (user.pk, contribution.pk):
        raise NotSealed
    return {
        code: {section: (version, answers) for section, (version, answers) in sections.items()}
        for code, sections in offered.items()
    }
