"""What a country's dossier says of the assessment rounds: whether it is a priority third country, once released."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.assessments.priorities import priority_marks, released_priorities
from portal.pages.dossier import Panel, register_panel
from portal.pages.marks import register_marker
from portal.pages.models import CountryPage
from portal.visibility import Viewer


def priority_panel(viewer: Viewer, page: CountryPage) -> dict[str, Any] | None:
    """Since when the country is, or was, a priority third country; nothing at all where nothing is released.

    A released decision is public: the viewer makes no difference.
    """
    today = timezone.localdate()
    rows = [
        {
            "since": one.since,
            "until": one.known_until,
            "holds": one.since <= today and (one.known_until is None or one.known_until > today),
            "reference": one.decision.reference,
            "at": one.decision.at,
            "is_example": one.decision.round.is_example,
        }
        for one in released_priorities().filter(country=page.country_id).order_by("-since")
    ]
    return {"rows": rows, "country": page.country} if rows else None


def register() -> None:
    """Put the panel on every dossier, and the mark beside every name. Called when the app is ready."""
    register_marker("priority", priority_marks)
    register_panel(
        Panel("priority", _("Priority third country"), "assessments/panel.html", 5, priority_panel)
    )
