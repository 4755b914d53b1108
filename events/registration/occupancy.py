"""How full an event is: every limit with what is taken, and whoever is missing among the invited."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

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


@dataclass(frozen=True, slots=True)
class Missing:
    """A role that nobody of some invited Member States holds."""

    role: str
    """Code, for an address; ``label`` is for the reader."""
    label: str
    without: tuple[str, ...]
    """Codes of the States, by name."""
    present: tuple[str, ...]
    """Codes of the invited States that have somebody, by name."""

    @property
    def number(self) -> int:
        """How many States have nobody."""
        return len(self.without)

    @property
    def total(self) -> int:
        """How many Member States are invited at all."""
        return len(self.without) + len(self.present)

    @property
    def names(self) -> list[str]:
        """The States without, by name."""
        return [delegation_name(code) for code in self.without]

    @property
    def names_present(self) -> list[str]:
        """The States with somebody, by name."""
        return [delegation_name(code) for code in self.present]

    @property
    def query(self) -> str:
        """Asks the page that invites by role and Member State for exactly these."""
        return urlencode([("roles", self.role), *(("bodies", code) for code in self.without)])


def missing_of(event: Event) -> list[Missing]:
    """Roles of which a Member State that is invited has nobody, central authority first.

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
        there = tuple(body for body in states if expected in present[body])
        without = tuple(body for body in states if body not in there)
        if without:
            found.append(Missing(str(expected), str(expected.label), without, there))
    return found


def missing_roles(event: Event) -> list[tuple[str, list[str]]]:
    """``missing_of`` in words: (role, names of the States)."""
    return [(one.label, one.names) for one in missing_of(event)]
