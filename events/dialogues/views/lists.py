"""All dialogues and all commitments that a viewer may see."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.dialogues.access import may_approach, may_create
from events.dialogues.filters import (
    CommitmentFilter,
    DialogueFilter,
    filtered_commitments,
    filtered_dialogues,
)
from events.dialogues.models import Commitment
from events.dialogues.models.dialogue import COMING
from events.dialogues.rows import approach_lines, commitment_rows, dialogue_rows
from portal.visibility import viewer_for

PER_PAGE = 20
OVERDUE_SHOWN = 5


def _members_only(request: HttpRequest) -> None:
    """Whoever is not a member learns nothing here, not even that there could be something."""
    if not viewer_for(request.user).is_member:
        raise Http404


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The dialogues: those that come, then those that were; what is overdue; other approaches that come."""
    _members_only(request)
    user = request.user
    form = DialogueFilter(request.GET or None, user=user)
    chosen = form.chosen
    found = filtered_dialogues(user, chosen)
    page = Paginator(found.order_by("-starts", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    rows = dialogue_rows(user, page)
    context: dict[str, Any] = {
        "form": form,
        "chosen": chosen,
        "page": page,
        "coming": sorted(
            (row for row in rows if row.dialogue.status in COMING), key=lambda row: row.dialogue.starts
        ),
        "past": [row for row in rows if row.dialogue.status not in COMING],
        "total": page.paginator.count,
        "may_create": may_create(user),
        "may_approach": may_approach(user),
    }
    if not chosen and page.number == 1:
        overdue = Commitment.objects.visible_to(user).overdue().order_by("due", "pk")
        context["overdue"] = commitment_rows(user, overdue[:OVERDUE_SHOWN])
        context["overdue_total"] = overdue.count()
        context["approaches"] = approach_lines(user)
    return render(request, "dialogues/index.html", context)


@require_safe
def commitments(request: HttpRequest) -> HttpResponse:
    """The commitments, first those that are due first."""
    _members_only(request)
    form = CommitmentFilter(request.GET or None, user=request.user)
    chosen = form.chosen
    found = filtered_commitments(request.user, chosen)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "chosen": chosen,
        "page": page,
        "rows": commitment_rows(request.user, page),
        "total": page.paginator.count,
    }
    return render(request, "dialogues/commitments.html", context)
