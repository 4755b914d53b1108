"""Refreshing from the sources: what would change, then the change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from events.briefings.access import edited_briefing
from events.briefings.enums import COMPILED_KINDS
from events.briefings.history import Conflict
from events.briefings.models import Briefing, Section
from events.briefings.refreshing import Plan, plan_refresh, refresh
from liaison.directory.kept import editing, stale


@editing
def refreshing(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All sections, or the one that ``section`` names. 404 for whoever does not write the briefing."""
    briefing = edited_briefing(request.user, slug)
    sections = _sections(briefing, request.GET.get("section", ""))
    if request.method != "POST":
        return _show(request, briefing, sections, plan_refresh(request.user, briefing, sections))
    if notice := stale(request):
        plan = plan_refresh(request.user, briefing, sections)
        return _show(request, briefing, sections, plan, notice=notice, status=403)
    mark = request.POST.get("mark", "")
    try:
        plan = refresh(briefing=briefing, sections=sections, user=request.user, mark=mark)
    except Conflict as conflict:
        notice = _("The sources or the briefing have changed since this page was shown. Look at it again.")
        return _show(request, briefing, sections, conflict.current, notice=notice, status=409)
    if any(step.entry is not None and step.entry.pending for step in plan.steps):
        messages.warning(request, _("Refreshed. Where you had rewritten a text, decide which one stays."))
    else:
        messages.success(request, _("Refreshed from the sources."))
    anchor = f"#section-{sections[0].pk}" if len(sections) == 1 else ""
    return redirect(f"{briefing.get_absolute_url()}compose/{anchor}")


def _sections(briefing: Briefing, number: str) -> list[Section]:
    rows = briefing.sections.filter(kind__in=COMPILED_KINDS)
    if number:
        pk = int(number) if number.isascii() and number.isdigit() and len(number) < 16 else 0
        rows = rows.filter(pk=pk)
    found = list(rows)
    if number and not found:
        raise Http404
    return found


def _show(
    request: HttpRequest,
    briefing: Briefing,
    sections: list[Section],
    plan: Plan,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    groups = [
        {
            "section": section,
            "steps": [step for step in plan.steps if step.section.pk == section.pk],
            "narrower": plan.narrower.get(str(section.kind), 0),
        }
        for section in plan.sections
    ]
    shown = {
        "briefing": briefing,
        "groups": [one for one in groups if one["steps"] or one["narrower"]],
        "plan": plan,
        "one": sections[0] if len(sections) == 1 else None,
    }
    return render(request, "briefings/refresh.html", shown | context, status=status)
