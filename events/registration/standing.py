"""How one person stands at one event: invitation, registration, and what they can do now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.exchanges.enums import Status
from events.exchanges.models import Event
from events.registration.delegations import delegation_name
from events.registration.enums import InvitationStatus, RegistrationStatus
from events.registration.models import Invitation, Question, Registration, RegistrationStep
from events.registration.registering import place_of
from events.registration.rules import may_register, standing_invitation
from events.registration.substituting import can_pass_on
from portal.people.enums import Role

Words = tuple[str, "str | Promise", "str | Promise"]

_STATES: dict[str, Words] = {
    RegistrationStatus.CONFIRMED: (
        "success",
        _("Confirmed: you have a seat"),
        _("Your seat is certain. If you cannot come, withdraw in time: somebody may be waiting for it."),
    ),
    RegistrationStatus.AWAITING: (
        "warning",
        _("Not confirmed: you have no seat yet"),
        _("Your request waits for approval. No seat is kept for you until then. You are told by e-mail."),
    ),
    RegistrationStatus.WAITING_LIST: (
        "warning",
        _("Waiting list: you have no seat"),
        _(
            "All seats open to you are taken. When one becomes free it goes to the first on the list whom it fits, "
            "without anything to do for you. You are told by e-mail."
        ),
    ),
    RegistrationStatus.REFUSED: (
        "error",
        _("Refused: you have no seat"),
        _("Your registration was refused. Ask the organisers if you think this should change."),
    ),
    RegistrationStatus.WITHDRAWN: ("info", _("Withdrawn: you have no seat"), ""),
    RegistrationStatus.REPLACED: ("info", _("Replaced: your substitute has your place"), ""),
}
"""By state: kind of the notification, its title, its text."""


@dataclass
class Standing:
    """One person at one event. What is not needed is not asked of the database."""

    user: Any
    event: Event
    invitation: Invitation | None
    registration: Registration | None

    @property
    def is_live(self) -> bool:
        """Whether the person has a seat or waits for one."""
        return self.registration is not None and self.registration.is_live

    @property
    def words(self) -> Words | None:
        """The state of the registration, unmistakably; ``None`` without one."""
        return _STATES[self.registration.status] if self.registration is not None else None

    @cached_property
    def is_possible(self) -> bool:
        """Whether the event is one that the person could register for."""
        return may_register(self.user, self.event, self.invitation)

    @property
    def can_register(self) -> bool:
        """Whether the person can register now."""
        refused = self.registration is not None and self.registration.status == RegistrationStatus.REFUSED
        return not self.is_live and not refused and self.event.registration_is_open and self.is_possible

    @property
    def opens_later(self) -> bool:
        """Whether registration is still to open."""
        may_open = self.event.status in (Status.ANNOUNCED, Status.OPEN) and not self.event.has_begun
        return may_open and not self.event.registration_is_open

    @property
    def can_decline(self) -> bool:
        """Whether there is an invitation to say no to."""
        return (
            self.invitation is not None
            and self.invitation.status == InvitationStatus.OPEN
            and not self.is_live
            and can_pass_on(self.event)
        )

    @property
    def can_withdraw(self) -> bool:
        """Whether there is something to withdraw: until the event has begun."""
        return self.is_live and can_pass_on(self.event)

    @property
    def can_substitute(self) -> bool:
        """Whether somebody else can come instead."""
        return (self.invitation is not None or self.is_live) and can_pass_on(self.event)

    @cached_property
    def before_me(self) -> int | None:
        """On the waiting list: how many asked earlier and wait as well."""
        row = self.registration
        if row is None or row.status != RegistrationStatus.WAITING_LIST:
            return None
        waiting = self.event.registrations.filter(status=RegistrationStatus.WAITING_LIST)
        return waiting.filter(asked_at__lt=row.asked_at).count()

    @cached_property
    def questions(self) -> list[Question]:
        """What the organiser asks."""
        return list(self.event.questions.filter(is_retired=False))

    @cached_property
    def steps(self) -> list[RegistrationStep]:
        """What happened so far. Not who decided, which is for the organisers."""
        return list(self.registration.steps.order_by("pk")) if self.registration is not None else []

    @property
    def comes_as(self) -> str:
        """The role and the delegation that a seat is counted by, in words."""
        if self.registration is not None and self.is_live:
            body, role = self.registration.body, self.registration.role
        else:
            body, role = place_of(self.user, self.invitation)
        names = [str(Role(role).label) if role in Role.values else "", delegation_name(body)]
        return ", ".join(name for name in names if name)


def standing_of(user: Any, event: Event) -> Standing:
    """How a signed-in user stands at an event. Two queries."""
    row = Registration.objects.filter(event=event, user=user.pk).first()
    if row is not None:
        row.event = event
    return Standing(user, event, standing_invitation(user, event), row)
