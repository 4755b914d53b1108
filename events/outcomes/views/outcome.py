"""The outcome of an event, its minutes, and who changed what."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.exchanges.access import visible_event
from events.exchanges.models import Event
from events.outcomes.access import may_report, may_write
from events.outcomes.forms import MinutesForm
from events.outcomes.models import Minutes
from events.outcomes.reading import outcome_for
from events.outcomes.to_practice import became
from events.outcomes.views.gate import conflict_rows, keeps_words, take_version, written_event
from events.outcomes.writing import MINUTES_FIELDS, OutcomeConflict, save_minutes
from portal.visibility import viewer_for


@never_cache
@require_safe
def outcome(request: HttpRequest, slug: str) -> HttpResponse:
    """What came out of an event, as far as the viewer may read it. 404 where that is nothing."""
    event = visible_event(request.user, slug)
    found = outcome_for(request.user, event)
    writes = may_write(request.user, event)
    if not found and not writes:
        raise Http404
    practices = became(request.user, event, found.conclusions)
    context = {
        "event": event,
        "minutes": found.minutes,
        "conclusions": [(one, practices.get(one.pk)) for one in found.conclusions],
        "points": [(one, may_report(request.user, one), found.source_of(one)) for one in found.points],
        "may_write": writes,
        "is_member": viewer_for(request.user).is_member,
    }
    return render(request, "outcomes/outcome.html", context)


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Write the minutes: save them, give them out, take them back."""
    event = written_event(request, slug)
    stored = Minutes.objects.filter(event=event).first()
    form = MinutesForm(request.POST or None, event=event, minutes=stored)
    if request.method != "POST":
        return _show_minutes(request, event, form, stored)
    if not form.is_valid():
        return _show_minutes(request, event, form, stored, status=422)
    share = {"share": True, "withhold": False}.get(request.POST.get("do", ""))
    if share and not form.cleaned_data["text"]:
        form.add_error("text", _("There is nothing to share yet."))
        return _show_minutes(request, event, form, stored, status=422)
    try:
        saved = save_minutes(
            event=event,
            values=form.values(),
            version=form.cleaned_data["version"],
            by=request.user,
            share=share,
        )
    except OutcomeConflict as conflict:
        rows = conflict_rows(form, conflict.stored, MINUTES_FIELDS)
        take_version(form, conflict.stored)
        return _show_minutes(request, event, form, conflict.stored, status=409, theirs=rows)
    if share is False:
        text = _("The minutes are taken back: only the organisers read them now.")
    elif saved.is_shared:
        text = _("The minutes are saved and shared.")
    else:
        text = _("The minutes are saved. Only the organisers read them until you share them.")
    messages.success(request, text)
    return redirect("outcomes:outcome" if share is not None else "outcomes:minutes", event.slug)


def _show_minutes(
    request: HttpRequest,
    event: Event,
    form: MinutesForm,
    stored: Minutes | None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"event": event, "form": form, "minutes": stored, **more}
    return render(request, "outcomes/minutes.html", context, status=status)


@never_cache
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Who changed what of the outcome, with the earlier texts; for the organisers."""
    event = written_event(request, slug)
    changes = event.outcome_changes.select_related("by")[:200]
    rows = [(change, _told(change.before)) for change in changes]
    return render(request, "outcomes/history.html", {"event": event, "rows": rows})


def _told(before: dict[str, Any]) -> list[str]:
    """The words that stood there before."""
    return [str(before[name]) for name in ("title", "text", "note") if before.get(name)]
