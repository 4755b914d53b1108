"""Coming events of mine in "my work"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.exchanges.models import Event
from events.exchanges.people import involved_in
from events.exchanges.rows import rows_of
from portal.pages.my_sections import MySection, register_my_section

SHOWN = 10
WaitingSource = Callable[[Any], "dict[int, str | Promise]"]

_waiting: list[WaitingSource] = []


def register_waiting_source(source: WaitingSource) -> WaitingSource:
    """Let an app above say for which events a signed-in user waits: state in words by number of the event.

    Whoever waits is none of the people of the event yet, and holds no token of it.
    """
    if source not in _waiting:
        _waiting.append(source)
    return source


def my_events(user: Any) -> dict[str, Any] | None:
    """The next events of which the user is one of the people, or for which they wait; nothing where there are none."""
    states = {pk: words for source in _waiting for pk, words in source(user).items()}
    ids = involved_in(user) | states.keys()
    if not ids:
        return None
    found = Event.objects.visible_to(user).filter(pk__in=ids).upcoming().order_by("starts", "pk")[:SHOWN]
    rows = [(row, states.get(row.event.pk, "")) for row in rows_of(user, found)]
    return {"rows": rows} if rows else None


def register() -> None:
    """Put the section on everybody's page. Called when the app is ready."""
    register_my_section(MySection("my-events", _("My coming events"), "exchanges/my.html", 20, my_events))
