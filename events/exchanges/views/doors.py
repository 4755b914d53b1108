"""The doors of views that write: signed in, an event they run, a form that is not stale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from liaison.directory.kept import same_editor, sign_in_first
from portal.stale_forms import csrf_problem

View = Callable[..., HttpResponseBase]


def editing(view: View) -> View:
    """A view with a form: never cached, for signed-in users. The token is checked by ``stale``, so that a form that
    was open for long is shown again with what was typed: a view that writes must ask it."""

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        return view(request, *args, **kwargs)

    return wrapped


def stale(request: HttpRequest) -> str:
    """Why a form that was sent must not take effect yet; empty where it may. The form carries ``editor``, the number
    of whoever it was made for."""
    if csrf_problem(request) or not same_editor(request):
        return _("This page had been open for long. Nothing is lost: press the button once more.")
    return ""


def version_of(request: HttpRequest) -> int:
    """The version of the event that the form was made of; 0, which none has, where it says none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
