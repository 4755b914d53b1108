"""Transmitting a report, and seeing who has opened it: for assessors. A short address of a report for mails."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liaison.assessments.access import for_assessors, for_readers, reports_visible_to, visible_report
from liaison.assessments.addressees import addressee_name
from liaison.assessments.decision_form import TransmissionForm
from liaison.assessments.models import Notice, Report
from liaison.assessments.notices import REPORT
from liaison.assessments.report_log import report_reads
from liaison.assessments.transmission import TransmissionRefused, missing_to_transmit, transmit

READS_SHOWN = 200


@for_readers
@require_safe
def short(request: HttpRequest, pk: int) -> HttpResponseBase:
    """From the address in a mail, which tells nothing, to the report."""
    report = get_object_or_404(reports_visible_to(request.user), pk=pk)
    return redirect("assessments:report", report.round.slug, report.number)


@for_assessors
@require_http_methods(["GET", "HEAD", "POST"])
def transmission(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """To whom a report was transmitted, who opened it, and the form to transmit it."""
    report = visible_report(request.user, slug, number)
    form = TransmissionForm(request.POST or None, report=report)
    if request.method != "POST" or not form.is_valid():
        return _show(request, report, form, 422 if form.is_bound else 200)
    data = form.cleaned_data
    try:
        transmit(
            report=report,
            by=request.user,
            content_hash=data["content_hash"],
            addressees=data["addressees"],
            outside=data["outside"],
            note=data["note"],
        )
    except TransmissionRefused as refused:
        form.add_error(None, str(refused))
        return _show(request, report, form, 422)
    messages.success(request, _("The report is transmitted. Its addressees are written to."))
    return redirect("assessments:transmission", slug, number)


def _show(request: HttpRequest, report: Report, form: TransmissionForm, status: int) -> HttpResponse:
    reads = report_reads(report)
    context = {
        "round": report.round,
        "report": report,
        "form": form,
        "missing": missing_to_transmit(report),
        "transmissions": [
            (one, [addressee_name(code) for code in one.addressees], one.outside)
            for one in report.transmissions.select_related("by")
        ],
        "mails": Notice.objects.filter(round=report.round, key=f"{REPORT} {report.number}")
        .select_related("user")
        .order_by("user__last_name", "user__email"),
        "reads": reads[:READS_SHOWN],
        "read_count": reads.count(),
    }
    return render(request, "assessments/transmission.html", context, status=status)
