"""The history of a briefing in words, for one of its editors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from events.briefings.differences import Piece, differences
from events.briefings.enums import ChangeKind
from events.briefings.models import Briefing, BriefingChange
from events.briefings.reading import reach_of

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Told:
    """One change as the editor is told of it. ``what`` and ``pieces`` are empty where they may not read that."""

    change: BriefingChange
    what: str
    pieces: list[Piece]


def changes_of(user: Any, briefing: Briefing, number: str) -> dict[str, Any]:
    """A page of the history, newest first, without what was done with entries that the user is not told of.

    The user writes the briefing: the caller has asked. Constant queries.
    """
    reach = reach_of(user, briefing)
    keys = briefing.changes.order_by().values_list("entry_key", flat=True).distinct()
    hidden = [key for key in keys if key and reach.hides_key(key)]
    rows = briefing.changes.select_related("by").exclude(entry_key__in=hidden)
    page = Paginator(rows, PER_PAGE).get_page(number)
    told = []
    for change in page:
        readable = not change.entry_key or reach.reads_key(change.entry_key, change.item_key)
        told.append(
            Told(
                change=change,
                what=_what(change) if readable else "",
                pieces=_pieces(change) if readable else [],
            )
        )
    return {"page": page, "told": told}


def _what(change: BriefingChange) -> str:
    """In a few words."""
    before, after = change.before, change.after
    if change.kind == ChangeKind.SETTINGS:
        names = [str(Briefing._meta.get_field(name).verbose_name) for name in after]  # type: ignore[union-attr]
        return ", ".join(sorted(names))
    if change.kind in (ChangeKind.LEFT_OUT, ChangeKind.KEPT):
        return str(after.get("reason", ""))
    if change.kind == ChangeKind.PUT_BACK:
        return str(before.get("reason", ""))
    if change.kind == ChangeKind.REFRESHED and "added" in after:
        return _("%(added)s new, %(steps)s changes in all") % after
    if change.kind == ChangeKind.SECTION:
        return str(after.get("added") or after.get("title") or before.get("removed") or "")
    return str(after.get("heading") or before.get("heading") or "")


def _pieces(change: BriefingChange) -> list[Piece]:
    """The texts before and after, where the change is one of text."""
    if change.kind not in (ChangeKind.EDITED, ChangeKind.DECIDED, ChangeKind.REMOVED, ChangeKind.ADDED):
        return []
    return differences(str(change.before.get("text", "")), str(change.after.get("text", "")))
