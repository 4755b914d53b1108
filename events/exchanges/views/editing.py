"""Making an event and changing it. For whoever may not, none of it exists."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeVar

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
from events.exchanges.forms import EventForm, in_words, initial_of
from events.exchanges.models import Event
from events.exchanges.series import later_events, save_following, save_one
from events.exchanges.times import reader_zone
from liaison.assessments.bodies import body_of
from liaison.directory.kept import editing, stale
from portal.conflicts import Difference, differences
from portal.keeping.pages import Keeping
from portal.language import CONTENT_LANGUAGES
from portal.visibility import Audience
from practices.enums import Tlp

ONE, FOLLOWING = "one", "following"
AnyForm = TypeVar("AnyForm", bound=EventForm)
MODEL_FIELDS = {field.name for field in Event._meta.get_fields()}


@editing
def add(request: HttpRequest) -> HttpResponseBase:
    """A new draft. Raises 404 for whoever makes no events."""
    if not may_create(request.user):
        raise Http404
    keeping = Keeping(request, "event:new")
    form = _form(request, Event(), blank_of(request), keeping)
    if (answer := _not_yet(request, form, None, keeping)) is not None:
        return answer
    try:
        event = create_event(values=form.values, user=request.user)
    except ValidationError as problem:
        return _show(request, told(form, problem), None, keeping, status=422)
    keeping.done()
    messages.success(request, _("The draft is saved. Only its organisers see it until you announce it."))
    return redirect("exchanges:organise", event.slug)


def blank_of(request: HttpRequest) -> dict[str, Any]:
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
    keeping = Keeping(request, f"event:{event.pk}", base=event.version)
    form = _form(request, event, initial_of(event), keeping)
    if (answer := _not_yet(request, form, event, keeping)) is not None:
        return answer
    version = form.cleaned_data["version"] or 0
    try:
        saved, others = _save(request, event, form, version)
    except Conflict as conflict:
        return _conflict(request, conflict.current)
    except ValidationError as problem:
        return _show(request, told(form, problem), event, keeping, status=422)
    keeping.done()
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


def _form(request: HttpRequest, event: Event, initial: dict[str, Any], keeping: Keeping) -> EventForm:
    """What was sent; else the event as it stands, with the words of this user that were kept and not saved."""
    if request.method == "POST":
        return EventForm(request.POST, user=request.user, item=event, initial=initial)
    return keeping.filled(
        lambda values: EventForm(None, user=request.user, item=event, initial=values), initial
    )


def told(form: AnyForm, problem: ValidationError) -> AnyForm:
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
    form = EventForm(data, user=request.user, item=current, initial=initial_of(current))
    keeping = Keeping(request, f"event:{current.pk}", base=current.version)
    return _show(request, form, current, keeping, others=_others(form, current), status=409)


def _others(form: EventForm, current: Event) -> list[Difference]:
    return differences(form, initial_of(current), in_words=partial(in_words, current.time_zone))


def _not_yet(
    request: HttpRequest, form: EventForm, event: Event | None, keeping: Keeping
) -> HttpResponse | None:
    """The form again where it was not sent, was open for too long, or is not valid; ``None`` where it may be saved."""
    if request.method != "POST":
        others = _others(form, event) if event is not None and keeping.is_outdated else None
        return _show(request, form, event, keeping, others=others)
    if notice := stale(request):
        return _show(request, form, event, keeping, notice=notice, status=403)
    if not form.is_valid():
        return _show(request, form, event, keeping, status=422)
    return None


def _show(
    request: HttpRequest,
    form: EventForm,
    event: Event | None,
    keeping: Keeping,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    follows = event is not None and bool(event.series_id) and not event.detached
    shown = {
        "form": form,
        "event": event,
        "keeping": keeping,
        "script": keeping.script(form),
        "later": len(later_events(event)) if follows and event is not None else 0,
        "follows": follows,
        "scope": request.POST.get("scope", ONE),
    }
    return render(request, "exchanges/form.html", shown | context, status=status)
