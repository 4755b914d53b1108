"""The draft of the report: read by the desk and by consultees, commented, answered, frozen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liaison.assessments.access import (
    can_assess,
    can_comment,
    can_read_draft_report,
    for_assessors,
    for_bodies,
    is_assessor,
    visible_round,
)
from liaison.assessments.bodies import body_name, body_of
from liaison.assessments.consultation import (
    LONGEST_COMMENT,
    ConsultationClosed,
    Thread,
    add_comment,
    answer_comment,
    clean_comment,
    threads_visible_to,
)
from liaison.assessments.enums import RoundStatus
from liaison.assessments.freezing import (
    FreezeRefused,
    freeze,
    missing_to_freeze,
    reading_mark,
    report_of_draft,
)
from liaison.assessments.models import Comment, Round
from liaison.assessments.report_content import draft_content
from liaison.assessments.report_reading import read_report
from portal.reference.models import Country

WHOLE = "whole"
"""In the place of a country's code: the whole draft."""


@for_bodies
@require_safe
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as it would be frozen now, with the comments that the viewer may read."""
    return _show(request, _draft_round(request, slug))


def _draft_round(request: HttpRequest, slug: str) -> Round:
    """The round whose draft the viewer may read. Raises 404 where there is none."""
    round = visible_round(request.user, slug)
    if round.status == RoundStatus.DRAFT or not can_read_draft_report(request.user, round):
        raise Http404
    return round


def _show(
    request: HttpRequest, round: Round, typed: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """``typed``: a comment or answer that was refused: where it stands, its text, why."""
    content = draft_content(request.user, round)
    report = read_report(content, get_language() or "en")
    assesses = is_assessor(request.user)
    seen = reading_mark(round, content) if assesses else ""  # before the comments are read
    threads = threads_visible_to(request.user, round)
    context = {
        "round": round,
        "report": report,
        "countries": [(one, _of(threads, one.code), one.code.lower()) for one in report.countries],
        "whole": _of(threads, None),
        "assesses": assesses,
        "may_comment": can_comment(request.user, round),
        "may_answer": can_assess(request.user, round),
        "body_name": body_name(body_of(request.user) or ""),
        "typed": typed,
        "longest": str(LONGEST_COMMENT),
        "seen": seen,
        "same": report_of_draft(round, content) if assesses else None,
        "missing": missing_to_freeze(round) if assesses else [],
        "may_freeze": assesses and round.status == RoundStatus.CONSULTED,
        "unanswered": sum(1 for one in threads if one.is_open),
    }
    return render(request, "assessments/draft.html", context, status=status)


def _of(threads: list[Thread], code: str | None) -> list[Thread]:
    return [one for one in threads if one.comment.country_id == code]


@for_bodies
@require_POST
def comment(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Comment on the draft: on one country, or on the whole."""
    round = _draft_round(request, slug)
    if not can_comment(request.user, round):
        raise Http404
    place = request.POST.get("place", "")
    country = None if place == WHOLE else _country(round, place)
    raw = request.POST.get("text", "")
    try:
        add_comment(round=round, country=country, text=clean_comment(raw), by=request.user)
    except ValidationError as refused:
        typed = {"place": place, "text": raw, "errors": refused.messages}
        return _show(request, round, typed, status=422)
    except ConsultationClosed:
        raise Http404 from None
    messages.success(request, _("Your comment is kept. The Eurojust desk sees it."))
    return redirect(reverse("assessments:draft", args=[slug]) + f"#comments-{place}")


def _country(round: Round, code: str) -> Country:
    found: Country = get_object_or_404(round.countries, pk=code.upper()[:2])
    return found


@for_assessors
@require_POST
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Answer a comment; back to where it was read."""
    round = _draft_round(request, slug)
    told = get_object_or_404(Comment, round=round, pk=pk, answers__isnull=True)
    place = told.country_id.lower() if told.country_id else WHOLE
    raw = request.POST.get("text", "")
    try:
        answer_comment(comment=told, text=clean_comment(raw), by=request.user)
    except ValidationError as refused:
        typed = {"comment": told.pk, "text": raw, "errors": refused.messages}
        return _show(request, round, typed, status=422)
    except ConsultationClosed:
        messages.error(request, _("Not saved: the consultation is over."))
    else:
        messages.success(request, _("Your answer is kept. The body that commented sees it."))
    if request.POST.get("from") == "country" and told.country_id:
        return redirect(reverse("assessments:assess", args=[slug, place]) + f"#comments-{place}")
    return redirect(reverse("assessments:draft", args=[slug]) + f"#comments-{place}")


@for_assessors
@require_POST
def freeze_draft(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Freeze the draft that was read as a report."""
    round = _draft_round(request, slug)
    try:
        report = freeze(
            round=round,
            by=request.user,
            seen=request.POST.get("seen", ""),
            despite_unanswered="despite" in request.POST,
        )
    except PermissionDenied:
        raise Http404 from None
    except FreezeRefused as refused:
        messages.error(request, str(refused))
        return redirect("assessments:draft", slug)
    messages.success(
        request, _("Report %(number)s is frozen: it does not change any more.") % {"number": report.number}
    )
    return redirect("assessments:report", slug, report.number)
