"""What papers put on an event's page: the list of papers, and the box with the joining link."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.exchanges.joining import may_join
from events.exchanges.models import Event
from events.exchanges.panels import (
    OrganiserEntry,
    OrganiserLink,
    Panel,
    register_organiser_link,
    register_panel,
)
from events.papers.access import circles_to_add, papers_for

SHOWN = 12
"""Papers on the event's own page; the rest is on the page of papers."""


def papers_panel(user: Any, event: Event) -> dict[str, Any] | None:
    """The papers a viewer may open; nothing where there are none and they may add none."""
    papers = papers_for(user, event)
    may_add = bool(circles_to_add(user, event))
    if not papers and not may_add:
        return None
    return {"papers": papers[:SHOWN], "count": len(papers), "more": len(papers) > SHOWN, "may_add": may_add}


def joining_panel(user: Any, event: Event) -> dict[str, Any] | None:
    """How to join online, for the confirmed alone."""
    if not may_join(user, event):
        return None
    return {"link": event.joining_link, "note": event.joining_note}


def papers_entry(user: Any, event: Event) -> OrganiserEntry:
    """The organisers' way to the papers."""
    count = event.papers.count()
    note = ngettext("%(count)d paper", "%(count)d papers", count) % {"count": count} if count else ""
    return OrganiserEntry(reverse("papers:index", args=[event.slug]), note)


def register() -> None:
    """Put them on every event's page. Called when the app is ready."""
    register_panel(Panel("join", _("Join online"), "papers/joining.html", 10, joining_panel, aside=True))
    register_panel(Panel("papers", _("Papers"), "papers/panel.html", 40, papers_panel))
    register_organiser_link(OrganiserLink("papers", _("Papers"), 40, papers_entry))
