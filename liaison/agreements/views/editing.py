"""Adding and changing an agreement on the site."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.agreements.actions import Conflict, add_agreement, write_agreement
from liaison.agreements.forms import AgreementForm, NewAgreementForm, differences, initial_of
from liaison.agreements.models import Agreement
from liaison.agreements.queries import agreement_url, with_parts
from liaison.agreements.rules import can_edit_agreement, editable_bodies
from liaison.agreements.snapshot import values_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponseBase:
    """Add an agreement. For whoever may not, there is no such page."""
    bodies = editable_bodies(request.user)
    if not bodies:
        raise Http404
    form = NewAgreementForm(request.POST or None, bodies=bodies)
    if request.method != "POST" or not form.is_valid():
        return _show(request, form, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    agreement = add_agreement(
        values=form.values(form.parties()), title=data["title"], topics=data["topics"], by=request.user
    )
    messages.success(request, _("The agreement is added."))
    return redirect(agreement_url(agreement))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponseBase:
    """Change how far an agreement has come. For whoever may not, there is no such page."""
    agreement = with_parts(Agreement.objects.filter(pk=code.upper())).first()
    if agreement is None or not can_edit_agreement(request.user, agreement.body):
        raise Http404
    bodies = editable_bodies(request.user)
    stored = values_of(agreement)
    if request.method != "POST":
        form = AgreementForm(
            initial=initial_of(stored, agreement.version), bodies=bodies, agreement=agreement
        )
        return _show(request, form)
    form = AgreementForm(request.POST, bodies=bodies, agreement=agreement)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        write_agreement(
            instrument=agreement.instrument,
            values=form.values(stored["parties"]),
            by=request.user,
            version=form.cleaned_data["version"] or 0,
            local=True,
        )
    except Conflict as conflict:
        return _show_conflict(request, form, conflict)
    messages.success(request, _("The agreement is changed."))
    return redirect(agreement_url(agreement))


def _show_conflict(request: HttpRequest, form: AgreementForm, conflict: Conflict) -> HttpResponse:
    """What was typed stays in the form, what is stored stands beside it; sent again, it replaces that."""
    found = differences(form, conflict.theirs)
    data = request.POST.copy()
    data["version"] = str(conflict.agreement.version)
    form.data = data
    return _show(request, form, status=409, conflicts=found, is_conflict=True)


def _show(request: HttpRequest, form: AgreementForm, status: int = 200, **context: Any) -> HttpResponse:
    kept = {"form": form, "agreement": form.agreement, "is_new": form.agreement is None}
    return render(request, "agreements/form.html", kept | context, status=status)
