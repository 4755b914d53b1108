"""Comparing a briefing with its sources: what is new, changed, gone or no longer verified since it was put together.

One comparison compiles once (a constant number of queries) and writes the causes; what a refresh has settled is marked
so by the next. Causes are found for whoever may see the item, whoever that is, and say nothing of what it says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from events.briefings.compiled import Compiled
from events.briefings.compiling import collect
from events.briefings.enums import COMPILED_KINDS
from events.briefings.models import Briefing, Entry, Section
from events.freshness.enums import CauseKind
from events.freshness.models import BriefingCheck, StaleCause
from portal.visibility import covers, intern_key


@dataclass(frozen=True, slots=True)
class Difference:
    """One item that a briefing does not say as its source does. ``item_key``: who may know of it."""

    section_kind: str
    key: str
    kind: CauseKind
    item_key: str


def differences(briefing: Briefing) -> list[Difference]:
    """What a refresh would find now, one for each item. A constant number of queries."""
    sections = list(briefing.sections.prefetch_related("entries"))
    compared = {
        section.kind for section in sections if section.kind in COMPILED_KINDS and section.compiled_at
    }
    if not compared:
        return []
    items = {item.key: item for item in collect(briefing)}
    found = [*_of_entries(sections, items, briefing.audience_key)]
    known = {entry.key for section in sections for entry in section.entries.all()}
    for item in items.values():
        new = item.kind in compared and item.key not in known and not item.overdue
        if new and covers(item.item_key, briefing.audience_key):
            found.append(Difference(item.kind, item.key, CauseKind.ADDED, item.item_key))
    return found


def _of_entries(
    sections: Iterable[Section], items: dict[str, Compiled], audience_key: str
) -> Iterable[Difference]:
    """What is different of what stands in the briefing; what editors wrote, or left out, does not count."""
    for section in sections:
        for entry in section.entries.all():
            if entry.is_own or entry.left_out:
                continue
            item = items.get(entry.key)
            kind = _difference(entry, item, item is not None and covers(item.item_key, audience_key))
            if kind is not None:
                item_key = item.item_key if item is not None else entry.item_key
                yield Difference(section.kind, entry.key, kind, item_key)


def _difference(entry: Entry, item: Compiled | None, is_for_all: bool) -> CauseKind | None:
    """How an entry differs from its source. ``is_for_all``: everybody the briefing is for may read the item."""
    if item is None or not is_for_all:
        return None if entry.gone else CauseKind.GONE
    if entry.gone:
        return CauseKind.ADDED
    if entry.pending is not None or item.hash != entry.compiled_hash:
        return CauseKind.CHANGED
    if item.overdue and not entry.overdue and not entry.keep_reason:
        return CauseKind.OVERDUE
    return CauseKind.ADDED if entry.overdue and not item.overdue and not entry.keep_reason else None


def check(briefing_id: int) -> int:
    """Compare a briefing with its sources and write down the causes; how many are open.

    One at a time for each briefing: what was found last is what holds. Archived ones have none.
    """
    with transaction.atomic():
        if not Briefing.objects.filter(pk=briefing_id).exists():
            return 0  # deleted since it was asked for
        BriefingCheck.objects.get_or_create(briefing_id=briefing_id)
        turn = BriefingCheck.objects.select_for_update().get(briefing=briefing_id)
        briefing = Briefing.objects.get(pk=briefing_id)
        now = timezone.now()
        found = {} if briefing.archived else {one.key: one for one in differences(briefing)}
        for cause in StaleCause.objects.open().filter(briefing=briefing):
            same = found.get(cause.key)
            if same is None or (same.kind, same.section_kind) != (cause.kind, cause.section_kind):
                StaleCause.objects.filter(pk=cause.pk).update(settled_at=now)
                continue
            if same.item_key != cause.item_key:
                StaleCause.objects.filter(pk=cause.pk).update(item_key=intern_key(same.item_key))
            del found[cause.key]
        for key in {one.item_key for one in found.values()}:
            intern_key(key)
        StaleCause.objects.bulk_create(
            StaleCause(
                briefing=briefing,
                section_kind=one.section_kind,
                key=one.key,
                kind=one.kind,
                item_key=one.item_key,
                found_at=now,
            )
            for one in found.values()
        )
        turn.checked_at = now
        turn.save(update_fields=["checked_at"])
        return StaleCause.objects.open().filter(briefing=briefing).count()
