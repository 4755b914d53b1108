"""Why something about an invitation or a registration cannot be done, in words for whoever asked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "closed": _("Registration is not open now. Nothing was changed."),
    "over": _("The event has begun or is over, or was cancelled. Nothing was changed."),
    "refused": _("Your registration was refused. Ask the organisers if you think this should change."),
    "not_allowed": _("You can register for this event only when you are invited to it."),
    "moved": _("The state changed in the meantime. Nothing was changed: look at what it says now."),
    "not_registered": _("There is no registration that could be withdrawn."),
    "not_invited": _("There is no invitation or registration that could be passed on."),
    "no_account": _(
        "Nobody with access to the portal has confirmed this address. Ask the organisers to invite the person."
    ),
    "yourself": _("Name somebody else than the person to be replaced."),
    "other_delegation": _(
        "A substitute comes from the same delegation. The organisers can make an exception."
    ),
    "not_this_person": _(
        "This person cannot take the place. A substitute has access to the portal under this address, comes from the "
        "same delegation, and has no registration of their own. The organisers can help."
    ),
    "already_in": _("This person is registered already."),
    "was_refused": _("This person's own registration was refused. The organisers can approve it."),
    "already_named": _("A substitute was named already, and waits for approval."),
    "no_seat_for": _("There is no seat left for somebody of this role or delegation. Nothing was changed."),
    "guest": _(
        "This person is an official of a third country, and the event is not open to them. The organisers can "
        "change that on the page of the event."
    ),
}
ABOUT_SOMEBODY = frozenset({"no_account", "other_delegation", "guest", "already_in", "was_refused"})
"""Faults that say something of the account or the registration of a person who was named, for organisers only."""


class NotPossible(Exception):
    """What was asked cannot be done. Nothing was changed. ``code`` is one of ``MESSAGES``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> str:
        """Why, in the reader's language."""
        return str(MESSAGES[self.code])
