"""What a country's dossier shows: panels that the rooms above register.

A panel is asked with the viewer and the country, and gives its context or ``None`` where it has nothing for
this viewer. It must ask the rule for everything it shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from portal.pages.models import CountryElement, CountryPage
from portal.visibility import Viewer, can_view

PanelContext = Callable[[Viewer, CountryPage], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One section of the dossier. ``anchor`` is its fragment id, ``order`` its place (0 to 100)."""

    anchor: str
    title: str | Promise
    template: str
    order: int
    context: PanelContext


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Add a section to every country's dossier."""
    _panels[panel.anchor] = panel


def panels_for(viewer: Viewer, page: CountryPage) -> list[tuple[Panel, dict[str, Any]]]:
    """The sections of a country's dossier that have something for this viewer, in order."""
    found = []
    for panel in sorted(_panels.values(), key=lambda p: p.order):
        context = panel.context(viewer, page)
        if context is not None:
            found.append((panel, context))
    return found


def elements_for(viewer: Viewer, page: CountryPage) -> list[CountryElement]:
    """The elements of paragraph (f) that the viewer may see."""
    return [element for element in page.elements.all() if can_view(viewer, element)]
