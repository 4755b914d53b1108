"""Whom to call about a country, in its dossier."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.directory.cards import make_cards
from liaison.directory.rows import entries_of, home_state, nearness, rows_for
from portal.pages.dossier import Panel, register_panel
from portal.pages.models import CountryPage
from portal.visibility import Viewer

SHOWN = 4
"""Entries a dossier shows; the rest is one click away in the directory."""


def directory_panel(viewer: Viewer, page: CountryPage) -> dict[str, Any]:
    """The nearest posts and authorities for this viewer, their number, and where to find the rest."""
    home = home_state(viewer)
    rows = sorted(rows_for(viewer, country=page.country_id), key=lambda row: nearness(row, home))
    return {
        "cards": make_cards(viewer, entries_of(rows[:SHOWN], viewer)),
        "total": len(rows),
        "country": page.country,
    }


def register() -> None:
    """Put the panel on every dossier. Called when the app is ready."""
    register_panel(Panel("directory", _("Who is there"), "directory/panel.html", 10, directory_panel))
