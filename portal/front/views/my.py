"""My work: what a member is writing, what waits for them, what needs another look."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.pages.my_sections import sections_for
from portal.reference.models import Country
from portal.visibility import viewer_for
from practices import queries
from practices.models import PracticePage

SHOWN = 50
"""Rows of one list; what is beyond is older than anybody works on here."""


@never_cache
@login_required
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """The page, in a constant number of queries."""
    viewer = viewer_for(request.user)
    lists: dict[str, list[PracticePage]] = {
        "to_review": list(queries.waiting_for_review(viewer)[:SHOWN]),
        "returned": list(queries.returned(viewer)[:SHOWN]),
        "waiting": list(queries.waiting_for_desk(viewer)[:SHOWN]),
        "due": list(queries.due_for_review(viewer)[:SHOWN]),
        "published": list(queries.published(viewer)[:SHOWN]),
    }
    _name_countries(lists)
    context: dict[str, Any] = {
        **lists,
        "drafts": list(queries.open_drafts(viewer)[:SHOWN]),
        "is_desk": bool(lists["to_review"]) or queries.desk_dossiers(viewer).exists(),
        "today": timezone.localdate(),
        "just_sent": "sent" in request.GET,
        "sections": sections_for(request.user),
    }
    context["nothing"] = not any(lists.values()) and not context["drafts"] and not context["sections"]
    return render(request, "my/work.html", context)


def _name_countries(lists: dict[str, list[PracticePage]]) -> None:
    """Give each row the name and the address of its country's dossier, with one query for all."""
    codes = {page.country_code for pages in lists.values() for page in pages}
    names = {code: country.name() for code, country in Country.objects.in_bulk(codes).items()}
    for pages in lists.values():
        for page in pages:
            page.country_name = names.get(page.country_code, page.country_code)
            page.address = f"/countries/{page.country_code.lower()}/{page.slug}/"
