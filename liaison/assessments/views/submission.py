"""Submitting a contribution, opening it again, its versions, and who has read it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.assessments.access import (
    can_write_contribution,
    contributions_visible_to,
    for_bodies,
    visible_round,
)
from liaison.assessments.bodies import body_of
from liaison.assessments.contributions import ContributionClosed
from liaison.assessments.forms import NoteForm
from liaison.assessments.models import Contribution
from liaison.assessments.progress import progress_of
from liaison.assessments.reading import read_rows
from liaison.assessments.readlog import reads_of
from liaison.assessments.rounds import is_late
from liaison.assessments.submission import (
    Overtaken,
    contradictions,
    contribution_data,
    reopen,
    state_of,
    submit,
)
from liaison.assessments.views.contributions import contribution_or_404, show_version


@for_bodies
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, slug: str, body: str) -> HttpResponseBase:
    """Read once more what is about to be submitted, and submit it."""
    round = visible_round(request.user, slug)
    if body.upper() != body_of(request.user):
        raise Http404
    contribution = contribution_or_404(request, round, body, "submit")
    if not can_write_contribution(request.user, contribution):
        messages.info(request, _("The contribution takes no changes now."))
        return redirect("assessments:contribution", slug, body)
    if request.method != "POST":
        return _show(request, contribution)
    sent = request.POST.get("state", "")
    try:
        state = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1
        version = submit(contribution=contribution, by=request.user, state=state)
    except Overtaken:
        messages.warning(
            request,
            _("A colleague has changed the contribution in the meantime. Read it again, then submit it."),
        )
        return _show(request, contribution, status=409)
    except ContributionClosed:
        messages.info(request, _("The contribution takes no changes now."))
        return redirect("assessments:contribution", slug, body)
    except ValidationError as refused:
        for message in refused.messages:
            messages.error(request, message)
        return _show(request, contribution, status=422)
    messages.success(
        request, _("The contribution is submitted as version %(number)s.") % {"number": version.number}
    )
    return redirect("assessments:contribution", slug, body)


def _show(request: HttpRequest, contribution: Contribution, status: int = 200) -> HttpResponse:
    round = contribution.round
    state = state_of(contribution)  # before the data: what is saved in between makes the submission fail
    data = contribution_data(contribution)
    countries = list(round.countries.all())
    names = {country.pk: country.name() for country in countries}
    context = {
        "round": round,
        "contribution": contribution,
        "state": state,
        "rows": progress_of(countries, data["countries"]),
        "countries": read_rows(countries, data, None),
        "problems": [(names[code], text) for code, text in contradictions(data)],
        "is_empty": not data["countries"],
        "is_late": is_late(round),
    }
    return render(request, "assessments/submit.html", context, status=status)


@for_bodies
@require_POST
def open_again(request: HttpRequest, slug: str, body: str) -> HttpResponseBase:
    """Reopen a submitted contribution: its body, or the assessors to ask for a correction."""
    round = visible_round(request.user, slug)
    contribution = contributions_visible_to(request.user).filter(round=round, body=body.upper()).first()
    if contribution is None:
        raise Http404
    form = NoteForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(list(form.errors["note"]))
        reopen(contribution=contribution, by=request.user, note=form.cleaned_data["note"])
    except PermissionDenied:
        messages.error(request, _("The contribution cannot be opened again now."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(
            request, _("The contribution is open for changes. What was submitted stays as a version.")
        )
    return redirect("assessments:contribution", slug, body)


@for_bodies
@require_safe
def version(request: HttpRequest, slug: str, body: str, number: int) -> HttpResponse:
    """One submitted version."""
    round = visible_round(request.user, slug)
    contribution = contribution_or_404(request, round, body, "version")
    return show_version(request, contribution, number)


@for_bodies
@require_safe
def reads(request: HttpRequest, slug: str, body: str) -> HttpResponse:
    """Who has read a contribution from outside its body: for the body, and for the assessors themselves."""
    round = visible_round(request.user, slug)
    contribution = (
        contributions_visible_to(request.user)
        .filter(round=round, body=body.upper())
        .select_related("round")
        .first()
    )
    if contribution is None:
        raise Http404
    entries = reads_of(contribution)
    context = {
        "round": round,
        "contribution": contribution,
        "entries": entries[:500],
        "total": entries.count(),
        "is_own": body_of(request.user) == contribution.body,
    }
    return render(request, "assessments/reads.html", context)
