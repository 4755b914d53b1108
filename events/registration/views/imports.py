"""Inviting the people of a table: send it, look at who would be invited, confirm. For organisers alone."""

from __future__ import annotations

import datetime
from collections import Counter
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.exchanges.access import organised_event
from events.exchanges.models import Event
from events.registration.delegations import delegation_name
from events.registration.enums import ImportState
from events.registration.importing import (
    progress_of,
    read_invitations,
    take_list,
    write_invitations,
)
from events.registration.list_reading import COLUMNS, MOST_ROWS, OPTIONAL_COLUMNS, Found
from events.registration.models import InvitationImport
from events.registration.views.gate import keeps_words
from portal.people.enums import Role

MOST_BYTES = 2 * 1024 * 1024
KINDS = (".csv", ".tsv", ".txt", ".xlsx")
PER_PAGE = 100
STALLED = datetime.timedelta(minutes=1)
RUNNING = frozenset({ImportState.READING, ImportState.WRITING})


class ListForm(forms.Form):
    """A table of people. What is in it is checked row by row afterwards."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
        help_text=gettext_lazy("CSV or XLSX. Nobody is invited before you have seen who would be."),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse by size and name, before anything is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if not str(file.name).lower().endswith(KINDS):
            raise ValidationError(_("This kind of file is not accepted. Send a CSV or an XLSX file."))
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(
                _("The file is too large: at most %(limit)s.") % {"limit": filesizeformat(MOST_BYTES)}
            )
        return file


@keeps_words
def import_index(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form for a table, what it must hold, and what was sent before."""
    event = organised_event(request.user, slug)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        given = take_list(event=event, name=str(file.name), data=file.read(), by=request.user)  # type: ignore[arg-type]
        transaction.on_commit(partial(read_invitations.enqueue, given.pk))
        return redirect("registration:import", event.slug, given.pk)
    context = {
        "event": event,
        "form": form,
        "field": form["file"],
        "lists": _light(event).select_related("by")[:20],
        "columns": COLUMNS,
        "optional": OPTIONAL_COLUMNS,
        "roles": Role.choices,
        "most_rows": MOST_ROWS,
    }
    return render(request, "registration/import_index.html", context, status=422 if form.errors else 200)


def _light(event: Event) -> Any:
    """Lists without what is heavy."""
    return event.invitation_imports.defer("content", "people", "findings")


@keeps_words
def import_page(request: HttpRequest, slug: str, import_id: int) -> HttpResponseBase:
    """One list, whatever its state. Raises 404 for another event's."""
    event = organised_event(request.user, slug)
    given = event.invitation_imports.defer("content").select_related("by").filter(pk=import_id).first()
    if given is None:
        raise Http404
    if request.method == "POST":
        do = {"confirm": _confirm, "discard": _discard, "again": _again}.get(request.POST.get("do", ""))
        if do is not None:
            do(request, given)
        return redirect("registration:import", event.slug, given.pk)
    given.event = event
    return render(request, "registration/import_page.html", _context(request, given))


def _context(request: HttpRequest, given: InvitationImport) -> dict[str, Any]:
    done, total = progress_of(given.pk) if given.state in RUNNING else (given.done, given.rows)
    findings = [Found.from_json(kept) for kept in given.findings]
    page = Paginator(given.people, PER_PAGE).get_page(request.GET.get("page"))
    roles = dict(Role.choices)
    by_body = Counter(row[4] for row in given.people)
    return {
        "event": given.event,
        "given": given,
        "is_running": given.state in RUNNING,
        "is_stalled": given.state in RUNNING and timezone.now() - given.touched > STALLED,
        "done": done,
        "total": total,
        "errors": [found for found in findings if found.is_error],
        "warnings": [found for found in findings if not found.is_error],
        "page": page,
        "rows": [
            {
                "row": number,
                "email": email,
                "name": name,
                "role": str(roles.get(role, "")),
                "delegation": delegation_name(body),
                "has_account": user_id is not None,
            }
            for number, email, name, role, body, user_id in page
        ],
        "without_account": sum(row[5] is None for row in given.people),
        "by_delegation": sorted(
            (delegation_name(body) or _("As in the account"), number) for body, number in by_body.items()
        ),
    }


def _confirm(request: HttpRequest, given: InvitationImport) -> None:
    """From here on it is being written, by one click only, and only what was shown."""
    shown = request.POST.get("shown", "")
    moved = InvitationImport.objects.filter(pk=given.pk, state=ImportState.PREVIEWED, shown=shown).update(
        state=ImportState.WRITING, touched=timezone.now()
    )
    if moved:
        transaction.on_commit(partial(write_invitations.enqueue, given.pk, request.user.pk or 0))
    else:
        messages.warning(
            request, _("This list is no longer as you saw it. Nobody was invited by your click.")
        )


def _discard(request: HttpRequest, given: InvitationImport) -> None:
    InvitationImport.objects.filter(pk=given.pk, state=ImportState.PREVIEWED).update(
        state=ImportState.DISCARDED, content=None, people=[], finished=timezone.now()
    )


def _again(request: HttpRequest, given: InvitationImport) -> None:
    """Begin again what was interrupted. Where it is still going on, the second waits and finds it done."""
    stalled = InvitationImport.objects.filter(
        pk=given.pk, state=given.state, touched__lt=timezone.now() - STALLED
    )
    if given.state not in RUNNING or not stalled.update(touched=timezone.now()):
        return
    if given.state == ImportState.READING:
        transaction.on_commit(partial(read_invitations.enqueue, given.pk))
    else:
        transaction.on_commit(partial(write_invitations.enqueue, given.pk, request.user.pk or 0))
