"""The briefings somebody writes, in "my work"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from events.briefings.access import edited_by
from events.briefings.hooks import Note, notes_for
from events.briefings.models import Briefing, Entry
from portal.pages.my_sections import MySection, register_my_section
from portal.reference.names import names_for
from portal.visibility import viewer_for

SHOWN = 10


@dataclass(frozen=True, slots=True)
class MyBriefing:
    """A briefing that the user writes; ``waiting`` is how many texts wait for a decision."""

    briefing: Briefing
    country: str
    waiting: int
    notes: list[Note]


def my_briefings(user: Any) -> dict[str, Any] | None:
    """The briefings the user owns or edits, those changed last first; nothing where there are none.

    A superuser sees here only their own.
    """
    viewer = viewer_for(user)
    if viewer.user_id is None:
        return None
    named = Briefing.editors.through.objects.filter(user=viewer.user_id).values("briefing")
    mine = Q(pk__in=named) | Q(owner=viewer.user_id)
    found = edited_by(user).filter(mine, archived=False)
    briefings = list(found.order_by("-updated_at", "-pk")[:SHOWN])
    if not briefings:
        return None
    waiting = (
        Entry.objects.filter(section__briefing__in=briefings, pending__isnull=False, gone=False)
        .filter(Q() if viewer.sees_all else Q(item_key__in=viewer.keys))
        .order_by()
        .values_list("section__briefing")
        .annotate(number=Count("pk"))
    )
    counts = dict(waiting)
    notes = notes_for(user, briefings)
    countries = names_for("country", {one.country_id for one in briefings})
    return {
        "rows": [
            MyBriefing(one, countries[one.country_id], counts.get(one.pk, 0), notes.get(one.pk, []))
            for one in briefings
        ]
    }


def register() -> None:
    """Put the section on everybody's page. Called when the app is ready."""
    # "my-briefings" are those that are shared with somebody (events.issues).
    register_my_section(
        MySection("my-written-briefings", _("Briefings that I write"), "briefings/my.html", 25, my_briefings)
    )
