"""What calendars put on an event's page: its calendar file."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.exchanges.models import Event
from events.exchanges.panels import Panel, register_panel


def calendar_panel(user: Any, event: Event) -> dict[str, Any] | None:
    """Context of the box: nothing to ask beyond what the page was asked. A draft is in nobody's calendar, and what
    is over need not get there."""
    return None if event.is_draft or event.is_over else {}


def connect() -> None:
    """Put the box on every event's page. Called when the app is ready."""
    register_panel(
        Panel("calendar", _("Your calendar"), "calendars/panel.html", 60, calendar_panel, aside=True)
    )
