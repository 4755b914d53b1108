"""A call among colleagues, from a phone: one short form that makes it, invites and tells them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.exchanges.access import may_create
from events.exchanges.actions import create_event, take_step
from events.exchanges.enums import Approval, Status
from events.exchanges.models import Event
from events.exchanges.views.editing import blank_of, told
from events.registration.call_form import USUAL, CallForm
from events.registration.faults import NotPossible
from events.registration.inviting import invite
from liaison.directory.kept import editing, stale
from portal.keeping.pages import Keeping


@editing
def call(request: HttpRequest) -> HttpResponseBase:
    """A new call; with the button "send", those named are invited and told. 404 for whoever makes no events."""
    if not may_create(request.user):
        raise Http404
    keeping = Keeping(request, "event:call")
    if request.method != "POST":
        return _show(request, keeping.filled(lambda values: _form(request, values), _blank(request)), keeping)
    form = _form(request, _blank(request), request.POST)
    if notice := stale(request):
        return _show(request, form, keeping, status=403, notice=notice)
    if not form.is_valid():
        return _show(request, form, keeping, status=422)
    try:
        event, invited = _make(request, form)
    except ValidationError as problem:
        return _show(request, told(form, problem), keeping, status=422)
    except NotPossible as fault:
        form.add_error("addresses", fault.message)
        return _show(request, form, keeping, status=422)
    keeping.done()
    _tell(request, event, invited)
    return redirect("exchanges:organise", event.slug)


def _form(request: HttpRequest, initial: dict[str, Any], sent: Any = None) -> CallForm:
    return CallForm(sent, user=request.user, item=Event(), initial=initial)


def _blank(request: HttpRequest) -> dict[str, Any]:
    """What a new call says before anybody has typed: the country of one's post, half an hour, no approval."""
    country = request.GET.get("country", "").upper()[:2]
    posted = str(getattr(request.user, "posted_to", ""))
    values = blank_of(request) | {
        "approval": Approval.NONE,
        "minutes": str(USUAL),
        "country": country or posted,
    }
    return values


@transaction.atomic
def _make(request: HttpRequest, form: CallForm) -> tuple[Event, int]:
    """Make the call and invite, all or nothing; how many were invited. A draft tells them when it is announced."""
    event = create_event(values=form.values, user=request.user)
    people = form.people()
    invited = len(invite(event=event, people=people, by=request.user)) if people else 0  # type: ignore[arg-type]
    if request.POST.get("do") == "send":
        event = take_step(event=event, status=Status.OPEN, user=request.user)
    return event, invited


def _tell(request: HttpRequest, event: Event, invited: int) -> None:
    if event.is_draft:
        messages.success(request, _("The draft is saved. Nobody is told before you announce it."))
        return
    if not invited:
        messages.warning(request, _("The call is announced. Nobody is invited yet."))
        return
    text = ngettext(
        "The call is announced, and %(n)d person was invited.",
        "The call is announced, and %(n)d people were invited.",
        invited,
    )
    messages.success(request, text % {"n": invited})


def _show(
    request: HttpRequest, form: CallForm, keeping: Keeping, status: int = 200, notice: str = ""
) -> HttpResponse:
    context = {"form": form, "keeping": keeping, "script": keeping.script(form), "notice": notice}
    return render(request, "registration/call.html", context, status=status)
