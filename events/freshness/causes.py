"""Why a briefing is stale, as one viewer may know it: nothing of an item that they may not see, not even its number."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from events.briefings.access import edited_by, may_edit
from events.briefings.compiled import Compiled
from events.briefings.compiling import collect
from events.briefings.enums import SectionKind
from events.briefings.models import Briefing
from events.freshness.enums import CauseKind
from events.freshness.models import StaleCause
from portal.visibility import can_view, viewer_for


@dataclass(frozen=True, slots=True)
class ShownCause:
    """One cause in words. ``heading`` is the item's own, in the briefing's language; empty where the item is gone."""

    section: str
    kind: CauseKind
    heading: str
    url: str
    source: str
    source_date: str
    since: datetime.datetime


def shown_causes(user: Any, briefing: Briefing) -> list[ShownCause]:
    """The open causes that the user may know of, section by section, oldest first. A constant number of queries.

    The items are asked for again: what they say, and who may see them, is as it is now. That something is gone is told
    to those only who write the briefing.
    """
    rows = list(StaleCause.objects.open().filter(briefing=briefing))
    if not rows:
        return []
    items = {item.key: item for item in collect(briefing, {row.section_kind for row in rows})}
    edits = may_edit(user, briefing)
    order = list(SectionKind)
    found = [
        _shown(row, items.get(row.key)) for row in rows if _may_know(user, row, items.get(row.key), edits)
    ]
    kinds = {str(kind.label): order.index(kind) for kind in order}
    return sorted(found, key=lambda one: (kinds[one.section], one.since))


def _may_know(user: Any, row: StaleCause, item: Compiled | None, edits: bool) -> bool:
    viewer = viewer_for(user)
    if item is None:
        return edits and viewer.holds(row.item_key)
    return can_view(viewer, item) and (edits or row.kind != CauseKind.GONE)


def _shown(row: StaleCause, item: Compiled | None) -> ShownCause:
    return ShownCause(
        section=str(SectionKind(row.section_kind).label),
        kind=CauseKind(row.kind),
        heading=item.heading if item else "",
        url=item.source_url if item else "",
        source=item.source_label if item else "",
        source_date=item.source_date if item else "",
        since=row.found_at,
    )


def number_of_causes(user: Any, briefings: Sequence[Briefing]) -> dict[int, int]:
    """How many open causes there are that the user may know of, by the briefing's number. Two queries at most.

    ``item_key`` is that of the last comparison, which follows each change of a source.
    """
    ids = [one.pk for one in briefings]
    counted = _known_to(user).filter(briefing__in=ids).values("briefing").annotate(number=Count("pk"))
    return {row["briefing"]: row["number"] for row in counted}


def stale_briefings(user: Any) -> set[int]:
    """The numbers of the briefings that are stale as far as the user may know."""
    return set(_known_to(user).values_list("briefing", flat=True))


def _known_to(user: Any) -> QuerySet[StaleCause]:
    """The open causes that may be counted for a user: as ``_may_know`` says, by the keys of the last comparison."""
    told = ~Q(kind=CauseKind.GONE) | Q(briefing__in=edited_by(user).order_by().values("pk"))
    return StaleCause.objects.open().visible_to(viewer_for(user)).filter(told).order_by()
