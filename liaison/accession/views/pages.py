"""The tracker as a board and as a table, and the page of one item."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from liaison.accession.enums import Status
from liaison.accession.filters import AccessionFilter
from liaison.accession.models import Accession, AccessionFollower
from liaison.accession.queries import (
    columns_of,
    filtered,
    history_of,
    rows_of,
    sources_of,
    split_raised,
    visible_items,
)
from liaison.accession.rules import editor_of
from portal.pages.audience_words import audience_words
from portal.pages.countries import dossier_url, visible_dossiers
from portal.visibility import viewer_for

PER_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every item the viewer may see: as a board (the default) or, with ``view=table``, as a table."""
    form = AccessionFilter(request.GET or None, user=request.user)
    chosen = form.chosen
    as_table = request.GET.get("view") == "table"
    editor = editor_of(request.user)
    items = filtered(request.user, chosen).order_by("country_id", "instrument_id", "pk")
    context: dict[str, Any] = {
        "form": form,
        "chosen": chosen,
        "as_table": as_table,
        "may_add": editor.may_add,
        "statuses": Status.choices,
        "today": localdate(),
    }
    if as_table:
        page = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "rows": rows_of(editor, page), "total": page.paginator.count}
    else:
        rows = rows_of(editor, items)
        context |= {"columns": columns_of(rows), "total": len(rows)}
    return render(request, "accession/index.html", context)


@require_safe
def item_page(request: HttpRequest, key: str) -> HttpResponse:
    """One item with its history. Raises 404 where there is none for this viewer."""
    item = visible_item(request.user, key)
    viewer, editor = viewer_for(request.user), editor_of(request.user)
    row = rows_of(editor, [item])[0]
    raised, changes = split_raised(history_of(request.user, item))
    dossier = visible_dossiers(viewer).filter(country=item.country_id).first()
    follows = (
        viewer.user_id is not None
        and AccessionFollower.objects.filter(accession=item, user=viewer.user_id).exists()
    )
    context = {
        "item": item,
        "row": row,
        "fact": row.fact,
        "sources": sources_of(row.fact),
        "raised": raised,
        "history": changes,
        "audience": audience_words([item.audience_key])[item.audience_key],
        "dossier_url": dossier_url(dossier) if dossier else "",
        "may_note": editor.may_note(item),
        "may_follow": viewer.user_id is not None,
        "follows": follows,
        "statuses": Status.choices,
    }
    return render(request, "accession/item.html", context)


def visible_item(user: Any, key: str) -> Accession:
    """An item by the end of its address. Raises 404 where there is none, or none for this viewer."""
    item = visible_items(user).filter(key=key).first()
    if item is None:
        raise Http404
    return item
