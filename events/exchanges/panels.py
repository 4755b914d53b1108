"""What stands on an event's page and on its organisers': boxes and links that the apps above register.

A box is asked with the user and the event, which the user may see, and gives its context or ``None`` where it has
nothing for this user. It must ask the rule for everything it shows. Its template is included with that context, the
``event``, the ``user`` and the ``request``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from events.exchanges.models import Event

PanelContext = Callable[[Any, Event], "dict[str, Any] | None"]
LinkAddress = Callable[[Any, Event], "OrganiserEntry | None"]


@dataclass(frozen=True)
class Panel:
    """One box of an event's page. ``anchor`` is its fragment id, ``order`` its place (0 to 100).

    Where: ``aside`` for a small box beside the text (register, calendar file), else a section of its own.
    """

    anchor: str
    title: str | Promise
    template: str
    order: int
    context: PanelContext
    aside: bool = False


@dataclass(frozen=True, slots=True)
class OrganiserEntry:
    """A link of the organisers' page: where it leads, and in a few words how things stand there ("3 wait for you").

    ``waits`` is set where something waits for the organiser.
    """

    url: str
    note: str = ""
    waits: bool = False


@dataclass(frozen=True)
class OrganiserLink:
    """A page that only organisers have. ``entry(user, event)`` gives ``None`` where it makes no sense now."""

    name: str
    title: str | Promise
    order: int
    entry: LinkAddress


_panels: dict[str, Panel] = {}
_links: dict[str, OrganiserLink] = {}


def register_panel(panel: Panel) -> None:
    """Add a box to every event's page. Called when an app is ready."""
    _panels[panel.anchor] = panel


def register_organiser_link(link: OrganiserLink) -> None:
    """Add a link to the organisers' page of every event. Called when an app is ready."""
    _links[link.name] = link


def panels_for(user: Any, event: Event) -> list[tuple[Panel, dict[str, Any]]]:
    """The boxes of an event that have something for this user, in order."""
    found = []
    for panel in sorted(_panels.values(), key=lambda one: one.order):
        context = panel.context(user, event)
        if context is not None:
            found.append((panel, context))
    return found


def organiser_links(user: Any, event: Event) -> list[tuple[OrganiserLink, OrganiserEntry]]:
    """The links of an event's organisers' page, in order. The user organises it: the caller has asked."""
    found = []
    for link in sorted(_links.values(), key=lambda one: one.order):
        entry = link.entry(user, event)
        if entry is not None:
            found.append((link, entry))
    return found
