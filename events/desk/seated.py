"""Who has a seat, in the order of lists and badges, and what is said of them there."""

from __future__ import annotations

from django.utils.translation import gettext as _

from events.exchanges.models import Event
from events.registration.enums import RegistrationStatus
from events.registration.models import Registration
from portal.folding import fold


def confirmed(event: Event) -> list[Registration]:
    """Who has a seat, by delegation and name. One query."""
    rows = event.registrations.filter(status=RegistrationStatus.CONFIRMED).select_related("user")
    return sorted(rows, key=lambda row: (not row.body, fold(row.body_name), fold(last_first(row))))


def last_first(row: Registration) -> str:
    """A name as lists have it: the family name first."""
    user = row.user
    return ", ".join(part for part in (user.last_name, user.first_name) if part) or str(user)


def role_of(row: Registration) -> str:
    """The role that a person comes in, in words."""
    return row.get_role_display() if row.role else ""


def mark_of(event: Event) -> str:
    """What stands on every file: how it may be passed on, and that the event is made up where it is."""
    mark = f"TLP:{event.tlp}"
    if event.is_example:
        mark += " · " + _("Example")
    return mark
