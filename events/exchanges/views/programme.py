"""The programme of an event: sessions and speakers on one page, without JavaScript."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from events.exchanges.access import organised_event
from events.exchanges.actions import Conflict
from events.exchanges.models import Event
from events.exchanges.programme import save_programme
from events.exchanges.programme_forms import Programme
from events.exchanges.views.doors import version_of
from events.exchanges.views.event import programme_days
from events.exchanges.when import when
from liaison.directory.kept import editing, stale

LISTS = ("sessions", "speakers")


@editing
def programme(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change the programme. 404 for whoever does not organise the event."""
    event = organised_event(request.user, slug)
    if request.method != "POST":
        return _show(request, event, Programme(event))
    if (more := request.POST.get("more", "")) in LISTS:
        return _show(request, event, Programme(event, _with_a_row(request.POST, more)))
    sent = Programme(event, request.POST)
    if notice := stale(request):
        return _show(request, event, sent, notice=notice, status=403)
    if not sent.is_valid():
        return _show(request, event, sent, status=422)
    sessions, speakers = sent.values()
    try:
        save_programme(
            event=event,
            sessions=sessions,
            speakers=speakers,
            user=request.user,
            version=version_of(request),
        )
    except Conflict as conflict:
        return _show(request, conflict.current, sent, conflict=True, status=409)
    except ValidationError as problem:
        return _show(request, event, sent, problems=problem.messages, status=422)
    messages.success(request, _("The programme is saved."))
    return redirect(event)


def _with_a_row(data: Any, name: str) -> Any:
    """What was sent, with one empty row more."""
    changed = data.copy()
    total = data.get(f"{name}-TOTAL_FORMS", "")
    if total.isascii() and total.isdigit() and len(total) < 4:
        changed[f"{name}-TOTAL_FORMS"] = str(int(total) + 1)
    return changed


def _show(
    request: HttpRequest, event: Event, programme: Programme, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The page. After a conflict it shows what stands now above what was typed, and takes the new version."""
    shown = {
        "event": event,
        "programme": programme,
        "when": when(event.starts, event.ends, event.time_zone),
        "version": request.POST.get("version", event.version) if request.method == "POST" else event.version,
    }
    if context.get("conflict"):
        shown |= {"version": event.version, "days": programme_days(event, list(event.speakers.all()), "")}
    return render(request, "exchanges/programme.html", shown | context, status=status)
