"""Who opened or downloaded a frozen report, when, in which form. Every reading is kept, the assessors' too."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from liaison.assessments.models import Report, ReportRead


def record_report_read(user: Any, report: Report, surface: str) -> ReportRead:
    """Write down that a user is about to be shown a report. ``surface``: a ``ReportSurface``."""
    return ReportRead.objects.create(report=report, by=user, surface=surface)


def report_reads(report: Report) -> QuerySet[ReportRead]:
    """The readings of a report, newest first."""
    return report.reads.select_related("by").order_by("-at", "-pk")
