"""Consolidation by the Eurojust desk: the board of the countries, and the assessment of one, saved as it is written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.assessments.access import can_assess, for_assessors, visible_round
from liaison.assessments.bodies import body_name
from liaison.assessments.consolidation import FIELDS, AssessmentClosed, clean_field, save_narrative
from liaison.assessments.consolidation_table import (
    board_rows,
    neighbours,
    score_facts,
    side_by_side,
    state_of,
    words_said,
)
from liaison.assessments.consultation import threads_visible_to
from liaison.assessments.enums import RoundStatus, Surface
from liaison.assessments.models import Narrative, Round
from liaison.assessments.narrative_form import SECTION, NarrativeForm, field_text
from liaison.assessments.score_table import round_scores
from liaison.assessments.views.autosave import cleaned, sent_answers, told
from liaison.assessments.views.contributions import script_words
from portal.reference.models import Country

HISTORY_SHOWN = 20


@for_assessors
@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """The countries of a round: scores, proposals, how far the assessments are, comments."""
    round = _opened_round(request, slug)
    found = round_scores(request.user, round, surface=Surface.CONSOLIDATION)
    rows = board_rows(round, found)
    context = {
        "round": round,
        "rows": rows,
        "complete": sum(1 for row in rows if row.state == "complete"),
        "unanswered": round.comments.filter(answers__isnull=True, answered_by__isnull=True).count(),
        "waiting": [body_name(code) for code in found.waiting],
        "may_assess": can_assess(request.user, round),
    }
    return render(request, "assessments/consolidation.html", context)


def _opened_round(request: HttpRequest, slug: str) -> Round:
    round = visible_round(request.user, slug)
    if round.status == RoundStatus.DRAFT:
        raise Http404
    return round


@for_assessors
@require_http_methods(["GET", "HEAD", "POST"])
def country(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """What all bodies say of one country, and the assessment that is written from it."""
    round, place, row = _place(request, slug, code)
    if request.method != "POST":
        return _show_country(request, round, place, NarrativeForm(row), can_assess(request.user, round))
    form = NarrativeForm(row, request.POST)
    try:
        form.save(round=round, country=place.pk, by=request.user)
    except AssessmentClosed:
        return _show_country(request, round, place, form, True, is_closed=True, status=409)
    if form.has_conflicts or form.has_errors:
        return _show_country(request, round, place, form, True, status=409 if form.has_conflicts else 422)
    messages.success(request, _("Saved: %(country)s.") % {"country": place.name()})
    following = neighbours(round.countries.all(), place.pk)[1] if request.POST.get("do") == "next" else place
    if following is None:
        return redirect("assessments:consolidation", slug)
    return redirect("assessments:assess", slug, following.pk.lower())


def _place(request: HttpRequest, slug: str, code: str) -> tuple[Round, Country, Narrative | None]:
    """The round, one of its countries, and what is written of it. Raises 404 where there is none."""
    round = _opened_round(request, slug)
    place = round.countries.filter(pk=code.upper()).first()
    if place is None:
        raise Http404
    return round, place, round.narratives.filter(country=place).select_related("by").first()


def _show_country(
    request: HttpRequest,
    round: Round,
    place: Country,
    form: NarrativeForm,
    may_assess: bool,
    *,
    is_closed: bool = False,
    status: int = 200,
) -> HttpResponse:
    found = round_scores(request.user, round, surface=Surface.CONSOLIDATION)
    narratives = {one.country_id: one for one in round.narratives.select_related("by")}
    row = narratives.get(place.pk)
    before, after = neighbours(found.countries.values(), place.pk)
    context = {
        "round": round,
        "country": place,
        "form": form,
        "section": SECTION,
        "narrative": row,
        "may_assess": may_assess,
        "is_closed": is_closed,
        "score": score_facts(found, place.pk),
        "language": get_language() or "en",
        "figures": side_by_side(found, place.pk),
        "words": words_said(found.answers, place.pk),
        "threads": threads_visible_to(request.user, round, [place.pk]),
        "history": _history(row),
        "waiting": [body_name(code) for code in found.waiting],
        "before": before,
        "after": after,
        "countries": [
            (one, state_of(narratives.get(one.pk)))
            for one in sorted(found.countries.values(), key=lambda one: one.name())
        ],
        "script": {
            "save": reverse("assessments:assess_save", args=[round.slug, place.pk.lower()]),
            "words": script_words() | {"closed": _closed_text()},
        },
    }
    return render(request, "assessments/assess.html", context, status=status)


def _closed_text() -> str:
    return _("Not saved: the round takes no assessments any more.")


def _history(row: Narrative | None) -> list[dict[str, Any]]:
    """The last changes, newest first: who, when, what a field said before and after."""
    if row is None:
        return []
    return [
        {
            "at": change.at,
            "by": change.by,
            "version": change.version,
            "fields": [
                (name, field_text(name, change.before.get(name)), field_text(name, change.after.get(name)))
                for name in FIELDS
                if change.before.get(name) != change.after.get(name)
            ],
        }
        for change in row.changes.select_related("by").order_by("-version")[:HISTORY_SHOWN]
    ]


@require_POST
def save(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """Save an assessment as it is written; see ``autosave``. 401 signed out, 404 not theirs, 409 closed."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "signed_out"}, status=401)
    return _save(request, slug, code)


@for_assessors
def _save(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    round, place, _row = _place(request, slug, code)
    sent = sent_answers(request, {SECTION: FIELDS})
    if sent is None:
        return JsonResponse({"error": "not_understood"}, status=400)
    _section, version, raw = sent
    answers, errors = cleaned(raw, clean_field)
    try:
        saved = save_narrative(
            round=round, country=place.pk, answers=answers, version=version, by=request.user
        )
    except AssessmentClosed:
        return JsonResponse({"error": "closed"}, status=409)
    return JsonResponse(told(saved, errors, field_text))
