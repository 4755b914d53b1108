"""What the views of an outcome have in common: who gets in, and that nobody's words are lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from events.exchanges.access import visible_event
from events.exchanges.models import Event
from events.outcomes.access import may_write
from portal.stale_forms import csrf_problem, same_user

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

LONGEST_WORD = 70_000
LONG_NAMES = frozenset({"text", "title", "note", "keep", "change"})
"""Fields that hold what people wrote, shown again where the form could not be taken."""


def keeps_words(view: View[P]) -> View[P]:
    """A view whose form is given back, every word of it, where its sender was signed out, is somebody else by now, or
    had the page open for too long. Its answers are kept by no cache."""

    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST":
            if not same_user(request, request.POST.get("writer", "")):
                return _give_back(request, 401)
            if csrf_problem(request) is not None:
                return _give_back(request, 403)
        return view(request, *args, **kwargs)

    return csrf_exempt(never_cache(inner))


def _give_back(request: HttpRequest, status: int) -> HttpResponse:
    fields = [
        (name, value[:LONGEST_WORD])
        for name in request.POST
        if name != "csrfmiddlewaretoken"
        for value in request.POST.getlist(name)
    ]
    context = {
        "fields": fields,
        "words": [value for name, value in fields if name in LONG_NAMES and value.strip()],
        "signed_out": not request.user.is_authenticated,
        "other_user": request.user.is_authenticated and status == 401,
    }
    return render(request, "outcomes/given_back.html", context, status=status)


def written_event(request: HttpRequest, slug: str) -> Event:
    """The event at an address, for those who write its outcome. Raises 404 for everybody else."""
    event = visible_event(request.user, slug)
    if not may_write(request.user, event):
        raise Http404
    return event


def conflict_rows(form: Any, stored: Any, names: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """What was typed beside what somebody else has saved meanwhile, where the two differ."""
    rows = []
    for name in names:
        mine, theirs = form[name].value(), getattr(stored, f"{name}_id", None)
        if theirs is None:
            theirs = getattr(stored, name)
        mine_words, their_words = _in_words(form, name, mine), _in_words(form, name, theirs)
        if mine_words != their_words:
            rows.append((str(form[name].label), mine_words, their_words))
    return rows


def _in_words(form: Any, name: str, value: Any) -> str:
    choices = {str(key): str(label) for key, label in getattr(form.fields[name], "choices", ())}
    text = "" if value is None else str(value)
    return choices.get(text, text).replace("\r\n", "\n").strip()


def take_version(form: Any, stored: Any) -> None:
    """Let a bound form be sent again over what is stored: what was typed stays."""
    sent = form.data.copy()
    sent["version"] = str(stored.version)
    form.data = sent
