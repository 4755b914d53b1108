"""Accession in a country's dossier."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.accession.queries import rows_of, visible_items
from liaison.accession.rules import Editor
from portal.pages.dossier import Panel, register_panel
from portal.pages.models import CountryPage
from portal.visibility import Viewer

SHOWN = 6
"""Items a dossier shows; the rest is one click away in the tracker."""


def accession_panel(viewer: Viewer, page: CountryPage) -> dict[str, Any] | None:
    """The items about a country that the viewer may see; nothing at all where there are none for them."""
    rows = rows_of(
        Editor(viewer, frozenset(), speaks=False),
        visible_items(viewer).filter(country=page.country_id).order_by("-status_since", "pk"),
    )
    return {"rows": rows[:SHOWN], "total": len(rows), "country": page.country} if rows else None


def register() -> None:
    """Put the panel on every dossier. Called when the app is ready."""
    register_panel(
        Panel("accession", _("Accession to conventions"), "accession/panel.html", 70, accession_panel)
    )
