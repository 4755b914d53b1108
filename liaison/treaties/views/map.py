"""The map of treaty status: one instrument, one day, all countries; the same as a table beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liaison.treaties.map import map_html, shapes
from liaison.treaties.matrix_form import Choices, MatrixForm
from liaison.treaties.models import TreatyStatus
from liaison.treaties.views.matrix import facts_context

FIELDS = ("instrument", "on")
WORLD = "world"


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """``/treaties/map/?instrument=CETS182&on=2024-01-15``. Without an instrument: the first that has any data."""
    choices = Choices.read()
    given = {name: request.GET[name] for name in FIELDS if name in request.GET}
    if not given.get("instrument"):
        given["instrument"] = _first(choices)
    form = MatrixForm(given, choices)
    chosen = form.chosen()
    context: dict[str, Any] = facts_context(request.user, form, chosen)
    if chosen.instrument:
        cells = {entry.fact.status.party: entry.cell for entry in context["facts"].entries}
        view = _view(request)
        size = _size(view)
        context |= {"view": view, "box": _box(view), "size": size, "map": map_html(cells, cells, size)}
        context["swatch"] = f"0 0 {12 * size:g} {8 * size:g}"
    return render(request, "treaties/map.html", context)


def _view(request: HttpRequest) -> str:
    """The part of the world to show: the whole, unless the address names another that there is."""
    drawn, wanted = shapes(), request.GET.get("view", "")
    return wanted if drawn and wanted in drawn.views else WORLD


def _box(view: str) -> str:
    drawn = shapes()
    return " ".join(f"{value:g}" for value in drawn.views[view]) if drawn else ""


def _size(view: str) -> float:
    """How large points and patterns are drawn: a part of the world shown larger need not have them larger, too."""
    drawn = shapes()
    return min(1, round(2 * drawn.views[view][2] / drawn.views[WORLD][2], 2)) if drawn else 1


def _first(choices: Choices) -> str:
    """The first instrument, in the order of the matrix, that has data; one query."""
    known = set(TreatyStatus.objects.order_by().values_list("instrument", flat=True).distinct())
    return next((instrument.pk for instrument in choices.instruments if instrument.pk in known), "")
