"""What stands before the views that write: nothing that was typed is lost, nothing that is too large is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from liaison.directory.kept import editing, sign_in_first, stale
from portal.stale_forms import given_back, is_anothers
from practices.views.gate import too_large

View = Callable[..., HttpResponseBase]
F = TypeVar("F", bound=Form)


def acting(view: View) -> View:
    """A view of small forms, for signed-in users. One that was open for too long is given back with its words."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and stale(request):
            return given_back(request, words=("text", "note", "account"))
        return view(request, *args, **kwargs)

    return editing(inner)


def uploading(view: View) -> View:
    """As ``liaison.directory.kept.editing``, for a form with a file: what is too large is answered unread."""

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and too_large(request):
            return render(request, "dialogues/too_large.html", status=413)
        if not request.user.is_authenticated:
            return sign_in_first(request)
        if request.method == "POST" and is_anothers(request):
            return given_back(request)
        return view(request, *args, **kwargs)

    return inner


def version_of(request: HttpRequest) -> int:
    """The version that a form was made of; 0, which nothing has, where it says none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def number_of(text: str) -> int:
    """A number that came with a form; 0, which nothing has, where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def told(form: F, problem: ValidationError) -> F:
    """What the model does not accept, at its field where the form has it."""
    errors = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
    for name, texts in errors.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
    return form
