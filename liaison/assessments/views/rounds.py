"""The list of rounds, the page of one, making and changing one, and its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.assessments.access import (
    can_enter,
    can_manage_rounds,
    can_write_contribution,
    for_assessors,
    for_bodies,
    for_readers,
    is_assessor,
    reports_visible_to,
    rounds_visible_to,
    visible_round,
)
from liaison.assessments.bodies import body_name, body_of, sorted_bodies
from liaison.assessments.forms import NoteForm, RoundForm
from liaison.assessments.methods import ensure_method
from liaison.assessments.models import Contribution, Method, Round
from liaison.assessments.outcome import outcome_of
from liaison.assessments.rounds import (
    RoundConflict,
    StepRefused,
    can_change_settings,
    change_round,
    is_late,
    make_round,
    missing_for,
    permitted_steps,
    take_step,
)
from liaison.assessments.submission import own_contribution
from liaison.assessments.views.links import round_links


@for_readers
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The rounds that are there for the viewer, newest period first, each with their own body's contribution.

    Whoever belongs to no body is here for the reports that were transmitted to them; without any there is no page.
    """
    reports = list(reports_visible_to(request.user).filter(transmitted_at__isnull=False).defer("content"))
    if not reports and not can_enter(request.user):
        raise Http404
    rounds = list(rounds_visible_to(request.user))
    own = {
        one.round_id: one
        for one in Contribution.objects.filter(round__in=rounds, body=body_of(request.user) or "")
    }
    context = {
        "reports": reports,
        "enters": can_enter(request.user),
        "rows": [(round, own.get(round.pk), is_late(round)) for round in rounds],
        "body": _own_body_name(request.user),
        "may_add": can_manage_rounds(request.user),
    }
    return render(request, "assessments/index.html", context)


@for_bodies
@require_safe
def round_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One round: what it is about, how far it is, and what the viewer can do in it."""
    return _show_round(request, visible_round(request.user, slug))


def _show_round(
    request: HttpRequest, round: Round, note: NoteForm | None = None, status: int = 200
) -> HttpResponse:
    assesses = is_assessor(request.user)
    body = body_of(request.user)
    contribution = own_contribution(request.user, round)
    steps = permitted_steps(request.user, round)
    context = {
        "round": round,
        "steps": list(round.steps.select_related("by")) if assesses else list(round.steps.all()),
        "countries": sorted(round.countries.all(), key=lambda country: country.name()),
        "asked": [body_name(code) for code in sorted_bodies(round.asked)],
        "is_late": is_late(round),
        "contribution": contribution,
        "may_write": contribution is not None and can_write_contribution(request.user, contribution),
        "body": body,
        "body_name": body_name(body) if body else "",
        "assesses": assesses,
        "outcome": outcome_of(request.user, round),
        "links": round_links(request.user, round),
        "next_steps": [(step, missing_for(round, step)) for step in steps],
        "may_change": can_manage_rounds(request.user) and can_change_settings(round),
        "changes": round.changes.select_related("by")[:20] if assesses else [],
        "note_form": note or NoteForm(),
    }
    return render(request, "assessments/round.html", context, status=status)


def _own_body_name(user: Any) -> str:
    body = body_of(user)
    return body_name(body) if body else ""


@for_assessors
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Make a round. Where there is no scoring method yet, the one that is shipped is there to choose."""
    ensure_method()
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            round = make_round(values=form.values(), countries=form.chosen_countries(), by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The round is made. Nobody who is asked sees it until it is opened."))
            return redirect(round)
    return _show_form(request, form, status=422 if form.is_bound else 200)


@for_assessors
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change what a round asks for, as long as that is possible."""
    round = visible_round(request.user, slug)
    if not can_change_settings(round):
        raise Http404
    form = RoundForm(request.POST or None, round=round)
    if request.method != "POST" or not form.is_valid():
        return _show_form(request, form, round, status=422 if form.is_bound else 200)
    try:
        change_round(
            round=round,
            values=form.values(),
            countries=form.chosen_countries(),
            by=request.user,
            version=form.cleaned_data["version"] or 0,
        )
    except ValidationError as refused:
        form.add_error(None, refused)
        return _show_form(request, form, round, status=422)
    except RoundConflict as conflict:
        sent = request.POST.copy()  # what was typed stays, to be sent again over what is stored
        sent["version"] = str(conflict.round.version)
        form.data = sent
        return _show_form(
            request, form, conflict.round, status=409, theirs=_settings_rows(form, conflict.round)
        )
    messages.success(request, _("The round is changed."))
    return redirect(round)


def _settings_rows(form: RoundForm, stored: Round) -> list[tuple[str, str, str]]:
    """What differs between what was typed and what is stored: label, typed, stored."""
    theirs = RoundForm(round=stored)
    rows = []
    for name in form.fields:
        mine, other = form[name].value(), theirs[name].value()
        if name == "version" or _words(form, name, mine) == _words(theirs, name, other):
            continue
        rows.append((str(form[name].label), _words(form, name, mine), _words(theirs, name, other)))
    return rows


def _words(form: RoundForm, name: str, value: Any) -> str:
    """A setting in words."""
    if name in ("asked", "countries"):
        labels = dict(form.fields[name].choices)  # type: ignore[attr-defined]
        return ", ".join(str(labels.get(code, code)) for code in sorted(value or []))
    if name in ("method", "previous"):
        field = form.fields[name]
        found = field.queryset.filter(pk=value or 0).first()  # type: ignore[attr-defined]
        return str(found or "")
    return str(value or "")


def _show_form(
    request: HttpRequest, form: RoundForm, round: Round | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "round": round, "has_methods": Method.objects.exists(), **more}
    return render(request, "assessments/round_form.html", context, status=status)


@for_bodies
@require_POST
def step(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Take a round to its next status."""
    round = visible_round(request.user, slug)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show_round(request, round, form, status=422)
    try:
        taken = take_step(
            round=round, to=request.POST.get("to", ""), by=request.user, note=form.cleaned_data["note"]
        )
    except PermissionDenied:
        raise Http404 from None
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect(round)
    messages.success(request, _("The round is now: %(status)s.") % {"status": taken.get_status_display()})
    return redirect(round)
