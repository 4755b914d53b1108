"""What the rooms above add to a briefing's pages: boxes, links for its editors, and notes in the list of briefings.

Nothing here is trusted: whoever registers asks the rule for what they show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from events.briefings.models import Briefing

PanelContext = Callable[[Any, Briefing], "dict[str, Any] | None"]


@dataclass(frozen=True)
class Panel:
    """One box of a briefing's page: asked with the user and the briefing, which the user may see; its context or
    ``None`` where it has nothing for them. Its template reads ``panel`` (that context), ``briefing``, ``may_edit``,
    ``user`` and ``request``. ``order``: its place (0 to 100)."""

    anchor: str
    title: str | Promise
    template: str
    order: int
    context: PanelContext


@dataclass(frozen=True)
class EditorLink:
    """A link on the editors' page: ``url(user, briefing)``, ``None`` where it makes no sense now."""

    name: str
    title: str | Promise
    order: int
    url: Callable[[Any, Briefing], str | None]


@dataclass(frozen=True, slots=True)
class Note:
    """What the list says of one briefing. ``state``: "fresh", "stale" or "" where it says nothing of that."""

    text: str
    state: str = ""


Annotator = Callable[[Any, Sequence[Briefing]], dict[int, list[Note]]]
StaleFilter = Callable[[Any], Iterable[int]]

_panels: dict[str, Panel] = {}
_links: dict[str, EditorLink] = {}
_annotators: list[Annotator] = []
_stale: list[StaleFilter] = []


def register_header(panel: Panel) -> None:
    """Add a box to every briefing's page (issues, freshness, consultation). Called when an app is ready."""
    _panels[panel.anchor] = panel


def register_editor_link(link: EditorLink) -> None:
    """Add a link to the editors' page of every briefing. Called when an app is ready."""
    _links[link.name] = link


def register_annotator(annotator: Annotator) -> None:
    """Let an app above say something of each briefing of a list, by number, in a constant number of queries."""
    if annotator not in _annotators:
        _annotators.append(annotator)


def register_stale_filter(stale: StaleFilter) -> None:
    """Let an app above say which briefings are stale for a user (numbers), for the filter of the list."""
    if stale not in _stale:
        _stale.append(stale)


def panels_for(user: Any, briefing: Briefing) -> list[tuple[Panel, dict[str, Any]]]:
    """The boxes of a briefing that have something for this user, in order."""
    found = []
    for panel in sorted(_panels.values(), key=lambda one: one.order):
        context = panel.context(user, briefing)
        if context is not None:
            found.append((panel, context))
    return found


def editor_links(user: Any, briefing: Briefing) -> list[tuple[str | Promise, str]]:
    """Titles and addresses of the links for this editor, in order."""
    found = []
    for link in sorted(_links.values(), key=lambda one: one.order):
        url = link.url(user, briefing)
        if url:
            found.append((link.title, url))
    return found


def notes_for(user: Any, briefings: Sequence[Briefing]) -> dict[int, list[Note]]:
    """What the apps above say of these briefings, by number."""
    found: dict[int, list[Note]] = {one.pk: [] for one in briefings}
    for annotator in _annotators:
        for pk, notes in annotator(user, briefings).items():
            found.setdefault(pk, []).extend(notes)
    return found


def stale_ids(user: Any) -> set[int] | None:
    """The numbers of the briefings that are stale for a user; ``None`` where nobody knows."""
    if not _stale:
        return None
    return {pk for stale in _stale for pk in stale(user)}
