"""Who has contributed, and reminding who has not: for assessors."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from liaison.assessments.access import for_assessors, visible_round
from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Round
from liaison.assessments.progress import board_of
from liaison.assessments.reminders import remind
from liaison.assessments.rounds import is_late


@for_assessors
@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """The progress board of a round."""
    round = _opened(request, slug)
    rows = board_of(round)
    context = {
        "round": round,
        "rows": rows,
        "submitted": sum(1 for row in rows if row.state == "submitted"),
        "reopened": sum(1 for row in rows if row.state == "reopened"),
        "started": sum(1 for row in rows if row.state == "started"),
        "waiting": sum(1 for row in rows if row.state == "waiting"),
        "can_remind": any(row.can_remind for row in rows),
        "is_late": is_late(round),
        "countries": round.countries.count(),
        "reminders": round.reminders.select_related("by")[:30],
    }
    return render(request, "assessments/progress.html", context)


@for_assessors
@require_POST
def send(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Remind the bodies that were ticked."""
    round = _opened(request, slug)
    made = remind(round=round, bodies=request.POST.getlist("body"), by=request.user)
    if made:
        text = ngettext("%(number)s body is reminded.", "%(number)s bodies are reminded.", len(made))
        messages.success(request, text % {"number": len(made)})
    else:
        messages.warning(
            request,
            _("Nobody is reminded: choose bodies that have not submitted and were not just reminded."),
        )
    return redirect("assessments:progress", slug)


def _opened(request: HttpRequest, slug: str) -> Round:
    round = visible_round(request.user, slug)
    if round.status == RoundStatus.DRAFT:
        raise Http404
    return round
