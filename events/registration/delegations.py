"""Which delegation a person comes with, which is what seats are counted by.

Unlike in assessment rounds, where a contact point of the EJN speaks for the EJN, it sits at a meeting with the
Member State it comes from: the State of the profile comes first, the body of the role second.
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liaison.assessments.bodies import BODY_OF_ROLE, MEMBER_STATES, UNION_BODIES, body_name
from portal.people.enums import Role
from portal.reference.cldr import territory_name

EEAS, COUNCIL = "EEAS", "COUNCIL"
BODIES: dict[str, str | Promise] = {
    **UNION_BODIES,
    EEAS: _("European External Action Service (EEAS)"),
    COUNCIL: _("Council"),
}
"""Delegations that are no Member State, by code. Third countries come under their ISO code."""
OF_ROLE = {**BODY_OF_ROLE, Role.EEAS: EEAS, Role.COUNCIL_SECRETARIAT: COUNCIL}
DELEGATIONS = (*MEMBER_STATES, *BODIES)


def delegation_of(user: Any) -> str:
    """The code of the delegation a user belongs to; empty where the profile tells of none."""
    if user.is_guest:
        return str(user.state)
    return str(user.state or OF_ROLE.get(user.role, ""))


def delegation_name(code: str) -> str:
    """The name of a delegation in the reader's language; empty for none."""
    if not code:
        return ""
    if code in UNION_BODIES:
        return body_name(code)
    return str(BODIES[code]) if code in BODIES else territory_name(code)


def delegation_choices() -> list[tuple[str, str]]:
    """Member States by name, then the bodies, for forms."""
    states = sorted(((code, delegation_name(code)) for code in MEMBER_STATES), key=lambda pair: pair[1])
    return [*states, *((code, str(name)) for code, name in BODIES.items())]
