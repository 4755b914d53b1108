"""What the views of a briefing's editors share."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from events.briefings.models import Briefing, Entry, Section
from events.briefings.reading import GONE, entry_views, reach_of


def version_of(request: HttpRequest) -> int:
    """The version that a form was made of; 0, which nothing has, where it says none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def section_of(briefing: Briefing, pk: int) -> Section:
    """A section of the briefing. Raises 404."""
    section = briefing.sections.filter(pk=pk).first()
    if section is None:
        raise Http404
    section.briefing = briefing
    return section


def entry_of(request: HttpRequest, briefing: Briefing, pk: int) -> tuple[Entry, str]:
    """An entry of the briefing that this editor is told of, and where it stands. Raises 404."""
    entry = Entry.objects.filter(section__briefing=briefing, pk=pk).select_related("section").first()
    if entry is None:
        raise Http404
    entry.section.briefing = briefing
    views = entry_views(reach_of(request.user, briefing), briefing, [entry])
    if not views:
        raise Http404
    return entry, views[0].state


def readable_entry(request: HttpRequest, briefing: Briefing, pk: int) -> tuple[Entry, str]:
    """``entry_of`` for what needs the words of the entry: none of what is gone."""
    entry, state = entry_of(request, briefing, pk)
    if state == GONE:
        raise Http404
    return entry, state
