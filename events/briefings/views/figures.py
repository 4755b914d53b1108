"""The assessors' leave to show figures of a transmitted report in briefings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from events.briefings.figures import FigureForm, may_release, release_figures, reports_to_release, take_back
from events.briefings.history import Conflict
from events.briefings.models import FigureRelease
from events.briefings.views.doors import version_of
from liaison.assessments.models import Report
from liaison.directory.kept import editing, stale
from portal.pages.audience_words import audience_words
from portal.visibility import viewer_for

__all__ = ["index", "may_release", "release"]


@editing
def index(request: HttpRequest) -> HttpResponseBase:
    """The transmitted reports, and for whom the figures of each are released. 404 for all but assessors."""
    if not may_release(request.user):
        raise Http404
    reports = list(reports_to_release())
    rows = list(zip(reports, _words(request, reports), strict=True))
    return render(request, "briefings/figures.html", {"rows": rows})


def _words(request: HttpRequest, reports: list[Report]) -> list[str]:
    """For whom the figures of each report are released; empty where for nobody. What a community is called is told to
    an assessor who is inside the audience; others are told that there is one."""
    releases = [getattr(one, "figure_release", None) for one in reports]
    viewer = viewer_for(request.user)
    words = audience_words({one.audience_key for one in releases if one and viewer.holds(one.audience_key)})
    return [words.get(one.audience_key, one.get_audience_display()) if one else "" for one in releases]


@editing
def release(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Release the figures of a report for an audience, change it, or take it back."""
    if not may_release(request.user):
        raise Http404
    report = reports_to_release().filter(pk=pk).first()
    if report is None:
        raise Http404
    item = FigureRelease.objects.filter(report=report).first() or FigureRelease(report=report)
    initial = {
        "audience": item.audience,
        "communities": [str(one) for one in item.communities.values_list("pk", flat=True)] if item.pk else [],
        "version": item.version if item.pk else 0,
    }
    data = request.POST if request.method == "POST" else None
    form = FigureForm(data, user=request.user, item=item, initial=initial)
    if data is None:
        return _show(request, report, item, form)
    if notice := stale(request):
        return _show(request, report, item, form, notice=notice, status=403)
    try:
        if request.POST.get("do") == "take_back":
            take_back(report=report, user=request.user, version=version_of(request))
        elif not form.is_valid():
            return _show(request, report, item, form, status=422)
        else:
            release_figures(
                report=report,
                values=form.values,
                user=request.user,
                version=form.cleaned_data["version"] or 0,
            )
    except Conflict:
        notice = _("Somebody else has changed this in the meantime. Look at it again.")
        return _show(request, report, item, form, notice=notice, status=409)
    except ValidationError as problem:
        return _show(request, report, item, form, notice=problem.messages[0], status=422)
    messages.success(request, _("Saved."))
    return redirect("briefings:figures")


def _show(
    request: HttpRequest,
    report: Report,
    item: FigureRelease,
    form: FigureForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    shown = {"report": report, "item": item if item.pk else None, "form": form, **more}
    return render(request, "briefings/release.html", shown, status=status)
