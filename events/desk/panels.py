"""The desk on the organisers' page, and the organisers' messages on the page of an event."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from events.desk.messages import messages_for
from events.desk.todo import next_steps, numbers_of
from events.exchanges.models import Event
from events.exchanges.panels import (
    OrganiserEntry,
    OrganiserLink,
    Panel,
    register_organiser_link,
    register_panel,
)


def desk_entry(user: Any, event: Event) -> OrganiserEntry:
    """How many things there are to do."""
    todos = next_steps(event, numbers_of(event))
    note = ngettext("%(n)d thing to do", "%(n)d things to do", len(todos)) % {"n": len(todos)}
    waits = any(todo.presses for todo in todos)
    return OrganiserEntry(reverse("desk:desk", args=[event.slug]), note if todos else "", waits)


def received(user: Any, event: Event) -> dict[str, Any] | None:
    """The messages that a user may read; nothing where there are none."""
    if not getattr(user, "is_authenticated", False):
        return None
    number = messages_for(user, event).count()
    return {"number": number} if number else None


def connect() -> None:
    """Put them there. Called when the app is ready."""
    title = gettext_lazy("Desk: what to do next, lists, messages")
    register_organiser_link(OrganiserLink("desk", title, 1, desk_entry))
    register_panel(
        Panel(
            anchor="messages",
            title=gettext_lazy("Messages of the organisers"),
            template="desk/panel_messages.html",
            order=8,
            context=received,
            aside=True,
        )
    )
