"""The page of an event."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from events.exchanges.access import visible_event
from events.exchanges.panels import panels_for


def event_page(request: HttpRequest, slug: str) -> HttpResponse:
    """An event with everything its reader may see of it. 404 where there is none for this reader."""
    event = visible_event(request.user, slug)
    return render(
        request,
        "exchanges/event.html",
        {"event": event, "panels": panels_for(request.user, event)},
    )
