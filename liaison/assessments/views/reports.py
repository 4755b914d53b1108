"""Frozen reports: the list of those of a round, and the page of one, made of its frozen content alone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from liaison.assessments.access import (
    can_read_draft_report,
    for_readers,
    is_assessor,
    reports_visible_to,
    rounds_visible_to,
    visible_report,
)
from liaison.assessments.enums import ReportSurface
from liaison.assessments.freezing import ReportTampered, verified_content
from liaison.assessments.report_log import record_report_read
from liaison.assessments.report_reading import read_report


@for_readers
@require_safe
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """The frozen reports of a round that the viewer may read. 404 where there is none, and no round either."""
    found = list(reports_visible_to(request.user).filter(round__slug=slug).defer("content"))
    round = rounds_visible_to(request.user).filter(slug=slug).first()
    if not found and (round is None or not can_read_draft_report(request.user, round)):
        raise Http404
    context = {
        "round": round or found[0].round,
        "sees_round": round is not None,
        "reports": found,
        "may_read_draft": round is not None and can_read_draft_report(request.user, round),
    }
    return render(request, "assessments/reports.html", context)


@for_readers
@require_safe
def report(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A frozen report. Its reading is recorded; one that is not what was frozen is not shown."""
    found = visible_report(request.user, slug, number)
    sees_round = rounds_visible_to(request.user).filter(slug=slug).exists()
    context = {
        "round": found.round,
        "sees_round": sees_round,
        "frozen": found,
        "assesses": is_assessor(request.user),
    }
    try:
        content = verified_content(found)
    except ReportTampered:
        return render(request, "assessments/report_broken.html", context, status=500)
    record_report_read(request.user, found, ReportSurface.PAGE)
    context["report"] = read_report(content, get_language() or "en")
    context["latest"] = reports_visible_to(request.user).filter(round=found.round, number__gt=number).exists()
    return render(request, "assessments/report.html", context)
