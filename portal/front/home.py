"""What the home page shows."""

from __future__ import annotations

from typing import Any

from liaison.assessments.priorities import priority_rows, sources_of
from portal.pages.countries import country_entries
from portal.visibility import viewer_for
from practices.cards import for_cards, practice_cards
from practices.dossier import live_practices

LATEST = 6
COUNTRIES = 18
"""Countries named on the home page: those with most practices, by name. The list of countries has all."""


def home_context(user: Any) -> dict[str, Any]:
    """Latest practices, priority third countries and the countries most is known of, for this viewer.

    The number of queries does not grow with what is shown.
    """
    viewer = viewer_for(user)
    latest = for_cards(live_practices(viewer).order_by("-first_published_at", "-pk"))[:LATEST]
    entries = country_entries(viewer)
    known = sorted((e for e in entries if e.practices), key=lambda e: -e.practices)[:COUNTRIES]
    priorities = priority_rows({entry.code: entry for entry in entries})
    shown = {entry.code for entry in known}
    return {
        "priorities": priorities,
        "priority_sources": sources_of(priorities),
        "latest": practice_cards(list(latest)),
        "countries": [entry for entry in entries if entry.code in shown],
        "footnote": next((entry.footnote for entry in known if entry.footnote), ""),
        "country_total": len(entries),
    }
