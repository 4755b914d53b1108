"""Visits, démarches and other approaches: noting them, and what they cross."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.dialogues.access import may_approach, may_change_approach, visible_approach
from events.dialogues.actions import Conflict
from events.dialogues.approaches import Crossing, add_approach, change_approach, crossings
from events.dialogues.bodies import body_of, name_of_body
from events.dialogues.commitment_forms import ApproachForm, initial_approach
from events.dialogues.enums import ApproachKind
from events.dialogues.models import Approach
from events.dialogues.rows import words_of
from events.dialogues.views.doors import told
from liaison.directory.kept import editing, stale
from portal.conflicts import differences, take_version
from portal.reference.cldr import territory_name
from portal.visibility import Audience
from practices.enums import Tlp


@never_cache
@require_safe
def approach(request: HttpRequest, key: str) -> HttpResponse:
    """One approach, and what it crosses."""
    found = visible_approach(request.user, key)
    context = {
        "approach": found,
        "country": territory_name(found.country_id),
        "body": name_of_body(found.body),
        "audience": words_of([found.audience_key])[found.audience_key],
        "crossings": [] if found.is_cancelled else _crossings(request, found),
        "may_change": may_change_approach(request.user, found),
    }
    return render(request, "dialogues/approach.html", context)


def _crossings(request: HttpRequest, found: Approach) -> list[Crossing]:
    return crossings(request.user, found.country_id, found.starts, found.ends, approach=found)


@editing
def add(request: HttpRequest) -> HttpResponseBase:
    """Note an approach. 404 for whoever makes none."""
    if not may_approach(request.user):
        raise Http404
    form = _form(request, Approach(), _blank(request))
    if (answer := _not_yet(request, form, None)) is not None:
        return answer
    try:
        saved = add_approach(values=form.values, by=request.user)
    except ValidationError as problem:
        return _show(request, told(form, problem), None, status=422)
    messages.success(request, _("Noted."))
    return redirect("dialogues:approach", saved.key)


def _blank(request: HttpRequest) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    return {
        "kind": kind if kind in ApproachKind.values else ApproachKind.VISIT,
        "country": request.GET.get("country", "").upper()[:2],
        "body": body_of(request.user) or "",
        "tlp": Tlp.AMBER,
        "audience": Audience.COMMUNITIES,
    }


@editing
def edit(request: HttpRequest, key: str) -> HttpResponseBase:
    """Change an approach, or say that it does not take place."""
    found = visible_approach(request.user, key)
    if not may_change_approach(request.user, found):
        raise Http404
    form = _form(request, found, initial_approach(found))
    if (answer := _not_yet(request, form, found)) is not None:
        return answer
    version = form.cleaned_data["version"] or 0
    try:
        change_approach(approach=found, values=form.values, version=version, by=request.user)
    except Conflict as conflict:
        take_version(form, conflict.current.version)
        names = [name for name in form.fields if name not in ("version", "known")]
        others = differences(form, initial_approach(conflict.current), names)
        return _show(request, form, found, others=others, status=409)
    except ValidationError as problem:
        return _show(request, told(form, problem), found, status=422)
    messages.success(request, _("Saved."))
    return redirect("dialogues:approach", found.key)


def _form(request: HttpRequest, found: Approach, initial: dict[str, Any]) -> ApproachForm:
    sent = request.POST if request.method == "POST" else None
    return ApproachForm(sent, user=request.user, item=found, initial=initial)


def _not_yet(request: HttpRequest, form: ApproachForm, found: Approach | None) -> HttpResponse | None:
    """The form again where it was not sent, was open for too long, is not valid, or crosses something its writer was
    not told of; ``None`` where it may be saved."""
    if request.method != "POST":
        return _show(request, form, found)
    if notice := stale(request):
        return _show(request, form, found, notice=notice, status=403)
    if not form.is_valid():
        return _show(request, form, found, status=422)
    data = form.cleaned_data
    if data.get("is_cancelled"):
        return None
    crossed = crossings(request.user, data["country"].pk, data["starts"], data["ends"], approach=found)
    known = set(data["known"])
    if found is not None and not found.is_cancelled:
        known |= {one.code for one in _crossings(request, found)}
    if {one.code for one in crossed} - known:
        return _show(request, form, found, crossings=crossed, status=422)
    return None


def _show(
    request: HttpRequest, form: ApproachForm, found: Approach | None, *, status: int = 200, **context: Any
) -> HttpResponse:
    crossed: list[Crossing] = context.get("crossings", [])
    shown = {
        "form": form,
        "approach": found,
        "known": " ".join(one.code for one in crossed) or request.POST.get("known", ""),
    }
    return render(request, "dialogues/approach_form.html", shown | context, status=status)
