"""Who comes, for those who meet; and who waits for the approval of a national contact."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.exchanges.access import may_organise, visible_event
from events.registration.deciding import APPROVE, REFUSE, decide
from events.registration.delegations import delegation_name
from events.registration.enums import RegistrationStatus
from events.registration.forms import RemarkForm
from events.registration.rules import may_see_participants, waiting_for
from events.registration.telling import tell_outcome
from events.registration.views.gate import keeps_words
from portal.folding import fold
from portal.people.enums import Role


@never_cache
@require_safe
def participants(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Who has a seat, by delegation: for confirmed participants, speakers and organisers."""
    event = visible_event(request.user, slug)
    if not may_see_participants(request.user, event):
        raise Http404
    rows = event.registrations.filter(status=RegistrationStatus.CONFIRMED).select_related("user")
    by_body: dict[str, list[Any]] = {}
    for row in rows:
        by_body.setdefault(row.body, []).append(row)
    delegations = [
        (delegation_name(body), sorted(found, key=lambda row: fold(str(row.user))))
        for body, found in by_body.items()
    ]
    delegations.sort(key=lambda pair: (not pair[0], fold(pair[0])))
    context = {
        "event": event,
        "delegations": delegations,
        "number": sum(len(found) for _name, found in delegations),
        "organises": may_organise(request.user, event),
    }
    return render(request, "registration/participants.html", context)


@keeps_words
@login_required
def approvals(request: HttpRequest) -> HttpResponseBase:
    """The registrations that wait for the viewer as national contact, at all events; deciding on them."""
    rows = waiting_for(request.user)
    if request.method != "POST":
        return _show_approvals(request, rows)
    what = request.POST.get("what", "")
    number = request.POST.get("registration", "")
    row = rows.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None
    remark = RemarkForm(request.POST)
    if row is None or what not in (APPROVE, REFUSE):
        messages.warning(request, _("The state changed in the meantime. Nothing was changed."))
    elif not remark.is_valid():
        return _show_approvals(request, rows, refused=(row.pk, remark))
    else:
        outcome = decide(
            event=row.event,
            shown={row.pk: RegistrationStatus.AWAITING},
            what=what,
            by=request.user,  # type: ignore[arg-type]
            remark=remark.cleaned_data["remark"],
        )
        tell_outcome(request, outcome)
    return redirect("registration:approvals")


def _show_approvals(
    request: HttpRequest, rows: Any, refused: tuple[int, RemarkForm] | None = None
) -> HttpResponseBase:
    """The page; ``refused`` is the registration and the remark that could not be taken, shown again at its field."""
    shown = []
    for row in rows[:200]:
        one = {
            "row": row,
            "role": Role(row.role).label if row.role in Role.values else "",
            "delegation": row.body_name,
        }
        if refused is not None and refused[0] == row.pk:
            one |= {
                "remark": refused[1]["remark"].value(),
                "error": " ".join(map(str, refused[1].errors["remark"])),
            }
        shown.append(one)
    return render(request, "registration/approvals.html", {"shown": shown}, status=422 if refused else 200)
