"""Browse by instrument: the list, and the page of one instrument."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from portal.front.instruments import index_context, instrument_context
from portal.reference.models import Instrument


def instrument_index(request: HttpRequest) -> HttpResponse:
    """Every instrument, grouped, filtered by ``q``; the counts are those of the reader's own view."""
    return render(
        request, "front/instrument_index.html", index_context(request.user, request.GET.get("q", ""))
    )


def instrument_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One instrument by its code in lower case. Raises 404 for a code nobody knows."""
    instrument = Instrument.objects.filter(code=slug.upper()).select_related("parent").first()
    if instrument is None:
        raise Http404
    if slug != instrument.slug:
        return HttpResponsePermanentRedirect(reverse("front:instrument", args=[instrument.slug]))
    context = instrument_context(request.user, instrument, request.GET.get("parties", "all"))
    return render(request, "front/instrument_page.html", context)
