"""Making an event and changing it. For whoever may not, none of it exists."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.exchanges.access import may_create, organised_event
from events.exchanges.actions import Conflict, create_event, save_event
from events.exchanges.enums import Approval, Format
from events.exchanges.forms import EventForm, initial_of
from events.exchanges.models import Event
from events.exchanges.series import later_events, save_following, save_one
from events.exchanges.times import reader_zone
from liaison.assessments.bodies import body_of
from liaison.directory.form_values import other_values
from liaison.directory.kept import editing, stale
from portal.language import CONTENT_LANGUAGES
from portal.visibility import Audience
from practices.enums import Tlp

ONE, FOLLOWING = "one", "following"
MODEL_FIELDS = {field.name for field in Event._meta.get_fields()}


@editing
def add(request: HttpRequest) -> HttpResponseBase:
    """A new draft. Raises 404 for whoever makes no events."""
    if not may_create(request.user):
        raise Http404
    form = _form(request, Event(), _blank(request))
    if (answer := _not_yet(request, form, None)) is not None:
        return answer
    try:
        event = create_event(values=form.values, user=request.user)
    except ValidationError as problem:
        return _show(request, _told(form, problem), None, status=422)
    messages.success(request, _("The draft is saved. Only its organisers see it until you announce it."))
    return redirect("exchanges:organise", event.slug)


def _blank(request: HttpRequest) -> dict[str, Any]:
    """What a new event says before anybody has typed: narrowest audience, the reader's zone and body."""
    body = body_of(request.user)
    country = request.GET.get("country", "").upper()[:2]
    return {
        "format": Format.CALL if request.GET.get("format") == "call" else Format.ON_SITE,
        "time_zone": reader_zone(request),
        "approval": Approval.ORGANISER,
        "tlp": Tlp.AMBER,
        "audience": Audience.COMMUNITIES,
        "organising_bodies": [body] if body else [],
        "countries": [country] if country else [],
        "languages": [code for code in ("en",) if code in CONTENT_LANGUAGES],
    }


@editing
def edit(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change an event; of a series, it alone or all later ones too. 404 for whoever does not organise it."""
    event = organised_event(request.user, slug)
    form = _form(request, event, initial_of(event))
    if (answer := _not_yet(request, form, event)) is not None:
        return answer
    version = form.cleaned_data["version"] or 0
    try:
        saved, others = _save(request, event, form, version)
    except Conflict as conflict:
        return _conflict(request, conflict.current)
    except ValidationError as problem:
        return _show(request, _told(form, problem), event, status=422)
    if others:
        text = ngettext(
            "Saved, with %(count)d later event of the series.",
            "Saved, with %(count)d later events of the series.",
            others,
        )
        messages.success(request, text % {"count": others})
    else:
        messages.success(request, _("Saved."))
    return redirect("exchanges:organise", saved.slug)


def _save(request: HttpRequest, event: Event, form: EventForm, version: int) -> tuple[Event, int]:
    given: dict[str, Any] = {"event": event, "values": form.values, "user": request.user, "version": version}
    if event.series_id and not event.detached:
        if request.POST.get("scope") == FOLLOWING:
            return save_following(**given)
        return save_one(**given), 0
    return save_event(**given), 0


def _form(request: HttpRequest, event: Event, initial: dict[str, Any], data: Any = None) -> EventForm:
    sent = data if data is not None else (request.POST if request.method == "POST" else None)
    return EventForm(sent, user=request.user, item=event, initial=initial)


def _told(form: EventForm, problem: ValidationError) -> EventForm:
    """What the model does not accept, at its field where the form has it."""
    errors = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
    for name, texts in errors.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
    return form


def _conflict(request: HttpRequest, current: Event) -> HttpResponse:
    """The form again with what was typed, and what somebody else has made of the event."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    form = _form(request, current, initial_of(current), data)
    others = other_values(form, initial_of(current))
    return _show(request, form, current, others=others, status=409)


def _not_yet(request: HttpRequest, form: EventForm, event: Event | None) -> HttpResponse | None:
    """The form again where it was not sent, was open for too long, or is not valid; ``None`` where it may be saved."""
    if request.method != "POST":
        return _show(request, form, event)
    if notice := stale(request):
        return _show(request, form, event, notice=notice, status=403)
    if not form.is_valid():
        return _show(request, form, event, status=422)
    return None


def _show(
    request: HttpRequest, form: EventForm, event: Event | None, *, status: int = 200, **context: Any
) -> HttpResponse:
    follows = event is not None and bool(event.series_id) and not event.detached
    shown = {
        "form": form,
        "event": event,
        "later": len(later_events(event)) if follows and event is not None else 0,
        "follows": follows,
        "scope": request.POST.get("scope", ONE),
    }
    return render(request, "exchanges/form.html", shown | context, status=status)
