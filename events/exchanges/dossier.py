"""Events in a country's dossier."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.exchanges.models import Event
from events.exchanges.rows import rows_of
from portal.pages.dossier import Panel, register_panel
from portal.pages.models import CountryPage
from portal.visibility import Viewer

SHOWN = 5
"""Coming events a dossier shows; the rest is one click away in the list."""
PAST_SHOWN = 3


def events_panel(viewer: Viewer, page: CountryPage) -> dict[str, Any] | None:
    """The next events about a country that the viewer may see, and the last; nothing at all where there are none."""
    found = Event.objects.visible_to(viewer).filter(countries=page.country_id)
    total = found.count()
    if not total:
        return None
    coming = found.upcoming().order_by("starts", "pk")[:SHOWN]
    past = found.past().order_by("-starts", "-pk")[:PAST_SHOWN]
    return {
        "coming": rows_of(viewer, coming),
        "past": rows_of(viewer, past),
        "total": total,
        "country": page.country,
    }


def register() -> None:
    """Put the panel on every dossier. Called when the app is ready."""
    register_panel(Panel("events", _("Exchanges of experience"), "exchanges/panel.html", 45, events_panel))
