"""Losing no word: whether a form may take effect, and giving back what was typed where it may not.

Views that use this are exempt from Django's own check, which would answer with a page that has lost everything. A view
that can show its form again asks ``csrf_problem`` and ``same_user`` itself; ``keeps_words`` serves the others. What
somebody typed is given back to nobody else: where another has signed in meanwhile, the page says so and holds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

MADE_FOR = ("editor", "writer")
"""Hidden fields that say for whom a form was made: the number of the account."""
LONGEST = 100_000
"""Characters of a value that are given back; no form takes more."""


class _Check(CsrfViewMiddleware):
    """Django's check, answered to the view instead of with a page that has lost what was typed."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def csrf_problem(request: HttpRequest) -> str | None:
    """Why a form must not take effect, or ``None``. For views that keep the words and ask to send again."""
    check = _Check(lambda _request: None)  # type: ignore[arg-type]
    check.process_request(request)
    return check.process_view(request, lambda: None, (), {})  # type: ignore[arg-type, return-value]


def same_user(request: HttpRequest, given: Any) -> bool:
    """Whether the page was made for the user who now sends it (another may have signed in meanwhile)."""
    return request.user.is_authenticated and str(given) == str(request.user.pk)


def is_anothers(request: HttpRequest) -> bool:
    """Whether a form says that it was made for somebody else than whoever is signed in and sends it."""
    given = next((request.POST[name] for name in MADE_FOR if name in request.POST), None)
    return given is not None and request.user.is_authenticated and not same_user(request, given)


def given_back(
    request: HttpRequest, *, words: Collection[str] = (), status: int = 403, longest: int = LONGEST
) -> HttpResponse:
    """What was sent, on a page with a button that sends it once more; the same for every address.

    ``words`` names the fields that hold what people wrote: they are shown, so that they can be read and copied. Of
    each value ``longest`` characters are kept. Whoever is signed in and is not the one it was made for gets none of it.
    """
    anothers = is_anothers(request)
    fields = [
        (name, value[:longest])
        for name, values in ([] if anothers else request.POST.lists())
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    context = {
        "fields": fields,
        "words": [value for name, value in fields if name in words and value.strip()],
        "signed_out": not request.user.is_authenticated,
        "other_user": anothers,
        "has_files": bool(request.FILES),
        "address": request.get_full_path(),
    }
    return render(request, "given_back.html", context, status=status)


def keeps_words(
    *words: str, longest: int = LONGEST
) -> Callable[[Callable[Concatenate[HttpRequest, P], HttpResponseBase]], View[P]]:
    """A view whose form is given back where its sender was signed out or is somebody else by now (401), or had the
    page open for too long (403). ``words`` and ``longest`` as in ``given_back``. Its answers are kept by no cache."""

    def decorator(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> View[P]:
        @wraps(view)
        def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method == "POST":
                if not request.user.is_authenticated or is_anothers(request):
                    return given_back(request, words=words, status=401, longest=longest)
                if csrf_problem(request) is not None:
                    return given_back(request, words=words, longest=longest)
            return view(request, *args, **kwargs)

        return csrf_exempt(never_cache(inner))

    return decorator
