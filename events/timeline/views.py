"""A country's timeline: everything that happened with it, on one page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.timeline.forms import TimelineFilter
from events.timeline.happenings import by_year, chosen_of, happenings
from portal.pages.audience_words import audience_words
from portal.pages.countries import dossier_url, visible_dossiers
from portal.visibility import PUBLIC, viewer_for

PER_PAGE = 40
PER_SHEET = 2_000
"""Happenings on one page, to read and to print."""


@require_safe
def country(request: HttpRequest, slug: str) -> HttpResponse:
    """The timeline of a country. Raises 404 where the viewer has no dossier of it."""
    viewer = viewer_for(request.user)
    page = visible_dossiers(viewer).filter(slug=slug).first()
    if page is None:
        raise Http404
    everything = happenings(viewer, page.country_id)
    form = TimelineFilter(request.GET or None, found=everything)
    chosen: dict[str, Any] = form.chosen
    found = chosen_of(
        everything,
        kinds=chosen.get("kind", ()),
        since=chosen.get("since") or 0,
        until=chosen.get("until") or 0,
    )
    on_one_page = request.GET.get("view") == "all"
    shown = Paginator(found, PER_SHEET if on_one_page else PER_PAGE).get_page(request.GET.get("page"))
    keys = {one.audience_key for one in shown if one.audience_key != PUBLIC}
    words = audience_words(keys) if viewer.user_id is not None else {}
    context = {
        "country": page.country,
        "dossier_url": dossier_url(page),
        "form": form,
        "chosen": chosen,
        "page": shown,
        "years": [
            (year, [(one, words.get(one.audience_key, "")) for one in found_then])
            for year, found_then in by_year(shown)
        ],
        "total": len(found),
        "has_any": bool(everything),
        "has_facts": any(one.source for one in shown),
        "on_one_page": on_one_page,
        "today": timezone.localdate(),
    }
    return render(request, "timeline/country.html", context)
