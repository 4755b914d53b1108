"""The matrix of treaty status, one country or instrument of it in full, and both as tables to take away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liaison.treaties.enums import Standing
from liaison.treaties.exports import FORMATS, list_rows, matrix_rows
from liaison.treaties.matrix import matrix_for
from liaison.treaties.matrix_facts import facts_for
from liaison.treaties.matrix_form import Choices, Chosen, MatrixForm, form_for
from liaison.treaties.matrix_table import LETTERS, table_html
from liaison.treaties.permissions import can_edit_treaties
from portal.pages.countries import dossier_url, visible_dossiers
from portal.reference.cldr import KOSOVO, territory_name
from portal.reference.models import Country
from portal.visibility import viewer_for


@require_safe
def matrix_page(request: HttpRequest) -> HttpResponse:
    """``/treaties/``: country × instrument; with ``country`` or ``instrument`` that one in full."""
    choices = Choices.read()
    form = form_for(request.GET, choices)
    chosen = form.chosen()
    if chosen.country or chosen.instrument:
        return render(request, "treaties/matrix_facts.html", facts_context(request.user, form, chosen))
    matrix = matrix_for(chosen, choices)
    context = {
        **_shared(form, chosen),
        "matrix": matrix,
        "table": table_html(matrix),
        "legend": [(standing, LETTERS[standing], number) for standing, number in matrix.counts.items()],
        "show_all": chosen.query(all="on"),
        "may_edit": can_edit_treaties(request.user),
        "footnote": _footnote(choices.countries, {party.code for party in matrix.parties}),
    }
    return render(request, "treaties/matrix.html", context)


def facts_context(user: Any, form: MatrixForm, chosen: Chosen) -> dict[str, Any]:
    """Context of ``treaties/matrix_facts.html``: one country, one instrument, or one party to one instrument."""
    choices = form.choices
    facts = facts_for(chosen, choices)
    instrument = next((i for i in choices.instruments if i.pk == chosen.instrument), None)
    dossier = (
        visible_dossiers(viewer_for(user)).filter(country=chosen.country).first() if chosen.country else None
    )
    shown = {entry.fact.status.party for entry in facts.entries} | {
        code for code, _name in facts.parties_without
    }
    return {
        **_shared(form, chosen),
        "facts": facts,
        "legend": facts.legend,
        "country_name": territory_name(chosen.country) if chosen.country else "",
        "chosen_instrument": instrument,
        "dossier": dossier_url(dossier) if dossier else "",
        "footnote": _footnote(choices.countries, shown),
    }


def _shared(form: MatrixForm, chosen: Chosen) -> dict[str, Any]:
    return {
        "form": form,
        "chosen": chosen,
        "today": timezone.localdate(),
        "is_today": chosen.on == timezone.localdate(),
        "query": chosen.query(),
        "no_data": Standing.NO_DATA,
    }


def _footnote(countries: list[Country], shown: set[str]) -> str:
    """The footnote of Kosovo* where it is named."""
    return next((c.footnote_in() for c in countries if c.pk == KOSOVO and c.pk in shown), "")


@require_safe
def export(request: HttpRequest, what: str, kind: str) -> HttpResponse:
    """``/treaties/export/matrix.csv``: the matrix as filtered; ``/treaties/export/status.xlsx``: every fact.

    Without any filter both hold everything. A filter that does not exist is refused: a table that is silently
    another one than asked for would be taken for the answer. Raises 404 for other names.
    """
    if what not in ("matrix", "status") or kind not in FORMATS:
        raise Http404
    choices = Choices.read()
    form = MatrixForm(request.GET, choices)
    chosen = form.chosen()
    if form.errors:
        told = {name: " ".join(str(error) for error in errors) for name, errors in form.errors.items()}
        text = "\n".join(f"{name}: {words}" for name, words in told.items())
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    if what == "status":
        return FORMATS[kind](list_rows(chosen, choices), "treaty-status")
    return FORMATS[kind](matrix_rows(chosen, choices, matrix_for(chosen, choices).parties), "treaty-matrix")
