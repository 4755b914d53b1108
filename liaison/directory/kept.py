"""Losing no word: a form whose session or token has expired is shown again with what was typed.

The views that use this are exempt from Django's own check, which would answer with a page that has lost
everything; they ask ``portal.stale_forms.csrf_problem`` before anything takes effect.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from portal.stale_forms import same_user

NOT_KEPT = frozenset({"csrfmiddlewaretoken"})
MAX_KEPT = 500
"""Values of a form that are kept; ours have far fewer."""


def same_editor(request: HttpRequest) -> bool:
    """Whether the form was made for whoever sends it: somebody else may have signed in meanwhile."""
    return same_user(request, request.POST.get("editor", ""))


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
