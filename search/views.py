"""The search page, the list of practices, and what machines are told."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from search.labels import Labels
from search.request import SearchRequest, parse_request
from search.results import search

PRACTICES_ONLY = (("type", "practice"),)


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """``/search/``: everything that can be found."""
    return _respond(
        request,
        reverse("search"),
        heading=_("Search"),
        intro=_("Experiences, countries and legal instruments, in any language."),
    )


@require_safe
def practice_list(request: HttpRequest) -> HttpResponse:
    """``/practices/``: good practices to browse, newest first; the same search with the type fixed."""
    return _respond(
        request,
        reverse("practice_list"),
        fixed=PRACTICES_ONLY,
        heading=_("Good practices"),
        intro=_("What worked with a third country, and what did not, told by those who did it."),
    )


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """``/robots.txt``: pages are welcome to be indexed, lists made of parameters and private areas are not."""
    lines = ["User-agent: *"]
    lines += [
        f"Disallow: {path}" for path in ("/admin/", "/accounts/", "/my/", "/search/", "/practices/share/")
    ]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _respond(
    request: HttpRequest, path: str, *, heading: str, intro: str, fixed: tuple[tuple[str, str], ...] = ()
) -> HttpResponse:
    """The whole page; for htmx only what changes; for a plain form first its canonical address."""
    labels = Labels(get_language() or "en")
    asked = parse_request(request.GET, known=labels.known, path=path, fixed=fixed)
    htmx: Any = getattr(request, "htmx", None)
    is_partial = bool(htmx) and not htmx.boosted and not htmx.history_restore_request
    if "recognised" in request.GET and not is_partial:
        return HttpResponseRedirect(asked.url())
    page = search(viewer=request.user, request=asked, languages=_languages(request), labels=labels)
    context = {"page": page, "heading": heading, "intro": intro, "feed_url": feed_url(page.request)}
    response = render(request, "search/partial.html" if is_partial else "search/search_page.html", context)
    if is_partial:
        response.headers["HX-Push-Url"] = page.request.url()
    # What a viewer finds is theirs alone: no cache in between, and no copy kept after signing out.
    response.headers["Cache-Control"] = (
        "private, no-store" if request.user.is_authenticated else "private, no-cache"
    )
    patch_vary_headers(response, ("HX-Request", "HX-History-Restore-Request"))
    return response


def feed_url(asked: SearchRequest) -> str:
    """The address of the feed for a search: the same words and filters, always newest first."""
    filters = dict(asked.fixed)
    return asked.url(remove={"sort": None}, add=filters, path=reverse("search_feed"))


def _languages(request: HttpRequest) -> list[str]:
    """The languages the reader reads, as far as they said; the interface's language counts as one."""
    read = getattr(request.user, "languages", None) or []
    return [str(code) for code in read]
