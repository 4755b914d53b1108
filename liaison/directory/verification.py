"""When somebody has to say again that an entry is true, and saying so (issue 4, point 2).

An entry that nobody ever verified is *unverified*; one whose verification has run out is *unverified since* that
day. Both are shown as such, and neither is hidden: an old number is better than none, if it says that it is old.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.directory.actions import Conflict, lock
from liaison.directory.enums import ChangeKind
from liaison.directory.history import record_change
from liaison.directory.models import Authority, DirectoryEntry, Post, Stage, Verified
from liaison.directory.rules import can_edit

EARLY_DAYS = 30
LATE_DAYS = 7
"""How long before its day an entry is asked about. Where entries are verified often, never before half, or a
quarter, of the time between two verifications."""


class Standing(models.TextChoices):
    """What a reader is told of an entry's verification."""

    VERIFIED = "verified", _("Verified")
    DUE_SOON = "due_soon", _("To be verified soon")
    OVERDUE = "overdue", _("Unverified since its last verification ran out")
    NEVER = "never", _("Unverified")


@dataclass(frozen=True, slots=True)
class Verification:
    """How an entry stands on one day. ``due_on`` is the first day on which the verification no longer holds."""

    standing: Standing
    verified_on: datetime.date | None = None
    due_on: datetime.date | None = None
    stage: Stage | None = None
    """The reminder that is due by now; ``None`` while it is too early for any."""

    @property
    def unverified_since(self) -> datetime.date | None:
        return self.due_on if self.standing == Standing.OVERDUE else None


def lead_days(every_days: int) -> tuple[int, int]:
    """How many days before the due day the two reminders are sent."""
    return max(min(EARLY_DAYS, every_days // 2), 1), max(min(LATE_DAYS, every_days // 4), 1)


def verification_of(entry: Verified, today: datetime.date | None = None) -> Verification:
    """How an entry stands today, or on another day."""
    today = today or timezone.localdate()
    due_on = entry.verification_due
    if entry.verified_on is None or due_on is None:
        return Verification(Standing.NEVER)
    early, late = lead_days(entry.verify_every_days)
    left = (due_on - today).days
    if left <= 0:
        return Verification(Standing.OVERDUE, entry.verified_on, due_on, Stage.OVERDUE)
    if left > early:
        return Verification(Standing.VERIFIED, entry.verified_on, due_on)
    stage = Stage.LATE if left <= late else Stage.EARLY
    return Verification(Standing.DUE_SOON, entry.verified_on, due_on, stage)


def due_entries(model: type[DirectoryEntry], today: datetime.date) -> list[Any]:
    """The entries of a model about which somebody is to be asked by now: due soon, or overdue.

    Posts that have ended, or that nobody is known to hold after their last day, are left in peace. Two queries.
    """
    entries: Any = model._default_manager.filter(verified_on__isnull=False)
    if issubclass(model, Post):
        entries = entries.filter(Q(until__isnull=True) | Q(until__gte=today) | Q(holder__isnull=False))
        entries = entries.select_related("holder")
    due = Q(pk__in=[])
    # The periods in use are few; arithmetic with dates in SQL differs from one database to the next.
    for days in sorted(set(entries.order_by().values_list("verify_every_days", flat=True))):
        latest = today - datetime.timedelta(days=days - lead_days(days)[0])
        due |= Q(verify_every_days=days, verified_on__lte=latest)
    return list(entries.filter(due).order_by("pk"))


def can_verify(user: Any, entry: DirectoryEntry) -> bool:
    """Whether a user may say that an entry is true: the post's holder, the desk of its country, the Eurojust desk.

    Whoever may change an entry may also confirm it: the same rule as ``rules.can_edit``.
    """
    return can_edit(user, entry)


@transaction.atomic
def verify_entry(*, entry: DirectoryEntry, user: Any, version: int | None = None) -> DirectoryEntry:
    """Record that ``user`` found the entry true today.

    ``version`` is that of the text which the user has read; ``None`` where that does not matter. The version itself
    stays: who is editing meanwhile is not disturbed. Saying it twice on a day leaves one record.
    Raises ``Conflict`` where the entry was changed since it was read, ``PermissionDenied`` where the user may not
    say so (any more), and the model's ``DoesNotExist`` where it is gone.
    """
    entry = lock(entry)
    if not can_verify(user, entry):
        raise PermissionDenied
    if version is not None and version != entry.version:
        raise Conflict(entry)
    today = timezone.localdate()
    if entry.verified_on == today and entry.verified_by_id == user.pk:
        return entry
    before = entry.verified_on.isoformat() if entry.verified_on else ""
    entry.verified_on, entry.verified_by = today, user
    entry.save(update_fields=["verified_on", "verified_by"])
    change = {"field": "verified_on", "before": before, "after": today.isoformat()}
    record_change(entry=entry, kind=ChangeKind.VERIFIED, by=user, changes=[change], keys=[entry.audience_key])
    return entry


def entry_of(kind: str, pk: int) -> DirectoryEntry | None:
    """The entry of a type (``Post.entry_type``, ``Authority.entry_type``) by its number; ``None`` if there is none."""
    models_by_type: dict[str, type[DirectoryEntry]] = {
        Post.entry_type: Post,
        Authority.entry_type: Authority,
    }
    model = models_by_type.get(kind)
    found: DirectoryEntry | None = model._default_manager.filter(pk=pk).first() if model else None
    return found
