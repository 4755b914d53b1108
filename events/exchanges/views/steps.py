"""Status steps, organisers, series and the deleting of a draft: small forms of the organisers' page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.exchanges.access import may_lead, organised_event
from events.exchanges.actions import (
    Conflict,
    NotNow,
    delete_draft,
    name_organiser,
    remove_organiser,
    take_step,
)
from events.exchanges.enums import OrganiserKind, Status
from events.exchanges.fields import person_with
from events.exchanges.models import Event
from events.exchanges.organising import organising_context
from events.exchanges.series import left_behind, make_series, rule_for, step_following
from events.exchanges.series_form import SeriesForm
from events.exchanges.views.doors import version_of
from events.exchanges.views.editing import FOLLOWING
from liaison.directory.kept import editing, stale
from portal.words import LineField


@editing
def step(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Take an event to its next status; only those who lead it cancel it."""
    event = organised_event(request.user, slug)
    if request.method != "POST":
        return redirect("exchanges:organise", event.slug)
    status = request.POST.get("status", "")
    if status == Status.CANCELLED and not may_lead(request.user, event):
        raise Http404
    if notice := stale(request):
        return _again(request, event, notice)
    try:
        note = LineField(required=status == Status.CANCELLED, max_length=500).clean(
            request.POST.get("note", "")
        )
    except ValidationError as problem:
        return _again(request, event, problem.messages[0], 422)
    given = {"event": event, "status": status, "user": request.user, "note": note}
    try:
        count = _take(request, given, version_of(request))
    except Conflict as conflict:
        return _again(request, conflict.current, _("Somebody else has changed the event in the meantime. Look at it "
                                                  "again, then take the step."), 409)  # fmt: skip
    except NotNow as problem:
        return _again(request, event, str(problem), 409)
    except ValidationError as problem:
        return _again(request, event, problem.messages[0], 422)
    _tell(request, status, count)
    if request.POST.get("scope") == FOLLOWING:
        _tell_left_behind(request, left_behind(event, status))
    return redirect("exchanges:organise", event.slug)


def _take(request: HttpRequest, given: dict[str, Any], version: int) -> int:
    if request.POST.get("scope") == FOLLOWING:
        return step_following(**given, version=version)
    take_step(**given, version=version)
    return 1


def _tell(request: HttpRequest, status: str, count: int) -> None:
    label = Status(status).label
    if count == 1:
        messages.success(request, _("The event is now: %(status)s.") % {"status": label})
        return
    text = ngettext(
        "%(count)d event of the series is now: %(status)s.",
        "%(count)d events of the series are now: %(status)s.",
        count,
    )
    messages.success(request, text % {"status": label, "count": count})


def _tell_left_behind(request: HttpRequest, events: list[Event]) -> None:
    """Name the later events of the series that did not come along, so that nobody takes them for done."""
    if not events:
        return
    text = ngettext(
        "%(count)d later event of the series did not come along, because it was changed on its own or cannot take "
        "this step: %(events)s.",
        "%(count)d later events of the series did not come along, because they were changed on their own or cannot "
        "take this step: %(events)s.",
        len(events),
    )
    names = [
        f"{one.title}, {date_format(one.local_starts, 'SHORT_DATE_FORMAT')} ({one.get_status_display()})"
        for one in events
    ]
    messages.warning(request, text % {"count": len(events), "events": "; ".join(names)})


@editing
def organisers(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Name an organiser by the address of their account, change what they are, or take them off."""
    event = organised_event(request.user, slug)
    if not may_lead(request.user, event):
        raise Http404
    if request.method != "POST":
        return redirect("exchanges:organise", event.slug)
    if notice := stale(request):
        return _again(request, event, notice)
    try:
        if request.POST.get("remove"):
            remove_organiser(event=event, organiser_id=_number(request.POST["remove"]), user=request.user)
        else:
            person = person_with(LineField(max_length=254).clean(request.POST.get("account", "")))
            kind = request.POST.get("kind", "")
            if kind not in OrganiserKind.values:
                raise ValidationError(_("Choose what this person may do."))
            name_organiser(event=event, person=person, kind=kind, user=request.user)
    except ValidationError as problem:
        return _again(request, event, problem.messages[0], 422, account=request.POST.get("account", ""))
    messages.success(request, _("Saved."))
    still_there = event.organisers.filter(user=request.user.pk).exists() or request.user.is_superuser
    return redirect("exchanges:organise", event.slug) if still_there else redirect("exchanges:index")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@editing
def repeat(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Let an event come again: first the days are shown, then the events are made."""
    event = organised_event(request.user, slug)
    if event.series_id or event.status in (Status.HELD, Status.CANCELLED):
        raise Http404
    form = SeriesForm(request.POST if request.method == "POST" else None, event=event)
    shown = {"event": event, "form": form, "version": event.version}
    if request.method != "POST":
        return render(request, "exchanges/repeat.html", shown)
    if notice := stale(request):
        return render(request, "exchanges/repeat.html", shown | {"notice": notice}, status=403)
    if not form.is_valid():
        return render(request, "exchanges/repeat.html", shown, status=422)
    shown["days"] = form.days
    if "make" not in request.POST:
        return render(request, "exchanges/repeat.html", shown)
    data = form.cleaned_data
    try:
        made = make_series(
            event=event,
            rule=rule_for(data["how"], data["every"], form.first),
            until=data["until"],
            user=request.user,
            version=version_of(request),
        )
    except Conflict as conflict:
        notice = _("Somebody else has changed the event in the meantime. Look at the days again.")
        shown |= {"event": conflict.current, "version": conflict.current.version, "notice": notice}
        return render(request, "exchanges/repeat.html", shown, status=409)
    except ValidationError as problem:
        return render(request, "exchanges/repeat.html", shown | {"notice": problem.messages[0]}, status=422)
    text = ngettext(
        "%(count)d more event is made, as a draft.", "%(count)d more events are made, as drafts.", len(made)
    )
    messages.success(request, text % {"count": len(made)})
    return redirect("exchanges:organise", event.slug)


@editing
def delete(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Delete a draft, after asking."""
    event = organised_event(request.user, slug)
    if not event.is_draft or not may_lead(request.user, event):
        raise Http404
    if request.method != "POST":
        return render(request, "exchanges/delete.html", {"event": event})
    if notice := stale(request):
        return render(request, "exchanges/delete.html", {"event": event, "notice": notice}, status=403)
    try:
        delete_draft(event=event, user=request.user)
    except NotNow as problem:
        return _again(request, event, str(problem), 409)
    messages.success(request, _("The draft is deleted."))
    return redirect("exchanges:index")


def _again(
    request: HttpRequest, event: Event, notice: str, status: int = 403, **context: Any
) -> HttpResponse:
    """The organisers' page with a word on why nothing was done, and with what was typed."""
    event = Event.objects.select_related("series").get(pk=event.pk)
    shown = organising_context(
        request.user, event, notice=notice, note=request.POST.get("note", ""), **context
    )
    return render(request, "exchanges/organise.html", shown, status=status)
