"""What was said earlier about one party to one instrument. Public, but for who changed it: that is for members."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liaison.treaties.facts import facts_of, status_of
from liaison.treaties.history import steps_of
from liaison.treaties.permissions import can_edit_treaties
from liaison.treaties.queries import history_of
from portal.reference.cldr import territory_name
from portal.reference.models import Instrument
from portal.visibility import viewer_for

PER_PAGE = 50


@require_safe
def history_page(request: HttpRequest, code: str, party: str) -> HttpResponse:
    """``/treaties/history/cets182/tr/``. Raises 404 where nothing is, or ever was, on file."""
    instrument = Instrument.objects.filter(code=code.upper()).first()
    if instrument is None:
        raise Http404
    party = party.upper()
    row = status_of(instrument, party)
    changes = history_of(instrument.pk, party)
    page = Paginator(changes, PER_PAGE).get_page(request.GET.get("page"))
    if row is None and not page.object_list:
        raise Http404
    context = {
        "instrument": instrument,
        "party": party,
        "party_name": territory_name(party),
        "fact": facts_of([row])[0] if row else None,
        "page": page,
        "steps": steps_of(page),
        "shows_names": viewer_for(request.user).is_member,
        "may_edit": can_edit_treaties(request.user),
    }
    return render(request, "treaties/history.html", context)
