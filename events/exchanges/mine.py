"""Coming events of mine in "my work"."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.exchanges.models import Event
from events.exchanges.people import involved_in
from events.exchanges.rows import rows_of
from portal.pages.my_sections import MySection, register_my_section

SHOWN = 10


def my_events(user: Any) -> dict[str, Any] | None:
    """The next events of which the user is one of the people; nothing where there are none."""
    ids = involved_in(user)
    if not ids:
        return None
    found = Event.objects.visible_to(user).filter(pk__in=ids).upcoming().order_by("starts", "pk")[:SHOWN]
    rows = rows_of(user, found)
    return {"rows": rows} if rows else None


def register() -> None:
    """Put the section on everybody's page. Called when the app is ready."""
    register_my_section(MySection("my-events", _("My coming events"), "exchanges/my.html", 20, my_events))
