"""The organisers' list of registrations: filter, decide on many at once, note who came; and one of them in full."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.exchanges.access import organised_event
from events.exchanges.models import Event
from events.registration.deciding import (
    DECIDABLE,
    can_note_attendance,
    decide,
    note_attendance,
)
from events.registration.delegations import delegation_name
from events.registration.enums import Attendance, RegistrationStatus
from events.registration.faults import NotPossible
from events.registration.forms import RegistrationFilter, RemarkForm, SubstituteForm
from events.registration.models import Registration
from events.registration.occupancy import occupancy_of
from events.registration.substituting import can_pass_on, name_substitute
from events.registration.telling import tell_outcome
from events.registration.views.gate import keeps_words
from portal.people.enums import Role

PER_PAGE = 100
NOTES = {"present": Attendance.PRESENT, "absent": Attendance.ABSENT, "unknown": Attendance.UNKNOWN}


@keeps_words
def registrations(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Everybody who asked to come, by state, delegation and role; what to do with those ticked."""
    event = organised_event(request.user, slug)
    if request.method == "POST":
        return _act(request, event)
    rows = event.registrations.select_related("user", "replaces__user").order_by("asked_at", "pk")
    bodies = _offered(event, "body", delegation_name)
    roles = _offered(event, "role", lambda code: str(dict(Role.choices).get(code, code)))
    filters = RegistrationFilter(request.GET, bodies=bodies, roles=roles)
    filtered = rows.filter(**filters.chosen)
    page = Paginator(filtered, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "page": page,
        "rows": [_row(row) for row in page],
        "chosen": filters.chosen,
        "statuses": _statuses(event),
        "bodies": bodies,
        "roles": roles,
        "occupancy": occupancy_of(event),
        "can_note": can_note_attendance(event),
        "remark": RemarkForm(),
    }
    return render(request, "registration/registrations.html", context)


def _row(row: Registration) -> dict[str, Any]:
    return {
        "row": row,
        "delegation": row.body_name,
        "role": row.get_role_display() if row.role else "",
        "kind": {"confirmed": "success", "awaiting": "warning", "waiting_list": "warning"}.get(
            row.status, ""
        ),
    }


def _statuses(event: Event) -> list[tuple[str, str, int]]:
    """The states with how many are in each."""
    counted = dict(
        event.registrations.order_by()
        .values_list("status")
        .annotate(number=Count("pk"))
        .values_list("status", "number")
    )
    return [(value, str(label), counted.get(value, 0)) for value, label in RegistrationStatus.choices]


def _offered(event: Event, name: str, label: Any) -> list[tuple[str, str]]:
    values = event.registrations.exclude(**{name: ""}).order_by().values_list(name, flat=True).distinct()
    return sorted(((value, label(value)) for value in values), key=lambda pair: pair[1])


def _act(request: HttpRequest, event: Event) -> HttpResponseBase:
    """Decide on those that were ticked, as far as their state is the one that the page had shown."""
    what = request.POST.get("what", "")
    shown = _shown(request)
    remark = RemarkForm(request.POST)
    if not shown:
        messages.warning(request, _("Tick at least one registration."))
    elif not remark.is_valid():
        messages.warning(request, " ".join(map(str, remark.errors["remark"])))
    elif what in DECIDABLE:
        outcome = decide(
            event=event,
            shown=shown,
            what=what,
            by=request.user,  # type: ignore[arg-type]
            remark=remark.cleaned_data["remark"],
        )
        tell_outcome(request, outcome)
    elif what in NOTES:
        _note(request, event, shown, NOTES[what])
    else:
        messages.warning(request, _("Choose what to do."))
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("registration:registrations", event.slug)


def _shown(request: HttpRequest) -> dict[int, str]:
    """The ticked registrations with the state that was shown of each: "12:awaiting"."""
    found = {}
    for value in request.POST.getlist("registration"):
        number, _colon, status = value.partition(":")
        if number.isascii() and number.isdigit() and len(number) < 19:
            found[int(number)] = status
    return found


def _note(request: HttpRequest, event: Event, shown: dict[int, str], value: str) -> None:
    number = note_attendance(event=event, ids=shown, value=value, by=request.user)  # type: ignore[arg-type]
    text = ngettext("Noted for %(n)d person.", "Noted for %(n)d people.", number)
    messages.info(request, text % {"n": number})
    if number < len(shown):
        messages.warning(
            request, _("Attendance is noted of those who have a seat, from the day of the event.")
        )


@keeps_words
def registration(request: HttpRequest, slug: str, registration_id: int) -> HttpResponseBase:
    """One registration: its answers, what happened, a substitute."""
    event = organised_event(request.user, slug)
    row = event.registrations.select_related("user", "replaces__user").filter(pk=registration_id).first()
    if row is None:
        raise Http404
    form = SubstituteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            name_substitute(
                event=event,
                predecessor=row.user,
                email=form.cleaned_data["email"],
                by=request.user,  # type: ignore[arg-type]
            )
        except NotPossible as fault:
            form.add_error("email", fault.message)
        else:
            messages.success(request, _("The substitute has taken over."))
            return redirect("registration:registrations", event.slug)
    context = {
        "event": event,
        **_row(row),
        "answers": list(row.answers.select_related("question")),
        "steps": list(row.steps.select_related("by")),
        "form": form,
        "can_substitute": row.is_live and can_pass_on(event),
        "can": {what: row.status in states for what, states in DECIDABLE.items()},
        "remark": RemarkForm(auto_id="decide-%s"),
        "replaced_by": row.substitutes.filter(~Q(status=RegistrationStatus.REFUSED))
        .select_related("user")
        .first(),
    }
    return render(request, "registration/registration.html", context, status=422 if form.errors else 200)
