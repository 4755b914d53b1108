"""Adding and changing items on the site. For whoever may not, none of it exists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from liaison.accession.actions import (
    Conflict,
    add_accession,
    change_status,
    edit_accession,
    follow,
    note_raised,
    unfollow,
)
from liaison.accession.forms import SAME, AccessionForm, RaisedForm, StatusForm, default_language
from liaison.accession.models import Accession
from liaison.accession.rules import editor_of
from liaison.accession.views.pages import visible_item
from liaison.directory.kept import editing, stale
from portal.conflicts import differences
from portal.visibility import Audience


@editing
def add(request: HttpRequest) -> HttpResponseBase:
    """A new item. Raises 404 for whoever adds none."""
    editor = editor_of(request.user)
    if not editor.may_add:
        raise Http404
    initial = {
        "country": request.GET.get("country", "").upper()[:2],
        "instrument": request.GET.get("instrument", "").upper()[:40],
        "status_since": localdate(),
        "owner": str(request.user.pk),
        "audience": Audience.COMMUNITIES,
        "language": default_language(),
    }
    form = AccessionForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        item=Accession(),
        editor=editor,
        initial=initial,
    )
    if (answer := _not_yet(request, form, item=None)) is not None:
        return answer
    item = add_accession(values=form.stored, communities=form.named, user=request.user)
    messages.success(request, _("The item is added. You follow it."))
    return _back_to(request, item)


@editing
def edit(request: HttpRequest, key: str) -> HttpResponseBase:
    """Change an item but for its status."""
    item = visible_item(request.user, key)
    editor = editor_of(request.user)
    if not editor.may_change(item):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = AccessionForm(sent, user=request.user, item=item, editor=editor, initial=_initial(item))
    if (answer := _not_yet(request, form, item=item)) is not None:
        return answer
    try:
        saved = edit_accession(
            item=item,
            values=form.stored,
            communities=form.named,
            user=request.user,
            version=form.cleaned_data["version"] or 0,
        )
    except Conflict as conflict:
        current = conflict.current
        data = request.POST.copy()
        data["version"] = str(current.version)
        form = AccessionForm(data, user=request.user, item=current, editor=editor, initial=_initial(current))
        return _show(request, form, item=current, others=differences(form, _initial(current)), status=409)
    messages.success(request, _("Saved."))
    return _back_to(request, saved)


def _initial(item: Accession) -> dict[str, Any]:
    """The form's values for an item as it stands."""
    names = ("obstacles", "next_step", "next_step_due", "language", "audience", "version")
    return {
        **{name: getattr(item, name) for name in names},
        "owner": str(item.owner_id or ""),
        "communities": [str(pk) for pk in item.communities.values_list("pk", flat=True)],
    }


@editing
def status(request: HttpRequest, key: str) -> HttpResponseBase:
    """Move an item to another status: from its page, or by the small form on the board."""
    item = visible_item(request.user, key)
    if not editor_of(request.user).may_change(item):
        raise Http404
    initial = {"status": item.status, "date": localdate(), "version": item.version}
    if request.method != "POST":
        return _show_status(request, StatusForm(initial=initial), item)
    data = request.POST.copy()
    data.setdefault("date", localdate().isoformat())
    form = StatusForm(data, initial=initial)
    if notice := stale(request):
        return _show_status(request, form, item, notice=notice, status=403)
    if not form.is_valid():
        return _show_status(request, form, item, status=422)
    try:
        event = change_status(item=item, user=request.user, **form.cleaned_data)
    except Conflict as conflict:
        data["version"] = str(conflict.current.version)
        return _show_status(request, StatusForm(data), conflict.current, is_conflict=True, status=409)
    if event is None:
        messages.info(request, _("It stands there already: nothing is changed."))
    else:
        messages.success(request, _("The status is changed, and those who follow it are told."))
    if request.POST.get("from") == "board":
        return redirect("accession:index")
    return _back_to(request, item)


@editing
def raised(request: HttpRequest, key: str) -> HttpResponseBase:
    """Write down where accession was raised."""
    item = visible_item(request.user, key)
    if not editor_of(request.user).may_note(item):
        raise Http404
    initial = {"audience": SAME, "language": default_language()}
    form = RaisedForm(
        request.POST if request.method == "POST" else None, user=request.user, item=item, initial=initial
    )
    if (answer := _not_yet(request, form, item=item, template="accession/raised.html")) is not None:
        return answer
    note_raised(item=item, values=form.stored, audience=form.narrower_audience, user=request.user)
    messages.success(request, _("It is written down."))
    return _back_to(request, item)


@editing
def follow_item(request: HttpRequest, key: str) -> HttpResponseBase:
    """Follow an item, or stop following it (``follow=no``)."""
    item = visible_item(request.user, key)
    if request.method == "POST" and not stale(request):
        if request.POST.get("follow") == "no":
            unfollow(item=item, user=request.user)
            messages.success(request, _("You no longer follow this item."))
        else:
            follow(item=item, user=request.user)
            messages.success(
                request, _("You follow this item: you are told by e-mail when its status changes.")
            )
    return redirect(item)


def _back_to(request: HttpRequest, item: Accession) -> HttpResponseBase:
    """The item's page, or the tracker where its editor has just left its audience."""
    item.refresh_from_db()
    return redirect(item if item.can_view(request.user) else "accession:index")


def _not_yet(
    request: HttpRequest, form: Any, *, item: Accession | None, template: str = "accession/form.html"
) -> HttpResponse | None:
    """The form again where it was not sent, was open for too long, or is not valid; ``None`` where it may be saved."""
    if request.method != "POST":
        return _show(request, form, item=item, template=template)
    if notice := stale(request):
        return _show(request, form, item=item, template=template, notice=notice, status=403)
    if not form.is_valid():
        return _show(request, form, item=item, template=template, status=422)
    return None


def _show(
    request: HttpRequest,
    form: forms.Form,
    *,
    item: Accession | None,
    template: str = "accession/form.html",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    shown = {"form": form, "item": item, "is_new": item is None, "first_fields": _first(form)}
    return render(request, template, shown | context, status=status)


WHO = ("owner", "audience", "communities", "version")


def _first(form: forms.Form) -> list[Any]:
    """The fields before those about who may see it; a list without choices is left out."""
    return [field for field in form if field.name not in WHO]


def _show_status(
    request: HttpRequest, form: StatusForm, item: Accession, status: int = 200, **context: Any
) -> HttpResponse:
    return render(request, "accession/status.html", {"form": form, "item": item} | context, status=status)
