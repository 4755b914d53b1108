"""Who sits on the side of the Union: Member States, institutions, agencies (11333/24, ¶5 and ¶8b)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.assessments.bodies import MEMBER_STATES, UNION_BODIES, body_name
from liaison.assessments.bodies import body_of as assessed_body_of
from portal.forms import by_name
from portal.people.enums import Role
from portal.reference.cldr import territory_name

EEAS = "EEAS"
COUNCIL = "COUNCIL"

OTHER_BODIES = {
    EEAS: _("European External Action Service (EEAS)"),
    COUNCIL: _("Council of the European Union"),
}
UNION = (*list(UNION_BODIES)[:1], *OTHER_BODIES, *list(UNION_BODIES)[1:])
"""Bodies of the Union, the Commission first."""

EU_BODIES = frozenset({*MEMBER_STATES, *UNION})

BODY_OF_ROLE = {Role.EEAS: EEAS, Role.COUNCIL_SECRETARIAT: COUNCIL}


def name_of_body(code: str) -> str:
    """The name of a body, or of the third country, in the reader's language."""
    if code in OTHER_BODIES:
        return str(OTHER_BODIES[code])
    return body_name(code) if code in EU_BODIES else territory_name(code)


def body_of(user: Any) -> str | None:
    """The code of the body a user speaks for, ``None`` where there is none."""
    if user is None or not user.is_authenticated or not user.is_active or user.is_guest:
        return None
    return BODY_OF_ROLE.get(user.role) or assessed_body_of(user)


def body_choices() -> list[tuple[str, str]]:
    """Bodies of the Union, then Member States by name in the reader's language."""
    states = by_name((code, body_name(code)) for code in MEMBER_STATES)
    return [*((code, name_of_body(code)) for code in UNION), *states]
