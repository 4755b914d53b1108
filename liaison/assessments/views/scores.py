"""The scores of a round, where each point of a country comes from, and the methods: for assessors."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liaison.assessments.access import for_assessors, visible_round
from liaison.assessments.bodies import body_name
from liaison.assessments.chart import places_chart
from liaison.assessments.enums import RoundStatus
from liaison.assessments.methods import ensure_method, make_version, parse_criteria, rows_of
from liaison.assessments.models import Method, Round
from liaison.assessments.score_form import VersionForm, WhatIfForm
from liaison.assessments.score_table import how_counted, part_rows, places, points, round_scores, score_rows
from liaison.assessments.scoring import Criterion
from liaison.assessments.sensitivity import seed_of, vary


@for_assessors
@require_safe
def scores(request: HttpRequest, slug: str) -> HttpResponse:
    """The order of the countries, as ranges; how it moves when weights vary; weights to try."""
    round, form = _asked(request, slug)
    found = round_scores(request.user, round, weights=form.weights(), with_waiting=_counts_waiting(form))
    language = get_language() or "en"
    sensitivity = vary(found.scores, form.variation())
    names = {code: country.name() for code, country in found.countries.items()}
    context = {
        "round": round,
        "form": form,
        "is_tried": bool(form.weights()),
        "rows": score_rows(found),
        "weighed": [
            (one.label(language), _share(one, found.criteria)) for one in found.criteria if one.weight
        ],
        "sensitivity": sensitivity,
        "chart": places_chart(sensitivity.movements, names, sensitivity.variation.top),
        "movements": [(found.countries[one.country], one) for one in sensitivity.movements],
        "counted": [body_name(code) for code in found.counted],
        "waiting": [body_name(code) for code in found.waiting],
        "counts_waiting": _counts_waiting(form),
        "query": request.GET.urlencode(),
        "again": urlencode({name: str(value) for name, value in form.data.items() if value != ""}),
    }
    status = 200 if form.is_valid() else 422
    return render(request, "assessments/scores.html", context, status=status)


@for_assessors
@require_safe
def score(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Where each point of one country comes from."""
    round, form = _asked(request, slug)
    if not round.countries.filter(pk=code.upper()).exists():
        raise Http404
    found = round_scores(request.user, round, weights=form.weights(), with_waiting=_counts_waiting(form))
    one = next(one for one in found.scores if one.country == code.upper())
    context = {
        "round": round,
        "country": found.countries[one.country],
        "score": one,
        "points": points(one.total),
        "places": places(one),
        "parts": part_rows(one),
        "count": len(found.scores),
        "is_tried": bool(form.weights()),
        "query": request.GET.urlencode(),
        "waiting": [] if _counts_waiting(form) else [body_name(code) for code in found.waiting],
    }
    return render(request, "assessments/score.html", context)


def _asked(request: HttpRequest, slug: str) -> tuple[Round, WhatIfForm]:
    """The round, once it is opened and can be counted, and what was asked for in the address."""
    round = visible_round(request.user, slug)
    if round.status == RoundStatus.DRAFT:
        raise Http404
    criteria = parse_criteria(round.method.criteria)
    return round, WhatIfForm(
        request.GET, criteria, seed_of(round.slug, round.method_id), round.countries.count()
    )


def _counts_waiting(form: WhatIfForm) -> bool:
    return form.is_valid() and bool(form.cleaned_data["waiting"])


def _share(one: Criterion, criteria: Any) -> str:
    return f"{100 * one.weight / sum(each.weight for each in criteria):.1f}"


# --- methods --------------------------------------------------------------------------------------------


@for_assessors
@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """All methods, newest version first, with what each counts and why."""
    ensure_method()
    found = list(Method.objects.select_related("made_by").order_by("name", "-version"))
    used = set(Round.objects.exclude(status=RoundStatus.DRAFT).order_by().values_list("method_id", flat=True))
    language = get_language() or "en"
    newest = {one.name: one.pk for one in reversed(found)}
    rows = []
    for method in found:
        criteria = [Criterion.parse(row) for row in rows_of(method)]
        described = [
            (one.label(language), f"{one.weight:g}", how_counted(one), one.reason(language))
            for one in criteria
        ]
        rows.append((method, described, method.pk in used, method.pk == newest[method.name]))
    return render(request, "assessments/score_methods.html", {"rows": rows})


@for_assessors
@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make a new version of a method; the rounds that count by an older one keep it."""
    method = get_object_or_404(Method, pk=pk)
    form = VersionForm(request.POST if request.method == "POST" else None, method)
    if form.is_bound and form.is_valid():
        try:
            made = make_version(method=method, criteria=form.criteria(), by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Made: %(method)s.") % {"method": made})
            return redirect("assessments:methods")
    context = {"method": method, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/score_version.html", context, status=status)
