"""Whom to call: the directory, a post, an authority."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from liaison.directory.cards import make_cards
from liaison.directory.history import history_for
from liaison.directory.listing import directory_context, read_request
from liaison.directory.models import Authority, DirectoryEntry, Post
from liaison.directory.rules import can_edit
from portal.pages.countries import visible_dossiers
from portal.reference.models import Country
from portal.visibility import viewer_for


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Posts and authorities, by words and filters. To htmx only what changes is given."""
    context = directory_context(request.user, read_request(request.GET))
    is_part = (
        request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    )
    template = "directory/_found.html" if is_part else "directory/directory.html"
    response = render(request, template, context | {"is_part": is_part})
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """One post. Raises 404 where there is none, or none for this viewer: the two look the same."""
    found = visible_post(request.user, pk)
    return render(request, "directory/post.html", _context(request, found))


@require_safe
def authority(request: HttpRequest, pk: int) -> HttpResponse:
    """One authority. Raises 404 as ``post`` does."""
    found = visible_authority(request.user, pk)
    return render(request, "directory/authority.html", _context(request, found))


def visible_post(user: Any, pk: int) -> Post:
    """The post with this number. Raises 404 where the user may not know of it."""
    posts = Post.objects.visible_to(user).select_related("holder", "verified_by")
    return _or_404(posts.prefetch_related("other_countries").filter(pk=pk))


def visible_authority(user: Any, pk: int) -> Authority:
    """The authority with this number. Raises 404 where the user may not know of it."""
    authorities = Authority.objects.visible_to(user).select_related("verified_by")
    return _or_404(authorities.prefetch_related("measures").filter(pk=pk))


def _or_404(found: Any) -> Any:
    entry = found.first()
    if entry is None:
        raise Http404
    return entry


def _context(request: HttpRequest, entry: DirectoryEntry) -> dict[str, Any]:
    """Context of the page of one entry, in a constant number of queries."""
    viewer = viewer_for(request.user)
    card = make_cards(viewer, [entry], preview=None)[0]
    may_edit = can_edit(viewer, entry)
    codes = [entry.country_id]
    if isinstance(entry, Post):
        codes += sorted(country.code for country in entry.other_countries.all())
    footnotes = [c.footnote_in() for c in Country.objects.filter(code__in=codes).exclude(footnote="")]
    return {
        "entry": entry,
        "card": card,
        "title": card.title,
        "countries": list(zip(codes, card.countries, strict=True)),
        "dossiers": set(
            visible_dossiers(viewer).filter(country__in=codes).values_list("country_id", flat=True)
        ),
        "history": history_for(viewer, entry),
        "can_edit": may_edit,
        # All contacts on the card are seen, and the entry is theirs to change: that is ``can_edit_contact``.
        "editable": {view.contact.pk for view in card.contacts} if may_edit else set(),
        "is_member": viewer.is_member,
        "footnote": footnotes[0] if footnotes else "",
    }
