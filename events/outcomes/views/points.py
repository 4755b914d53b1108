"""Action points: adding, changing, removing, and saying how one stands."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.exchanges.access import visible_event
from events.exchanges.models import Event
from events.outcomes.access import may_read, may_report
from events.outcomes.forms import PointForm, ReportForm
from events.outcomes.models import ActionPoint
from events.outcomes.views.gate import keeps_words, save_sent, written_event
from events.outcomes.writing import REPORT_FIELDS, remove, report_point, save_point

SHOWN_FIELDS = ("text", "owner", "office", "due", "conclusion", "state", "note", "language", "reach")


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Add an action point."""
    return _form(request, written_event(request, slug), None)


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Change an action point."""
    event = written_event(request, slug)
    return _form(request, event, _point(event, pk))


def _point(event: Event, pk: int) -> ActionPoint:
    found = event.points.select_related("owner").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.event = event
    return found


def _back(event: Event, point: ActionPoint) -> HttpResponseBase:
    return redirect(reverse("outcomes:outcome", args=[event.slug]) + f"#action-{point.pk}")


def _form(request: HttpRequest, event: Event, point: ActionPoint | None) -> HttpResponseBase:
    form = PointForm(request.POST if request.method == "POST" else None, event=event, point=point)
    save = partial(save_point, event=event, point=point)
    saved = save_sent(request, form, SHOWN_FIELDS, save, partial(_show, request, event, form, point))
    if isinstance(saved, HttpResponse):
        return saved
    messages.success(request, _("The action point is saved."))
    return _back(event, saved)


def _show(
    request: HttpRequest, event: Event, form: Any, point: ActionPoint | None, status: int, **more: Any
) -> HttpResponse:
    context = {"event": event, "form": form, "point": point, **more}
    return render(request, "outcomes/point_form.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove_it(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Ask, then remove an action point."""
    event = written_event(request, slug)
    point = _point(event, pk)
    if request.method != "POST":
        text = _(
            "Nobody is reminded of it any more. Mark it as dropped instead, if that should stay to be seen."
        )
        return render(request, "outcomes/remove.html", {"event": event, "item": point, "text": text})
    remove(item=point, by=request.user)
    messages.success(request, _("The action point is removed."))
    return redirect("outcomes:outcome", event.slug)


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Say how an action point stands: whoever does it, and the organisers."""
    event = visible_event(request.user, slug)
    point = _point(event, pk)
    if not may_read(request.user, point) or not may_report(request.user, point):
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None, point=point)
    show = partial(_show_report, request, form, point)
    saved = save_sent(request, form, REPORT_FIELDS, partial(report_point, point=point), show)
    if isinstance(saved, HttpResponse):
        return saved
    messages.success(request, _("Thank you. It is noted how this stands."))
    return _back(event, saved)


def _show_report(
    request: HttpRequest, form: ReportForm, point: ActionPoint, status: int, **more: Any
) -> HttpResponse:
    context = {"event": point.event, "form": form, "point": point, **more}
    return render(request, "outcomes/report_form.html", context, status=status)
