"""Making a round, changing it, and taking it from one step to the next (11333/24, ¶2 and 3)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from liaison.assessments.access import is_assessor
from liaison.assessments.bodies import sorted_bodies
from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Contribution, Round, RoundChange, RoundStep
from liaison.assessments.notices import tell_opened
from portal.reference.models import Country

MayTake = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """A permitted step: where it leads, who may take it, what the button says, whether a reason is asked for."""

    to: RoundStatus
    who: MayTake
    label: Any
    needs_note: bool = False


S = RoundStatus

STEPS: dict[str, tuple[Step, ...]] = {
    S.DRAFT: (Step(S.COLLECTING, is_assessor, _("Open the round and collect contributions")),),
    S.COLLECTING: (Step(S.ASSESSING, is_assessor, _("End the collection and start the assessment")),),
    S.ASSESSING: (
        Step(S.CONSULTED, is_assessor, _("Consult EJN, Europol and EPPO on the draft")),
        Step(S.COLLECTING, is_assessor, _("Collect contributions again"), needs_note=True),
    ),
    S.CONSULTED: (
        Step(S.TRANSMITTED, is_assessor, _("Record that the report is transmitted")),
        Step(S.ASSESSING, is_assessor, _("Take the draft back into assessment"), needs_note=True),
    ),
    S.TRANSMITTED: (Step(S.DISCUSSED, is_assessor, _("Record that the Council has discussed it")),),
    S.DISCUSSED: (Step(S.CLOSED, is_assessor, _("Close the round")),),
    S.CLOSED: (),
}
"""From each status, the steps that are permitted, and who may take them. There are no others."""


class StepRefused(Exception):
    """The step is not permitted from where the round is, or something it needs is missing. Carries the reason."""


def _lacks_to_open(round: Round) -> Any:
    if not round.asked:
        return _("Nobody is asked yet.")
    if not round.countries.exists():
        return _("No country is named yet.")
    return None


def _lacks_to_assess(round: Round) -> Any:
    if not round.contributions.filter(version__gt=0).exists():
        return _("Nobody has submitted a contribution yet.")
    return None


def _lacks_to_transmit(round: Round) -> Any:
    if not round.reports.filter(frozen_at__isnull=False, transmitted_at__isnull=False).exists():
        return _("Freeze the report and transmit it: that takes the round to this step.")
    return None


def _lacks_to_discuss(round: Round) -> Any:
    if not round.decisions.exists():
        return _("Record the decision of the discussion: that takes the round to this step.")
    return None


LACKS: dict[tuple[str, str], Callable[[Round], Any]] = {
    (S.DRAFT, S.COLLECTING): _lacks_to_open,
    (S.COLLECTING, S.ASSESSING): _lacks_to_assess,
    (S.CONSULTED, S.TRANSMITTED): _lacks_to_transmit,
    (S.TRANSMITTED, S.DISCUSSED): _lacks_to_discuss,
}
"""What a step asks for besides permission: a function that says what is missing, or ``None``."""


def permitted_steps(user: Any, round: Round) -> list[Step]:
    """The steps a user may take from where the round is."""
    return [step for step in STEPS[round.status] if step.who(user)]


def missing_for(round: Round, step: Step) -> str | None:
    """What is missing before the step can be taken, in words, or ``None``."""
    lacks = LACKS.get((round.status, step.to))
    found = lacks(round) if lacks else None
    return None if found is None else str(found)


@transaction.atomic
def take_step(*, round: Round, to: str, by: Any, note: str = "") -> RoundStep:
    """Take a round to its next status, once, whoever else tries at the same moment.

    Raises ``PermissionDenied`` for whoever may not, ``StepRefused`` where the step is not permitted from the
    status that is stored, or lacks something.
    """
    stored = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    step = next((step for step in STEPS[stored.status] if step.to == to), None)
    if step is None:
        if not is_assessor(by):
            raise PermissionDenied
        raise StepRefused(
            _("The round is at another step in the meantime: this one is not possible from there.")
        )
    if not step.who(by):
        raise PermissionDenied
    if step.needs_note and not note.strip():
        raise StepRefused(_("Say why: the reason is kept with the step."))
    missing = missing_for(stored, step)
    if missing:
        raise StepRefused(missing)
    stored.status = step.to
    stored.save(update_fields=["status", "updated_at"])
    if step.to == RoundStatus.COLLECTING:
        open_contributions(stored)
        tell_opened(stored)
    round.status = stored.status
    return RoundStep.objects.create(round=stored, status=step.to, by=by, note=note.strip())


def open_contributions(round: Round) -> None:
    """A contribution, still empty, for each body that is asked. Those that exist stay."""
    Contribution.objects.bulk_create(
        [Contribution(round=round, body=body) for body in sorted_bodies(round.asked)], ignore_conflicts=True
    )


# --- settings -------------------------------------------------------------------------------------------

SETTINGS = (
    "title",
    "period_start",
    "period_end",
    "opens",
    "closes",
    "method_id",
    "previous_id",
    "introduction",
)
ALWAYS_OPEN = frozenset({"title", "closes", "introduction", "asked", "countries"})
"""What can be changed while the round collects. Bodies and countries can then be added, not taken out."""


class RoundConflict(Exception):
    """Somebody else has changed the round since it was shown. Carries the round as it is."""

    def __init__(self, round: Round) -> None:
        super().__init__(round.slug)
        self.round = round


def settings_of(round: Round) -> dict[str, Any]:
    """What can be set, as it is kept in the history."""
    values = {name: _plain(getattr(round, name)) for name in SETTINGS}
    countries = sorted(round.countries.values_list("pk", flat=True)) if round.pk else []
    return values | {"asked": sorted(round.asked), "countries": countries}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def can_change_settings(round: Round) -> bool:
    """Whether anything of a round can still be changed: until the collection ends."""
    return round.status in (RoundStatus.DRAFT, RoundStatus.COLLECTING)


@transaction.atomic
def make_round(*, values: dict[str, Any], countries: Iterable[Country], by: Any) -> Round:
    """A new round in preparation, with its first step. Raises ``ValidationError``."""
    round = Round(**values, slug=_free_slug(values["title"]), made_by=by)
    round.full_clean()
    round.save()
    round.countries.set(countries)
    RoundStep.objects.create(round=round, status=round.status, by=by)
    RoundChange.objects.create(round=round, by=by, version=round.version, after=settings_of(round))
    return round


@transaction.atomic
def change_round(
    *, round: Round, values: dict[str, Any], countries: Iterable[Country], by: Any, version: int
) -> bool:
    """Change what a round asks for; whether anything changed.

    Raises ``RoundConflict`` where somebody else was faster, ``ValidationError`` for what cannot be changed any more.
    """
    stored = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if stored.version != version:
        raise RoundConflict(stored)
    before = settings_of(stored)
    for name, value in values.items():
        setattr(stored, name, value)
    wanted = sorted(country.pk for country in countries)
    _refuse_late_changes(stored, before, {**settings_of(stored), "countries": wanted})
    stored.full_clean(exclude=["slug"])
    stored.countries.set(wanted)
    after = settings_of(stored)
    if after == before:
        return False
    stored.version += 1
    stored.save()
    if stored.is_collecting:
        open_contributions(stored)
        tell_opened(stored)
    RoundChange.objects.create(round=stored, by=by, version=stored.version, before=before, after=after)
    return True


def _refuse_late_changes(round: Round, before: dict[str, Any], after: dict[str, Any]) -> None:
    """While a round collects, nobody's answer may lose its question."""
    if round.status == RoundStatus.DRAFT:
        return
    changed = {name for name in after if after[name] != before[name]}
    if not can_change_settings(round) and changed:
        raise ValidationError(_("The collection has ended: the round cannot be changed any more."))
    if changed - ALWAYS_OPEN:
        raise ValidationError(
            _("The round is open: only its title, introduction and closing date can still be changed.")
        )
    errors = {}
    for name in ("asked", "countries"):
        if set(before[name]) - set(after[name]):
            errors[name] = _("The round is open: you can add to these, but not take any out.")
    if errors:
        raise ValidationError(errors)


def _free_slug(title: str) -> str:
    """An address made of the title, numbered where it is taken. Only assessors, who see all rounds, make one."""
    base = slugify(title)[:70].strip("-") or "round"
    if base in RESERVED:
        base = f"{base}-round"
    taken = set(Round.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken
    )


RESERVED = frozenset({"new", "methods", "priorities", "reports"})
"""Addresses below /assessments/ that are no rounds."""


def is_late(round: Round) -> bool:
    """Whether the closing date has passed while the round still collects."""
    return round.is_collecting and round.closes < timezone.localdate()
