"""How full an event is: every limit with what is taken, and whoever is missing among the invited."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.exchanges.enums import Format
from events.exchanges.models import Event
from events.registration.delegations import delegation_name
from events.registration.enums import STANDING, RegistrationStatus
from events.registration.models import Invitation, Registration
from events.registration.registering import place_of
from events.registration.seating import limits_of
from events.registration.seats import EACH_STATE, Limit, Place, Seats
from liaison.assessments.bodies import MEMBER_STATES
from portal.people.enums import Role

EXPECTED = (
    Role.CENTRAL_AUTHORITY,
    Role.PROSECUTOR,
    Role.INVESTIGATIVE_JUDGE,
    Role.LAW_ENFORCEMENT,
)
"""Not only prosecutors are invited, but investigative judges, law enforcement and central authorities (¶4)."""


@dataclass(frozen=True, slots=True)
class Occupancy:
    """One limit in words, with how many of its seats are taken."""

    name: str
    seats: int
    taken: int | None
    """``None`` where each Member State is counted apart, in rows of their own."""

    @property
    def left(self) -> int:
        """Seats that are free; never below none."""
        return max(self.seats - (self.taken or 0), 0)

    @property
    def over(self) -> int:
        """How many more have a seat than there are now: the seats were cut back."""
        return max((self.taken or 0) - self.seats, 0)


def limit_name(limit: Limit, body: str = "") -> str:
    """What a limit is about, in words."""
    if limit.body == EACH_STATE and not body:
        who = _("Each Member State")
    else:
        who = delegation_name(body or limit.body)
    role = str(Role(limit.role).label) if limit.role in Role.values else ""
    return " · ".join(part for part in (who, role) if part) or _("Everybody")


def occupancy_of(event: Event) -> list[Occupancy]:
    """The limits of an event as they stand; a limit for each State with those of which somebody comes."""
    rows = Registration.objects.filter(event=event, status=RegistrationStatus.CONFIRMED).order_by()
    places = [Place(*row) for row in rows.values_list("body", "role")]
    limits = limits_of(event)
    seats = Seats(limits, places)
    found = []
    for limit in limits:
        if limit.body != EACH_STATE:
            found.append(Occupancy(limit_name(limit), limit.seats, seats.taken(limit)))
            continue
        found.append(Occupancy(limit_name(limit), limit.seats, None))
        bodies = sorted(
            {place.body for place in places if seats.taken(limit, place.body)}, key=delegation_name
        )
        found += [
            Occupancy(limit_name(limit, body), limit.seats, seats.taken(limit, body)) for body in bodies
        ]
    return found


def missing_roles(event: Event) -> list[tuple[str, list[str]]]:
    """Roles of which a Member State that is invited has nobody: (role, names of the States), central authority first.

    An informal call need not be complete.
    """
    if event.format == Format.CALL:
        return []
    present: dict[str, set[str]] = defaultdict(set)
    invitations = Invitation.objects.filter(event=event, status__in=STANDING).select_related("user")
    for invitation in invitations:
        if invitation.user is not None:
            body, role = place_of(invitation.user, invitation)
        else:
            body, role = invitation.body, invitation.role
        present[body].add(role)
    confirmed = Registration.objects.filter(event=event, status=RegistrationStatus.CONFIRMED).order_by()
    for body, role in confirmed.values_list("body", "role"):
        present[body].add(role)
    states = sorted((body for body in present if body in MEMBER_STATES), key=delegation_name)
    found = []
    for expected in EXPECTED:
        without = [delegation_name(body) for body in states if expected not in present[body]]
        if without:
            found.append((str(expected.label), without))
    return found
