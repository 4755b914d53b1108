"""To whom a report can be transmitted (11333/24, ¶3: to the Council and the Commission), and who is behind each.

A person is reached by at most one addressee: by role, else as somebody of a Member State. Officials of third countries
by none.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.assessments.bodies import COMMISSION, EJN, EPPO, EUROPOL, MEMBER_STATES, UNION_BODIES, body_of
from portal.people.enums import Role
from portal.people.models import User

COUNCIL = "COUNCIL"
EEAS = "EEAS"
STATES = "MEMBER_STATES"

ADDRESSEES: dict[str, Any] = {
    COUNCIL: _("Council (General Secretariat)"),
    COMMISSION: UNION_BODIES[COMMISSION],
    EEAS: _("European External Action Service (EEAS)"),
    STATES: _("Member States"),
    EJN: UNION_BODIES[EJN],
    EUROPOL: UNION_BODIES[EUROPOL],
    EPPO: UNION_BODIES[EPPO],
}
"""Every addressee whose people have accounts, in the order in which they are offered."""

USUAL = (COUNCIL, COMMISSION)
"""To whom the Conclusions have the report transmitted."""

ADDRESSEE_OF_ROLE: dict[str, str] = {Role.COUNCIL_SECRETARIAT: COUNCIL, Role.EEAS: EEAS}


def addressee_of(user: Any) -> str | None:
    """The addressee a user belongs to, if any."""
    if user is None or not user.is_authenticated or not user.is_active or user.is_guest:
        return None
    if user.role in ADDRESSEE_OF_ROLE:
        return ADDRESSEE_OF_ROLE[user.role]
    body = body_of(user)
    if body in MEMBER_STATES:
        return STATES
    return body if body in ADDRESSEES else None


def addressee_name(code: str) -> str:
    """The name of an addressee in the reader's language; a line of text for one outside the portal, as it is."""
    return str(ADDRESSEES.get(code, code))


def people_addressed(codes: Any) -> list[User]:
    """Active people with an e-mail address who belong to these addressees. The accounts are gone through once."""
    wanted = set(codes)
    return [
        user for user in User.objects.filter(is_active=True).exclude(email="") if addressee_of(user) in wanted
    ]


def counted_addressees() -> dict[str, int]:
    """How many people would be written to, by addressee."""
    counts = dict.fromkeys(ADDRESSEES, 0)
    for user in people_addressed(ADDRESSEES):
        counts[str(addressee_of(user))] += 1
    return counts
