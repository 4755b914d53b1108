"""All events a viewer may see, as a list and by month, and the choice of one's time zone."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from events.exchanges.access import may_create
from events.exchanges.filters import EventFilter, filtered
from events.exchanges.models import ExchangeQuerySet
from events.exchanges.month import first_of, month_of
from events.exchanges.rows import rows_of
from events.exchanges.times import ZONE_COOKIE, known_zones, reader_zone, zone_choices, zone_label

PER_PAGE = 20
ONE_YEAR = 365 * 24 * 3600


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The events: coming ones from the next on, past ones from the last on; with ``view=month``, a month."""
    by_month = request.GET.get("view") == "month"
    form = EventFilter(request.GET or None, user=request.user, by_month=by_month)
    chosen = form.chosen
    zone = reader_zone(request)
    events = filtered(request.user, chosen)
    context: dict[str, Any] = {
        "form": form,
        "chosen": {name: value for name, value in chosen.items() if name != "time"},
        "by_month": by_month,
        "may_create": may_create(request.user),
        "zone": zone,
        "zone_label": zone_label(zone),
        "zones": zone_choices(),
    }
    if by_month:
        today = datetime.datetime.now(zoneinfo.ZoneInfo(zone)).date()
        month = month_of(events, first_of(request.GET.get("month", ""), today), zone)
        return render(request, "exchanges/month.html", context | {"month": month, "total": month.total})
    page = Paginator(_in_time(events, chosen.get("time", "")), PER_PAGE).get_page(request.GET.get("page"))
    context |= {
        "page": page,
        "rows": rows_of(request.user, page, zone),
        "total": page.paginator.count,
        "time": chosen.get("time", ""),
    }
    return render(request, "exchanges/index.html", context)


def _in_time(events: ExchangeQuerySet, time: str) -> ExchangeQuerySet:
    if time == "past":
        return events.past().order_by("-starts", "-pk")
    if time == "all":
        return events.order_by("-starts", "-pk")
    return events.upcoming().order_by("starts", "pk")


@require_POST
def choose_zone(request: HttpRequest) -> HttpResponse:
    """Keep the zone whose time the reader wants to see, in a cookie, and go back."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/events/"
    response = redirect(back)
    zone = request.POST.get("zone", "")
    if zone in known_zones():
        response.set_cookie(
            ZONE_COOKIE,
            zone,
            max_age=ONE_YEAR,
            samesite="Lax",
            httponly=True,
            secure=getattr(settings, "SESSION_COOKIE_SECURE", False),
        )
    return response
