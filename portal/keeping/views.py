"""What autosave.js asks for, and throwing away what was kept."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.keeping.kept import Conflict, close, keep
from portal.keeping.pages import form_of
from portal.keeping.reading import any_form_data, number, sent_json
from portal.stale_forms import same_user


@never_cache
@require_POST
def save(request: HttpRequest) -> JsonResponse:
    """Keep the words of a form of the sender's.

    200 with the new version; 401 where nobody or somebody else is signed in; 409 with the other words where something
    newer is kept; 422 with a message; 404 where it is no form of theirs.
    """
    try:
        given = sent_json(request)
    except ValidationError as error:
        return _refused(error)
    if not same_user(request, given.get("writer", "")):
        why = "other_user" if request.user.is_authenticated else "signed_out"
        return JsonResponse({"error": why}, status=401)
    form = form_of(request.user, given.get("form", ""))
    if form is None:
        return JsonResponse({"error": "unknown"}, status=404)
    try:
        data = any_form_data(given.get("data"))
    except ValidationError as error:
        return _refused(error)
    base, version = number(given.get("base")), number(given.get("version"))
    try:
        kept = keep(user=request.user, form=form, data=data, base=base, version=version)
    except Conflict as conflict:
        theirs = conflict.kept
        return JsonResponse({"error": "conflict", "version": theirs.version, "data": theirs.data}, status=409)
    return JsonResponse({"version": kept.version})


def _refused(error: ValidationError) -> JsonResponse:
    status = 400 if error.code == "unreadable" else 422
    return JsonResponse({"error": "refused", "message": " ".join(error.messages)}, status=status)


@never_cache
@require_POST
def forget(request: HttpRequest) -> HttpResponseBase:
    """Throw away what was kept of a form, and go back to it."""
    form = form_of(request.user, request.POST.get("form", "")) if request.user.is_authenticated else None
    if form is not None:
        close(request.user, form)
        messages.success(request, _("The words that were not saved are thrown away."))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    return redirect(back)
