"""The organisers' list of invitations; inviting by address, or by role and delegation; taking invitations back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.exchanges.access import organised_event
from events.exchanges.models import Event
from events.registration.delegations import delegation_name
from events.registration.enums import STANDING, InvitationStatus
from events.registration.invite_forms import AddressesForm, PeopleForm
from events.registration.inviting import Invitee, invite, revoke
from events.registration.models import Invitation
from events.registration.occupancy import missing_of
from events.registration.registering import place_of
from events.registration.substituting import admits_guest
from events.registration.views.gate import keeps_words
from portal.people.enums import Role
from portal.people.models import User

Shown = tuple[User, str, str]
PER_PAGE = 100
MOST_PEOPLE = 500


@keeps_words
def invitations(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Who is invited and what they answered; what roles are missing; one or more addresses to invite."""
    event = organised_event(request.user, slug)
    do = request.POST.get("do", "")
    form = AddressesForm(request.POST if do == "invite" else None)
    if do == "revoke":
        return _revoke(request, event)
    if do == "invite" and form.is_valid():
        made = invite(event=event, people=form.people(), by=request.user)  # type: ignore[arg-type]
        _tell(request, event, len(made), len(form.people()))
        return redirect("registration:invitations", event.slug)
    rows = event.invitations.select_related("user", "replaces__user").order_by("-pk")
    status = request.GET.get("status", "")
    filtered = rows.filter(status=status) if status in InvitationStatus.values else rows
    page = Paginator(filtered, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "page": page,
        "rows": [_row(row) for row in page],
        "status": status,
        "statuses": _statuses(event),
        "missing": missing_of(event),
        "form": form,
        "guests_shut_out": not admits_guest(event) and _has_guests(event),
    }
    return render(request, "registration/invitations.html", context, status=422 if form.errors else 200)


def _row(row: Invitation) -> dict[str, Any]:
    body, role = place_of(row.user, row) if row.user else (row.body, row.role)
    return {
        "row": row,
        "name": str(row.user) if row.user else (row.name or row.email),
        "note": "" if row.user else row.email,
        "role": str(Role(role).label) if role in Role.values else "",
        "delegation": delegation_name(body),
    }


def _statuses(event: Event) -> list[tuple[str, str, int]]:
    counted = dict(
        event.invitations.order_by()
        .values_list("status")
        .annotate(number=Count("pk"))
        .values_list("status", "number")
    )
    return [(value, str(label), counted.get(value, 0)) for value, label in InvitationStatus.choices]


def _has_guests(event: Event) -> bool:
    return event.invitations.filter(user__role=Role.LIAISON_PROSECUTOR).exists()


def _tell(request: HttpRequest, event: Event, made: int, asked: int) -> None:
    if made:
        text = ngettext("%(n)d person was invited.", "%(n)d people were invited.", made)
        messages.success(request, text % {"n": made})
        if event.is_draft:
            messages.info(request, _("The event is a draft: the invitations are sent when it is announced."))
    if made < asked:
        text = ngettext(
            "%(n)d person was invited already.", "%(n)d people were invited already.", asked - made
        )
        messages.info(request, text % {"n": asked - made})


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]


def _revoke(request: HttpRequest, event: Event) -> HttpResponseBase:
    ids = _numbers(request.POST.getlist("invitation"))
    revoked, kept = revoke(event=event, ids=ids, by=request.user)  # type: ignore[arg-type]
    if not ids:
        messages.warning(request, _("Tick at least one invitation."))
    if revoked:
        text = ngettext(
            "%(n)d invitation was taken back.", "%(n)d invitations were taken back.", len(revoked)
        )
        messages.info(request, text % {"n": len(revoked)})
    if kept:
        text = ngettext(
            "%(n)d invitation was kept, because the person is registered: refuse the registration first.",
            "%(n)d invitations were kept, because the people are registered: refuse the registrations first.",
            len(kept),
        )
        messages.warning(request, text % {"n": len(kept)})
    return redirect("registration:invitations", event.slug)


# --- by role and delegation -----------------------------------------------------------------------------


@keeps_words
def people(request: HttpRequest, slug: str) -> HttpResponseBase:
    """People with an account, by role, delegation and name: choose, look, untick, invite."""
    event = organised_event(request.user, slug)
    if request.method == "POST":
        ids = _numbers(request.POST.getlist("person"))[:MOST_PEOPLE]
        found = User.objects.filter(pk__in=ids, is_active=True).order_by("pk")
        invitees = [Invitee(user_id=user.pk) for user in found]
        made = invite(event=event, people=invitees, by=request.user)  # type: ignore[arg-type]
        if not ids:
            messages.warning(request, _("Tick at least one person."))
        _tell(request, event, len(made), len(invitees))
        return redirect("registration:invitations", event.slug)
    form = PeopleForm(request.GET)
    shown, total, already, nobody = _found(event, form)
    context = {
        "event": event,
        "form": form,
        "asked": form.is_asked,
        "shown": shown,
        "total": total,
        "already": already,
        "most": MOST_PEOPLE,
        "nobody": nobody,
        "guests_shut_out": not admits_guest(event) and any(user.is_guest for user, _role, _body in shown),
    }
    return render(request, "registration/people.html", context)


def _found(event: Event, form: PeopleForm) -> tuple[list[Shown], int, int, list[tuple[str, list[str]]]]:
    """People who match, with role and delegation in words; how many are not invited, how many are; and of which roles
    some delegations have nobody."""
    if not form.is_asked:
        return [], 0, 0, []
    invited = Invitation.objects.filter(event=event, status__in=STANDING, user__isnull=False).values("user")
    matching = User.objects.filter(form.matching(), is_active=True)
    waiting = matching.exclude(pk__in=invited)
    total = waiting.count()
    users = waiting.order_by("last_name", "first_name", "pk")[:MOST_PEOPLE]
    shown = [
        (user, user.get_role_display() if user.role else "", delegation_name(place_of(user, None)[0]))
        for user in users
    ]
    nobody = form.combinations_without(matching.only("role", "state"))
    return shown, total, matching.filter(pk__in=invited).count(), nobody
