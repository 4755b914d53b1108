"""The page of the legal basis, and the same answer in JSON. Public facts: no sign-in is needed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from liaison.legal_basis.exporting import as_json, as_text
from liaison.legal_basis.forms import QuestionForm, question_form
from liaison.legal_basis.presenting import shown
from liaison.legal_basis.queries import Answer, answer
from portal.pages.countries import dossier_url, visible_dossiers
from portal.visibility import viewer_for

JSON = "json"
PART_OF_MLA = frozenset(
    {
        "asset-recovery", "controlled-delivery", "electronic-evidence", "joint-investigation-teams",
        "seizure-and-confiscation", "service-of-documents", "spontaneous-information", "video-conference",
    }
)  # fmt: skip
"""Measures that are forms of mutual legal assistance: an instrument on that in general may cover them."""


@require_safe
def legal_basis(request: HttpRequest) -> HttpResponse:
    """Form and answer; with ``format=json`` the answer alone, or 400 with the errors by field."""
    wants_json = request.GET.get("format") == JSON
    form = question_form(request.GET, request.user, asked=wants_json)
    if not form.is_bound:
        return render(request, "legal_basis/legal_basis.html", {"form": form})
    if not form.is_valid():
        if wants_json:
            return JsonResponse({"errors": form.errors}, status=400)
        return render(request, "legal_basis/legal_basis.html", {"form": form})
    found = answer(**question_of(form))
    address = request.build_absolute_uri(address_of(found))
    if wants_json:
        return JsonResponse(as_json(shown(found), address))
    return render(request, "legal_basis/legal_basis.html", page_context(request.user, form, found, address))


def question_of(form: QuestionForm) -> dict[str, Any]:
    """What a valid form asks."""
    data = form.cleaned_data
    return {"state": data["state"], "country": data["country"], "measure": data["measure"], "day": data["on"]}


def address_of(found: Answer, **changes: str) -> str:
    """The address of an answer with everything that was asked, the day included, so that it can be shared."""
    asked = {
        "state": found.state.pk,
        "country": found.country.pk,
        "measure": found.measure.pk,
        "on": found.day.isoformat(),
    }
    return f"{reverse('legal_basis:resolver')}?{urlencode(asked | changes)}"


def page_context(user: Any, form: QuestionForm, found: Answer, address: str) -> dict[str, Any]:
    """Context of ``legal_basis/legal_basis.html`` with an answer; one query, for the country's dossier."""
    result = shown(found)
    dossier = visible_dossiers(viewer_for(user)).filter(country=found.country).first()
    return {
        "form": form,
        "answer": found,
        "shown": result,
        "address": address,
        "json_address": address_of(found, format=JSON),
        "mla_address": address_of(found, measure="mla") if found.measure.pk in PART_OF_MLA else "",
        "answer_text": as_text(result, address),
        "dossier": dossier_url(dossier) if dossier else "",
        "is_own_territory": found.responsible == found.state.pk,
        "is_future": found.day > timezone.localdate(),
    }
