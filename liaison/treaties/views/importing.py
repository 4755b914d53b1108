"""Importing treaty status: send a file, see the differences, confirm. For treaty editors; others find nothing here."""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.treaties import tasks
from liaison.treaties.applying import CannotUndo, undo_import
from liaison.treaties.cells import CHOICES, COLUMNS, NEEDED, OPTIONAL_COLUMNS
from liaison.treaties.enums import ImportState
from liaison.treaties.findings import Finding
from liaison.treaties.forms import DecisionForm, ImportForm
from liaison.treaties.history import Step, differences_in_words, steps_of
from liaison.treaties.importing import Difference, take_file
from liaison.treaties.models import TreatyImport
from liaison.treaties.permissions import can_edit_treaties
from liaison.treaties.reading import MAX_ROWS
from liaison.treaties.turns import Busy
from portal.reference.cldr import territory_name

SHOWN_IMPORTS = 20
PER_PAGE = 100
STALLED = datetime.timedelta(minutes=1)
"""After this time without an end, beginning again is offered: whatever did the work may have been stopped."""
RUNNING = frozenset({ImportState.READING, ImportState.WRITING})


def _editors_only(request: HttpRequest) -> None:
    if not can_edit_treaties(request.user):
        raise Http404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_index(request: HttpRequest) -> HttpResponseBase:
    """The form for a file, what it must hold, and what was imported before."""
    _editors_only(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        given = take_file(name=str(file.name), data=file.read(), by=request.user)  # type: ignore[arg-type]
        transaction.on_commit(partial(tasks.read_import.enqueue, given.pk))
        return redirect("treaties:import", given.pk)
    context = {
        "form": form,
        "field": form["file"],
        "imports": _light().select_related("by")[:SHOWN_IMPORTS],
        "columns": [
            (column, column in NEEDED, [value for value in CHOICES.get(column, ()) if value])
            for column in (*COLUMNS, *OPTIONAL_COLUMNS)
        ],
        "optional": OPTIONAL_COLUMNS,
        "most_rows": MAX_ROWS,
    }
    return render(request, "treaties/import_index.html", context, status=422 if form.errors else 200)


def _light() -> Any:
    """Imports without what is heavy: the files and the lists."""
    return TreatyImport.objects.defer("content", "differences", "findings")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """One import, whatever its state; raises 404 for a number nobody knows."""
    _editors_only(request)
    given = TreatyImport.objects.defer("content").select_related("by").filter(pk=import_id).first()
    if given is None:
        raise Http404
    if request.method == "POST":
        do, shown = DecisionForm(request.POST).chosen()
        decide = {"confirm": _confirm, "discard": _discard, "again": _again, "undo": _undo}.get(do)
        if decide is not None:
            decide(request, given, shown)
        return redirect("treaties:import", given.pk)
    return render(request, "treaties/import_page.html", _context(request, given))


def _context(request: HttpRequest, given: TreatyImport) -> dict[str, Any]:
    done, total = tasks.progress_of(given.pk) if given.state in RUNNING else (given.done, given.total)
    findings = [Finding.from_json(kept) for kept in given.findings]
    differences = Paginator(given.differences, PER_PAGE).get_page(request.GET.get("page"))
    changes = Paginator(given.changes.select_related("by").order_by("pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    steps: list[Step] = (
        steps_of(list(changes)) if given.state in (ImportState.APPLIED, ImportState.UNDONE) else []
    )
    return {
        "given": given,
        "is_running": given.state in RUNNING,
        "is_stalled": given.state in RUNNING and timezone.now() - given.touched > STALLED,
        "done": done,
        "total": total,
        "errors": [finding for finding in findings if finding.is_error],
        "warnings": [finding for finding in findings if not finding.is_error],
        "page": differences if given.state == ImportState.PREVIEWED else changes,
        "rows": [_row(Difference.from_json(kept)) for kept in differences],
        "steps": steps,
        "can_undo": given.state == ImportState.APPLIED
        and given.by_id is not None
        and bool(given.created + given.updated),
    }


def _row(difference: Difference) -> dict[str, Any]:
    return {
        "row": difference.row,
        "kind": difference.kind,
        "instrument": difference.instrument,
        "party": difference.party,
        "name": territory_name(difference.party),
        "fields": differences_in_words(difference.fields),
    }


def _confirm(request: HttpRequest, given: TreatyImport, shown: str) -> None:
    """From here on it is being written, by one click only, and only what was shown."""
    moved = TreatyImport.objects.filter(pk=given.pk, state=ImportState.PREVIEWED, shown=shown).update(
        state=ImportState.WRITING, touched=timezone.now()
    )
    if moved:
        user_id = request.user.pk
        transaction.on_commit(partial(tasks.write_import.enqueue, given.pk, user_id))
    else:
        messages.warning(
            request, _("This import is no longer as you saw it. Nothing was written by your click.")
        )


def _discard(request: HttpRequest, given: TreatyImport, shown: str) -> None:
    TreatyImport.objects.filter(pk=given.pk, state=ImportState.PREVIEWED).update(
        state=ImportState.DISCARDED, content=None, differences=[], finished=timezone.now()
    )


def _again(request: HttpRequest, given: TreatyImport, shown: str) -> None:
    """Begin again what was interrupted. Where it is still going on, the second waits and finds it done."""
    fresh = TreatyImport.objects.filter(pk=given.pk, state=given.state, touched__lt=timezone.now() - STALLED)
    if given.state not in RUNNING or not fresh.update(touched=timezone.now()):
        return
    if given.state == ImportState.READING:
        transaction.on_commit(partial(tasks.read_import.enqueue, given.pk))
    else:
        transaction.on_commit(partial(tasks.write_import.enqueue, given.pk, given.by_id))


def _undo(request: HttpRequest, given: TreatyImport, shown: str) -> None:
    try:
        undo_import(import_id=given.pk, by=request.user)  # type: ignore[arg-type]
    except Busy:
        messages.warning(
            request, _("Somebody else is changing treaty status. Nothing was undone: try again.")
        )
    except CannotUndo as error:
        names = ", ".join(f"{instrument} {territory_name(party)}" for instrument, party in error.keys[:5])
        messages.warning(
            request,
            _(
                "Nothing was undone: facts of this import were changed since (%(names)s). Correct them one by one."
            )
            % {"names": names}
            if names
            else _("Nothing was undone: no earlier values were kept for this import."),
        )
    else:
        messages.success(request, _("The import was undone. The values from before it stand again."))
