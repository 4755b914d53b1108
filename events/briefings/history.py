"""Recording what was changed in a briefing. Called inside the transaction that changes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from events.briefings.enums import ChangeKind
from events.briefings.models import Briefing, BriefingChange, Entry
from events.briefings.signals import briefing_changed


class Conflict(Exception):
    """Somebody else changed it since the form was shown. ``current`` is it as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__("changed in the meantime")
        self.current = current


class NotNow(Exception):
    """A step that cannot be taken as the briefing stands now. The message is for the reader."""


def lock_briefing(briefing: Briefing) -> Briefing:
    """The briefing as it is now, its row held until the transaction ends: every change of anything in it waits here."""
    Briefing.objects.select_for_update(of=("self",)).values_list("pk").get(pk=briefing.pk)
    return Briefing.objects.select_related("country", "owner").get(pk=briefing.pk)


def record(
    briefing: Briefing,
    kind: ChangeKind,
    by: Any,
    *,
    entry: Entry | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Keep one change, raise the briefing's version and tell the apps above."""
    record_all(briefing, kind, by, [change_of(briefing, kind, by, entry, before, after)])


def change_of(
    briefing: Briefing,
    kind: ChangeKind,
    by: Any,
    entry: Entry | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> BriefingChange:
    """A change that is not kept yet."""
    return BriefingChange(
        briefing=briefing,
        kind=kind,
        by=by,
        entry_key=entry.key if entry else "",
        item_key=entry.item_key if entry else "",
        before=before or {},
        after=after or {},
    )


def record_all(briefing: Briefing, kind: ChangeKind, by: Any, changes: Iterable[BriefingChange]) -> None:
    """Keep several changes as one step."""
    BriefingChange.objects.bulk_create(changes)
    briefing.version += 1
    briefing.updated_at = timezone.now()
    Briefing.objects.filter(pk=briefing.pk).update(version=briefing.version, updated_at=briefing.updated_at)
    briefing_changed.send(sender=Briefing, briefing=briefing, kind=str(kind))
