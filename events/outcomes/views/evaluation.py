"""The evaluation of an event: its form for those who took part, its results for the organisers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from events.exchanges.access import visible_event
from events.exchanges.models import Event
from events.outcomes.access import may_evaluate, may_open_evaluation, may_write, took_part
from events.outcomes.evaluating import (
    EvaluationClosed,
    answer,
    close_evaluation,
    open_evaluation,
    results_of,
)
from events.outcomes.forms import EvaluationForm, OpenEvaluationForm
from events.outcomes.models import Evaluation
from events.outcomes.models.evaluation import FEWEST
from events.outcomes.views.gate import keeps_words, written_event


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form for those who took part; how many answered, and the results, for the organisers. 404 for others."""
    event = visible_event(request.user, slug)
    form_of = Evaluation.objects.filter(event=event).first()
    if form_of is not None:
        form_of.event = event
    if may_write(request.user, event):
        return _organiser(request, event, form_of)
    if form_of is None or not took_part(request.user, event):
        raise Http404
    has_answered = form_of.people.filter(user=request.user.pk).exists()
    if has_answered or not may_evaluate(request.user, form_of):
        context = {"event": event, "has_answered": has_answered, "evaluation": form_of}
        return render(request, "outcomes/evaluated.html", context)
    return _answer(request, event, form_of)


def _answer(request: HttpRequest, event: Event, form_of: Evaluation) -> HttpResponseBase:
    form = EvaluationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"event": event, "form": form, "evaluation": form_of, "fewest": FEWEST}
        return render(request, "outcomes/evaluation_form.html", context, status=status)
    try:
        answer(evaluation=form_of, values=form.cleaned_data, by=request.user)
    except EvaluationClosed:
        messages.warning(request, _("The form has been closed, or you have answered already."))
    except PermissionDenied as refused:
        raise Http404 from refused
    else:
        messages.success(request, _("Thank you. Your answer is kept without your name."))
    return redirect("outcomes:evaluation", event.slug)


def _organiser(
    request: HttpRequest, event: Event, form_of: Evaluation | None, form: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        "event": event,
        "evaluation": form_of,
        "count": form_of.answers.count() if form_of else 0,
        "results": results_of(form_of) if form_of else None,
        "fewest": FEWEST,
        "may_open": may_open_evaluation(request.user, event),
        "form": form or OpenEvaluationForm(),
    }
    return render(request, "outcomes/evaluation.html", context, status=status)


@never_cache
@require_POST
def open_it(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Open the evaluation until a day."""
    event = written_event(request, slug)
    if not may_open_evaluation(request.user, event):
        raise Http404
    form = OpenEvaluationForm(request.POST)
    if not form.is_valid():
        return _organiser(request, event, None, form, status=422)
    open_evaluation(event=event, closes=form.cleaned_data["closes"], by=request.user)
    messages.success(request, _("The evaluation is open. Those who took part find it in “My work”."))
    return redirect("outcomes:evaluation", event.slug)


@never_cache
@require_POST
def close_it(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Close the evaluation for good."""
    event = written_event(request, slug)
    form_of = Evaluation.objects.filter(event=event).first()
    if form_of is None:
        raise Http404
    close_evaluation(evaluation=form_of, by=request.user)
    messages.success(request, _("The evaluation is closed."))
    return redirect("outcomes:evaluation", event.slug)
