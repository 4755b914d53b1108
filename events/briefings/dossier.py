"""Briefings in a country's dossier."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.briefings.access import CREATORS
from events.briefings.listing import rows_of
from events.briefings.models import Briefing
from portal.pages.dossier import Panel, register_panel
from portal.pages.models import CountryPage
from portal.people.models import User
from portal.visibility import Viewer

SHOWN = 5


def briefings_panel(viewer: Viewer, page: CountryPage) -> dict[str, Any] | None:
    """The briefings about a country that the viewer may see; nothing where there are none and they may make none."""
    found = Briefing.objects.visible_to(viewer).current().filter(country=page.country_id)
    rows = rows_of(viewer, list(found.order_by("-updated_at", "-pk")[:SHOWN]))
    makes = _may_create(viewer) and page.country.is_third
    return {"rows": rows, "may_create": makes, "country": page.country} if rows or makes else None


def _may_create(viewer: Viewer) -> bool:
    """``access.may_create`` for a viewer. One query at most."""
    if viewer.sees_all or viewer.user_id is None or not viewer.is_member:
        return viewer.sees_all
    return User.objects.filter(pk=viewer.user_id, is_active=True, role__in=CREATORS).exists()


def register() -> None:
    """Put the panel on every dossier. Called when the app is ready."""
    register_panel(Panel("briefings", _("Briefing packages"), "briefings/panel.html", 8, briefings_panel))
