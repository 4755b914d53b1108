"""Confirming an entry: by the link in a reminder, or signed in, on the page of the entry."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.directory.actions import Conflict
from liaison.directory.cards import make_cards
from liaison.directory.confirm import LinkState, read_token, use_token
from liaison.directory.models import DirectoryEntry
from liaison.directory.verification import can_verify, verify_entry
from liaison.directory.views import visible_authority, visible_post
from portal.visibility import viewer_for


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in a reminder opens: one page, one button, no signing in.

    GET changes nothing, since filters of incoming mail open every link; the button (POST) confirms. Whoever has the
    link is told what the entry is called and nothing more. Every link that does not hold gives one and the same
    answer, with status 404.
    """
    link = use_token(token) if request.method == "POST" else read_token(token)
    if link is None:
        response = render(request, "directory/confirm_invalid.html", status=404)
    else:
        context = {
            "title": link.entry.label(),
            "entry": link.entry,
            "state": link.state.value,
            "is_done": request.method == "POST" and link.state is LinkState.OPEN,
        }
        changed = request.method == "POST" and link.state is LinkState.CHANGED
        response = render(request, "directory/confirm.html", context, status=409 if changed else 200)
    # The address is the secret: no other site learns it. Without any referrer the browser would send the form with
    # the origin "null", which is refused as coming from elsewhere.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a post. For whoever may not, it does not exist."""
    return _verify(request, visible_post(request.user, pk))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_authority(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm an authority. For whoever may not, it does not exist."""
    return _verify(request, visible_authority(request.user, pk))


def _verify(request: HttpRequest, entry: DirectoryEntry) -> HttpResponse:
    if not can_verify(request.user, entry):
        raise Http404
    if request.method != "POST":
        return _show(request, entry)
    version = request.POST.get("version", "")
    try:
        # What is confirmed is the text that was read: without its version, nothing is.
        verify_entry(
            entry=entry,
            user=request.user,
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1,
        )
    except Conflict as conflict:
        return _show(request, conflict.current, changed=True)
    except (ObjectDoesNotExist, PermissionDenied) as gone:
        raise Http404 from gone
    messages.success(request, _("Confirmed. Thank you: colleagues see that this entry is up to date."))
    return redirect(entry.get_absolute_url())


def _show(request: HttpRequest, entry: DirectoryEntry, *, changed: bool = False) -> HttpResponse:
    """What is to be confirmed, and the button."""
    card = make_cards(viewer_for(request.user), [entry], preview=None)[0]
    context: dict[str, Any] = {"entry": entry, "card": card, "title": card.title, "changed": changed}
    return render(request, "directory/verify.html", context, status=409 if changed else 200)
