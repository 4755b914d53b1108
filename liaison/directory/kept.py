"""Losing no word: a form whose session or token has expired is shown again with what was typed.

The views that use this are exempt from Django's own check, which would answer with a page that has lost
everything; they ask ``portal.stale_forms.csrf_problem`` before anything takes effect.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.stale_forms import csrf_problem, given_back, is_anothers, same_user

View = Callable[..., HttpResponseBase]


def same_editor(request: HttpRequest) -> bool:
    """Whether the form was made for whoever sends it: somebody else may have signed in meanwhile."""
    return same_user(request, request.POST.get("editor", ""))


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """The answer to whoever is not signed in: the same for every address, whether there is something or not."""
    if request.method != "POST":
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
    return given_back(request)


def editing(view: View) -> View:
    """A view with a form: never cached, for signed-in users. The token is checked by ``stale``, so that a form that
    was open for long is shown again with what was typed: a view that writes must ask it. A form that was made for
    somebody else never gets to the view, and shows nobody what they typed."""

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        if request.method == "POST" and is_anothers(request):
            return given_back(request)
        return view(request, *args, **kwargs)

    return wrapped


def stale(request: HttpRequest) -> str:
    """Why a form that was sent must not take effect yet; empty where it may. The form carries ``editor``, the number
    of whoever it was made for."""
    if csrf_problem(request) or not same_editor(request):
        return _("This page had been open for long. Nothing is lost: press the button once more.")
    return ""
