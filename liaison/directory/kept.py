"""Losing no word: a form whose session or token has expired is shown again with what was typed.

The views that use this are exempt from Django's own check, which would answer with a page that has lost
everything; they ask ``csrf_problem`` before anything takes effect.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

NOT_KEPT = frozenset({"csrfmiddlewaretoken"})
MAX_KEPT = 500
"""Values of a form that are kept; ours have far fewer."""


class _Check(CsrfViewMiddleware):
    """Django's check, answered to the view."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def csrf_problem(request: HttpRequest) -> str | None:
    """Why a form must not take effect, or ``None``."""
    check = _Check(lambda _request: None)  # type: ignore[arg-type]
    check.process_request(request)
    return check.process_view(request, lambda: None, (), {})  # type: ignore[arg-type, return-value]


def same_editor(request: HttpRequest) -> bool:
    """Whether the form was made for whoever sends it: somebody else may have signed in meanwhile."""
    return request.POST.get("editor", "") == str(request.user.pk)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """The answer to whoever is not signed in: the same for every address, whether there is something or not."""
    if request.method != "POST":
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
    kept = [
        (name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values
    ]
    return render(
        request,
        "directory/signed_out.html",
        {"kept": kept[:MAX_KEPT], "address": request.path},
        status=403,
    )
