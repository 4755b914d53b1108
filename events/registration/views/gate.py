"""No word is lost: what organisers typed is given back where their page had been open for too long."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events.exchanges.access import organised_event
from portal.stale_forms import csrf_problem, same_user

WORDS = frozenset({"addresses", "text", "help", "lines", "remark", "email", "name"})
"""Fields that hold what people wrote, shown again where the form could not be taken."""

View = Callable[..., HttpResponseBase]


def keeps_words(view: View) -> View:
    """A view of organisers with forms, exempt from Django's own check, which would answer with a page that has lost
    everything: the same check is asked here before the view is. Its answers are kept by no cache.

    Raises 404 for whoever does not organise the event, whatever was sent.
    """

    @wraps(view)
    def inner(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and (csrf_problem(request) is not None or _is_anothers(request)):
            organised_event(request.user, slug)
            return _give_back(request)
        return view(request, slug, **kwargs)

    return csrf_exempt(never_cache(require_http_methods(["GET", "HEAD", "POST"])(inner)))


def _is_anothers(request: HttpRequest) -> bool:
    """Whether the page says for whom it was made, and somebody else sends it."""
    return "editor" in request.POST and not same_user(request, request.POST["editor"])


def _give_back(request: HttpRequest) -> HttpResponseBase:
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    context = {
        "fields": fields,
        "words": [value for name, value in fields if name in WORDS and value.strip()],
        "other_user": _is_anothers(request),
    }
    return render(request, "registration/given_back.html", context, status=403)
