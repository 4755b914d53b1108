"""What stands of registration on the page of an event and on its organisers' page; and in "my work"."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.exchanges.models import Event
from events.exchanges.panels import (
    OrganiserEntry,
    OrganiserLink,
    Panel,
    register_organiser_link,
    register_panel,
)
from events.registration.enums import STANDING, InvitationStatus, RegistrationStatus
from events.registration.models import Invitation
from events.registration.rules import may_see_participants, waiting_for
from events.registration.standing import standing_of
from portal.pages.my_sections import MySection, register_my_section


def own_place(user: Any, event: Event) -> dict[str, Any] | None:
    """The box on the event's page: nothing where registration is no matter (a draft, an event that is over)."""
    if event.is_draft or event.is_cancelled:
        return None
    if not getattr(user, "is_authenticated", False):
        return {"anonymous": True} if event.registration_is_open else None
    standing = standing_of(user, event)
    sees = may_see_participants(user, event)
    if event.is_over and standing.registration is None and not sees:
        return None
    return {"standing": standing, "sees_participants": sees}


def invitations_entry(user: Any, event: Event) -> OrganiserEntry:
    """How many are invited, and how many have not answered."""
    counted = Invitation.objects.filter(event=event, status__in=STANDING).aggregate(
        number=Count("pk"), open=Count("pk", filter=Q(status=InvitationStatus.OPEN))
    )
    note = ngettext("%(n)d invited", "%(n)d invited", counted["number"]) % {"n": counted["number"]}
    if counted["open"]:
        note += " · " + ngettext("%(n)d not answered", "%(n)d not answered", counted["open"]) % {
            "n": counted["open"]
        }
    return OrganiserEntry(reverse("registration:invitations", args=[event.slug]), note)


def registrations_entry(user: Any, event: Event) -> OrganiserEntry:
    """How many have a seat, and how many wait for a decision."""
    counted = event.registrations.aggregate(
        seated=Count("pk", filter=Q(status=RegistrationStatus.CONFIRMED)),
        awaiting=Count("pk", filter=Q(status=RegistrationStatus.AWAITING)),
        waiting=Count("pk", filter=Q(status=RegistrationStatus.WAITING_LIST)),
    )
    notes = [ngettext("%(n)d confirmed", "%(n)d confirmed", counted["seated"]) % {"n": counted["seated"]}]
    if counted["awaiting"]:
        number = counted["awaiting"]
        notes.append(ngettext("%(n)d waits for approval", "%(n)d wait for approval", number) % {"n": number})
    if counted["waiting"]:
        notes.append(_("%(n)d on the waiting list") % {"n": counted["waiting"]})
    address = reverse("registration:registrations", args=[event.slug])
    return OrganiserEntry(address, " · ".join(notes), waits=bool(counted["awaiting"]))


def seats_entry(user: Any, event: Event) -> OrganiserEntry:
    """How many seats there are."""
    if event.seats is None:
        note = _("no limit")
    else:
        note = ngettext("%(n)d seat", "%(n)d seats", event.seats) % {"n": event.seats}
    return OrganiserEntry(reverse("registration:seats", args=[event.slug]), note)


def questions_entry(user: Any, event: Event) -> OrganiserEntry:
    """How many questions are asked."""
    number = event.questions.filter(is_retired=False).count()
    note = ngettext("%(n)d question", "%(n)d questions", number) % {"n": number}
    return OrganiserEntry(reverse("registration:questions", args=[event.slug]), note)


def my_approvals(user: Any) -> dict[str, Any] | None:
    """How many registrations wait for the user as national contact; nothing where none does."""
    number = waiting_for(user).count()
    return {"number": number} if number else None


def connect() -> None:
    """Put them there. Called when the app is ready."""
    register_panel(
        Panel(
            anchor="registration",
            title=gettext_lazy("Registration"),
            template="registration/panel_registration.html",
            order=5,
            context=own_place,
            aside=True,
        )
    )
    title = gettext_lazy("Registrations to approve")
    register_my_section(MySection("my-approvals", title, "registration/my.html", 15, my_approvals))
    links = (
        ("invitations", gettext_lazy("Invitations"), 10, invitations_entry),
        ("registrations", gettext_lazy("Registrations"), 20, registrations_entry),
        ("seats", gettext_lazy("Seats"), 30, seats_entry),
        ("questions", gettext_lazy("Questions to those who register"), 40, questions_entry),
    )
    for name, title, order, entry in links:
        register_organiser_link(OrganiserLink(name, title, order, entry))
