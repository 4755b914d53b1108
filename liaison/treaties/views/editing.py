"""Entering and changing single facts of treaty status. For treaty editors; others find nothing here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liaison.treaties.editing import Outdated, remove_statement, save_statement, save_status
from liaison.treaties.facts import OPEN_KINDS, facts_of, status_of
from liaison.treaties.forms_status import PickForm, StatementForm, StatusForm
from liaison.treaties.models import TreatyStatement, TreatyStatus
from liaison.treaties.permissions import can_edit_treaties
from liaison.treaties.rules import ORGANISATIONS
from liaison.treaties.turns import Busy
from portal.reference.cldr import territory_name
from portal.reference.models import Country, Instrument


def _editors_only(request: HttpRequest) -> None:
    if not can_edit_treaties(request.user):
        raise Http404


def _instrument(code: str) -> Instrument:
    found = Instrument.objects.filter(code=code.upper(), kind__in=OPEN_KINDS).first()
    if found is None:
        raise Http404
    return found


def _party(code: str) -> str:
    party = code.upper()
    if party not in ORGANISATIONS and not Country.objects.filter(pk=party).exists():
        raise Http404
    return party


@never_cache
@require_http_methods(["GET", "HEAD"])
def pick(request: HttpRequest) -> HttpResponseBase:
    """Which fact to enter or change: an instrument and a party."""
    _editors_only(request)
    instruments = Instrument.objects.filter(kind__in=OPEN_KINDS).order_by("code")
    form = PickForm(
        request.GET if "instrument" in request.GET and "party" in request.GET else None,
        initial={name: request.GET.get(name, "") for name in ("instrument", "party")},
        instruments=[(instrument.pk, instrument.label()) for instrument in instruments],
    )
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        return redirect("treaties:edit", chosen["instrument"].lower(), chosen["party"].lower())
    return render(request, "treaties/history_pick.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_status(request: HttpRequest, code: str, party: str) -> HttpResponseBase:
    """The form of one party to one instrument, filled where something is on file."""
    _editors_only(request)
    instrument, party = _instrument(code), _party(party)
    row = status_of(instrument, party)
    initial = StatusForm.initial_of(row) if row else {"version": 0, "party_type": _usual_type(party)}
    given = request.POST if request.method == "POST" else None
    form = StatusForm(given, initial=initial, instrument=instrument, party=party)
    status = 200
    if request.method == "POST":
        status = _save_status(request, form, instrument, party)
        if status == 200:
            return redirect("treaties:history", code.lower(), party.lower())
    return render(
        request, "treaties/history_edit.html", _edit_context(form, instrument, party, row), status=status
    )


def _usual_type(party: str) -> str:
    return "organisation" if party in ORGANISATIONS else "state"


def _edit_context(
    form: StatusForm, instrument: Instrument, party: str, row: TreatyStatus | None
) -> dict[str, Any]:
    return {
        "form": form,
        "fields": [form[name] for name in form.field_order],
        "instrument": instrument,
        "party": party,
        "party_name": territory_name(party),
        "fact": facts_of([row])[0] if row else None,
        "version": row.version if row else 0,
    }


def _save_status(request: HttpRequest, form: StatusForm, instrument: Instrument, party: str) -> int:
    """Save a form; the status of the answer, 200 where it was saved."""
    if not form.is_valid():
        return 422
    try:
        changed = save_status(facts=form.facts(), version=form.cleaned_data["version"], by=request.user)  # type: ignore[arg-type]
    except Outdated:
        form.add_error(None, _outdated())
        _take_version(form, status_of(instrument, party))
        return 409
    except Busy:
        form.add_error(None, _busy())
        return 409
    for warning in form.warnings:
        messages.warning(request, warning.message)
    messages.success(
        request, _("Saved. The earlier values are kept below.") if changed else _("Nothing was changed.")
    )
    return 200


def _outdated() -> str:
    return _("Somebody else changed this fact meanwhile; its present values stand below. Yours are still in the form: compare, and save again if they should replace the present ones.")  # fmt: skip # noqa: E501


def _busy() -> str:
    return _("An import is being written. Nothing was saved: try again in a moment.")


def _take_version(form: Any, row: TreatyStatus | None) -> None:
    """Let the next click be about the row as it is now, which the page shows beside the form."""
    form.data = form.data.copy()
    form.data["version"] = str(row.version if row else 0)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_statement(
    request: HttpRequest, code: str, party: str, statement_id: int | None = None
) -> HttpResponseBase:
    """A reservation or declaration of a party that is on file; without a number, a new one."""
    _editors_only(request)
    instrument, party = _instrument(code), _party(party)
    row = status_of(instrument, party)
    if row is None:
        raise Http404
    statement = TreatyStatement(status=row)
    if statement_id is not None:
        found = row.statements.filter(pk=statement_id).first()
        if found is None:
            raise Http404
        statement = found
    known = StatementForm.initial_of(statement) if statement.pk else {}
    given = request.POST if request.method == "POST" else None
    form = StatementForm(given, initial={**known, "version": row.version})
    status = 200
    if request.method == "POST":
        status = _save_statement(request, form, statement)
        if status == 200:
            return redirect("treaties:history", code.lower(), party.lower())
        if status == 409:
            _take_version(form, status_of(instrument, party))
    context = {
        "form": form,
        "fields": [form[name] for name in form.field_order],
        "instrument": instrument,
        "party": party,
        "party_name": territory_name(party),
        "statement": statement,
        "fact": facts_of([status_of(instrument, party) or row])[0],
    }
    return render(request, "treaties/history_statement.html", context, status=status)


def _save_statement(request: HttpRequest, form: StatementForm, statement: TreatyStatement) -> int:
    removes = statement.pk is not None and request.POST.get("do") == "remove"
    valid = form.is_valid()
    version = form.cleaned_data.get("version") if hasattr(form, "cleaned_data") else None
    if version is None or (not valid and not removes):
        return 422
    try:
        if removes:
            remove_statement(statement=statement, version=version, by=request.user)  # type: ignore[arg-type]
        else:
            topics = form.cleaned_data["topics"]
            save_statement(statement=form.fill(statement), topics=topics, version=version, by=request.user)  # type: ignore[arg-type]
    except Outdated:
        form.add_error(None, _outdated())
        return 409
    except Busy:
        form.add_error(None, _busy())
        return 409
    messages.success(request, _("Removed.") if removes else _("Saved."))
    return 200
