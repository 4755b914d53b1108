"""The outcome of an event, its minutes, and who changed what."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.exchanges.access import visible_event
from events.exchanges.enums import Circle
from events.exchanges.models import Event
from events.exchanges.sharing import Shared, SharedKind, tell_people, told_words
from events.outcomes.access import may_report, may_see_owner, may_write
from events.outcomes.enums import Reach
from events.outcomes.forms import MinutesForm
from events.outcomes.models import Minutes
from events.outcomes.reading import outcome_for
from events.outcomes.to_practice import became
from events.outcomes.views.gate import keeps_words, save_sent, written_event
from events.outcomes.writing import MINUTES_FIELDS, save_minutes
from portal.conflicts import differences
from portal.keeping.pages import Keeping


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
        "points": [
            (one, may_report(request.user, one), found.source_of(one), may_see_owner(request.user, one))
            for one in found.points
        ],
        "may_write": writes,
    }
    return render(request, "outcomes/outcome.html", context)


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Write the minutes: save them, give them out, take them back."""
    event = written_event(request, slug)
    stored = Minutes.objects.filter(event=event).first()
    keeping = Keeping(request, f"minutes:{event.pk}", base=stored.version if stored else 0)
    form = MinutesForm(request.POST if request.method == "POST" else None, event=event, minutes=stored)
    theirs = None
    if not form.is_bound:
        form = keeping.filled(partial(_as_typed, event, stored), form.initial)
        if stored is not None and keeping.is_outdated:
            theirs = differences(form, model_to_dict(stored, MINUTES_FIELDS), MINUTES_FIELDS)
    share = {"share": True, "withhold": False}.get(request.POST.get("do", ""))
    if share and form.is_valid() and not form.cleaned_data["text"]:
        form.add_error("text", _("There is nothing to share yet."))
    save = partial(save_minutes, event=event, share=share)
    show = partial(_show_minutes, request, event, form, keeping, theirs=theirs)
    saved = save_sent(request, form, MINUTES_FIELDS, save, show)
    if isinstance(saved, HttpResponse):
        return saved
    keeping.done()
    if share is False:
        text = _("The minutes are taken back: only the organisers read them now.")
    elif saved.is_shared:
        text = _("The minutes are saved and shared.")
    else:
        text = _("The minutes are saved. Only the organisers read them until you share them.")
    if saved.is_shared and form.cleaned_data["tell"]:
        text = f"{text} {told_words(_tell(saved, request.user))}"
    messages.success(request, text)
    return redirect("outcomes:outcome" if share is not None else "outcomes:minutes", event.slug)


def _as_typed(event: Event, stored: Minutes | None, values: dict[str, Any]) -> MinutesForm:
    return MinutesForm(None, event=event, minutes=stored, initial=values)


def _tell(minutes: Minutes, by: Any) -> int:
    """Tell the people of the event who may read the minutes, once a version; how many are told."""
    circle = Circle.PARTICIPANTS if minutes.reach == Reach.AUDIENCE else Circle(minutes.reach)
    return tell_people(Shared(minutes.event, SharedKind.MINUTES, circle, by, str(minutes.version)))


def _show_minutes(
    request: HttpRequest, event: Event, form: MinutesForm, keeping: Keeping, status: int, **more: Any
) -> HttpResponse:
    stored = Minutes.objects.filter(event=event).first()
    keeping.base = stored.version if stored else 0
    context = {"event": event, "form": form, "minutes": stored, "keeping": keeping, **more}
    context["script"] = keeping.script(form)
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
