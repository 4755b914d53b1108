"""Recording, correcting and releasing the decision of a round: for assessors."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from liaison.assessments.access import for_assessors, visible_round
from liaison.assessments.decision_form import DecisionForm, ReleaseForm
from liaison.assessments.decisions import (
    NOTHING,
    RECORDABLE,
    DecisionConflict,
    decision_of,
    record_decision,
    release_decision,
    withdraw_release,
)
from liaison.assessments.models import Decision, Round
from liaison.assessments.rounds import StepRefused
from portal.conflicts import differences
from portal.reference.models import Country


@for_assessors
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The decision of a round: the form, what is shown of it, and every earlier state."""
    round = _transmitted(request, slug)
    found = decision_of(round)
    form = _form(request, round, found, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, round, found, form, 422 if form.is_bound else 200)
    data = form.cleaned_data
    try:
        record_decision(
            round=round,
            by=request.user,
            at=data["at"],
            reference=data["reference"],
            text=data["text"],
            choices=form.choices(),
            version=data["version"],
            reason=data.get("reason", ""),
        )
    except DecisionConflict as conflict:
        return _show_conflict(request, round, conflict.decision)
    except StepRefused as refused:
        form.add_error(None, str(refused))
    except ValidationError as refused:
        form.refuse(refused.message_dict)
    else:
        messages.success(request, _("The decision is recorded."))
        return redirect("assessments:decision", slug)
    return _show(request, round, decision_of(round), form, 422)


@for_assessors
@require_POST
def release(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the decision across the portal, or no more."""
    round = _transmitted(request, slug)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        told = " ".join(str(one) for one in form.errors.get("reason", []))
        messages.error(request, told or _("This could not be read. Try again."))
        return redirect("assessments:decision", slug)
    version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
    try:
        if request.POST.get("do") == "withdraw":
            withdraw_release(round=round, by=request.user, version=version, reason=reason)
            messages.success(request, _("The decision is not shown any more."))
        else:
            release_decision(round=round, by=request.user, version=version)
            messages.success(request, _("The decision is released: everyone sees it across the portal."))
    except DecisionConflict:
        messages.error(
            request, _("Somebody else has changed the decision in the meantime. Read it once more first.")
        )
    except StepRefused as refused:
        messages.error(request, str(refused))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("assessments:decision", slug)


def _transmitted(request: HttpRequest, slug: str) -> Round:
    round = visible_round(request.user, slug)
    if round.status not in RECORDABLE:
        raise Http404
    return round


def _form(request: HttpRequest, round: Round, found: Decision | None, data: Any) -> DecisionForm:
    proposals = {one.country_id: one.get_proposal_display() for one in round.narratives.exclude(proposal="")}
    also = [code.upper() for code in request.GET.getlist("also")[:20]]
    third = Country.objects.third().filter(pk__in=also).values_list("pk", flat=True)
    return DecisionForm(data, round=round, decision=found, proposals=proposals, also=third)


def _show_conflict(request: HttpRequest, round: Round, stored: Decision) -> HttpResponse:
    """What was typed stays, to be sent again over what is stored."""
    sent = request.POST.copy()
    sent["version"] = str(stored.version)
    theirs = _form(request, round, stored, None)
    for name in theirs.fields:
        if not sent.get(name) and _unsaid(name):
            sent[name] = _unsaid(name)
    form = _form(request, round, stored, sent)
    names = [name for name in form.fields if name not in ("version", "reason")]
    values = {name: theirs[name].value() or _unsaid(name) for name in names}
    rows = differences(form, values, names, label=partial(_label, form))
    return _show(request, round, stored, form, 409, theirs=rows)


def _unsaid(name: str) -> str:
    """What a field without a value means: of a country that no choice was made about, nothing is decided."""
    return NOTHING if name.startswith("kind_") else ""


def _label(form: DecisionForm, name: str) -> str:
    names = {country.pk: country.name() for country in form.countries}
    country = names.get(name.partition("_")[2], "")
    label = str(form.fields[name].label)
    return f"{country}: {label}" if country else label


def _show(
    request: HttpRequest,
    round: Round,
    found: Decision | None,
    form: DecisionForm,
    status: int,
    **more: Any,
) -> HttpResponse:
    changes = list(found.changes.select_related("by")) if found else []
    codes = {row["country"] for one in changes for row in _rows(one.before) + _rows(one.after)}
    names = {country.pk: country.name() for country in Country.objects.filter(pk__in=codes)}
    in_form = {country.pk for country in form.countries}
    context = {
        "round": round,
        "decision": found,
        "form": form,
        "rows": form.country_rows(),
        "changes": [(one, _lines(one.before, one.after, names)) for one in changes],
        "others": sorted(
            ((one.pk, one.name()) for one in Country.objects.third().exclude(pk__in=in_form)),
            key=lambda pair: pair[1],
        ),
        **more,
    }
    return render(request, "assessments/decision.html", context, status=status)


def _rows(state: dict[str, Any]) -> list[dict[str, Any]]:
    return [*state.get("priorities", []), *state.get("ends", [])]


def _lines(
    before: dict[str, Any], after: dict[str, Any], names: dict[str, str]
) -> list[tuple[str, str, str]]:
    """What a change changed: label, before, after."""
    labels = {
        "at": _("Date of the discussion"),
        "reference": _("Reference"),
        "text": _("Decision"),
        "priorities": _("Priority third countries"),
        "ends": _("Priorities that end"),
    }

    def words(state: dict[str, Any], name: str) -> str:
        value = state.get(name) or ""
        if not isinstance(value, list):
            return str(value)
        return "; ".join(
            f"{names.get(row['country'], row['country'])} {row['since']} – {row['until'] or ''}".strip(" –")
            for row in value
        )

    found = [(label, words(before, name), words(after, name)) for name, label in labels.items()]
    return [row for row in found if row[1] != row[2]]
