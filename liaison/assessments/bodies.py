"""Who is asked: each Member State, the Commission, Eurojust, the EJN, Europol and the EPPO (11333/24, ¶3).

A person speaks for one body at most. Officials of third countries, and members who are of none of these, for none.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.people.enums import GUEST_ROLES, Role
from portal.people.models import User
from portal.reference.cldr import territory_name

COMMISSION = "COMMISSION"
EUROJUST = "EUROJUST"
EJN = "EJN"
EUROPOL = "EUROPOL"
EPPO = "EPPO"

MEMBER_STATES = tuple(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()
)
"""ISO 3166-1 codes of the Member States; a test compares them with the reference data."""

UNION_BODIES = {
    COMMISSION: _("European Commission"),
    EUROJUST: _("Eurojust"),
    EJN: _("European Judicial Network (EJN)"),
    EUROPOL: _("Europol"),
    EPPO: _("European Public Prosecutor's Office (EPPO)"),
}

BODY_CODES = frozenset({*MEMBER_STATES, *UNION_BODIES})

CONSULTEES = (EJN, EUROPOL, EPPO)
"""Whom Eurojust consults on its assessment (¶3)."""

BODY_OF_ROLE: dict[str, str] = {
    Role.COMMISSION: COMMISSION,
    Role.EUROJUST_DESK: EUROJUST,
    Role.EUROJUST_LIAISON_MAGISTRATE: EUROJUST,
    Role.EJN_CONTACT_POINT: EJN,
    Role.EUROPOL: EUROPOL,
    Role.EPPO: EPPO,
}

WITHOUT_BODY = frozenset({Role.EEAS, Role.COUNCIL_SECRETARIAT, Role.LIAISON_PROSECUTOR})
"""Roles that are asked nothing, whatever State their profile names."""


def body_of(user: Any) -> str | None:
    """The code of the body a user speaks for: by role first, else the Member State they act for."""
    if user is None or not user.is_authenticated or not user.is_active:
        return None
    if user.is_guest or user.role in WITHOUT_BODY:
        return None
    if user.role in BODY_OF_ROLE:
        return BODY_OF_ROLE[user.role]
    return user.state if user.state in MEMBER_STATES else None


def body_name(code: str) -> str:
    """The name of a body in the reader's language."""
    return str(UNION_BODIES[code]) if code in UNION_BODIES else territory_name(code)


def sorted_bodies(codes: Any = BODY_CODES) -> list[str]:
    """Member States by name in the reader's language, then the bodies of the Union."""
    states = sorted((code for code in codes if code in MEMBER_STATES), key=body_name)
    return states + [code for code in UNION_BODIES if code in codes]


def people_of(body: str) -> QuerySet[User]:
    """Active people who speak for a body: the queryset form of ``body_of``."""
    active = User.objects.filter(is_active=True)
    roles = [role for role, code in BODY_OF_ROLE.items() if code == body]
    if roles:
        return active.filter(role__in=roles)
    if body not in MEMBER_STATES:
        return active.none()
    return active.filter(state=body).exclude(role__in=[*BODY_OF_ROLE, *WITHOUT_BODY, *GUEST_ROLES])
