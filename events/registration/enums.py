"""States of invitations and registrations, in words that cannot be mistaken, and what leads from one to another."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class InvitationStatus(models.TextChoices):
    """Where an invitation stands."""

    OPEN = "open", _("Not answered yet")
    ACCEPTED = "accepted", _("Answered by registering")
    DECLINED = "declined", _("Declined")
    REVOKED = "revoked", _("Taken back")
    SUBSTITUTED = "substituted", _("Passed to a substitute")


STANDING = (InvitationStatus.OPEN, InvitationStatus.ACCEPTED, InvitationStatus.DECLINED)
"""Invitations that let somebody see the event. Whoever declined may change their mind."""


class RegistrationStatus(models.TextChoices):
    """Whether somebody has a seat. Each says so itself; only one of them says yes."""

    AWAITING = "awaiting", _("Not confirmed: waiting for approval")
    WAITING_LIST = "waiting_list", _("No seat: on the waiting list")
    CONFIRMED = "confirmed", _("Confirmed: has a seat")
    REFUSED = "refused", _("Refused: no seat")
    WITHDRAWN = "withdrawn", _("Withdrawn: no seat")
    REPLACED = "replaced", _("Replaced by a substitute: no seat")


LIVE = (RegistrationStatus.AWAITING, RegistrationStatus.WAITING_LIST, RegistrationStatus.CONFIRMED)
"""Registrations that want something; the others are over."""

NEXT: dict[str, frozenset[str]] = {
    RegistrationStatus.AWAITING: frozenset(
        {"confirmed", "waiting_list", "refused", "withdrawn", "replaced"},
    ),
    RegistrationStatus.WAITING_LIST: frozenset({"confirmed", "refused", "withdrawn", "replaced", "awaiting"}),
    RegistrationStatus.CONFIRMED: frozenset({"refused", "withdrawn", "replaced"}),
    RegistrationStatus.REFUSED: frozenset({"confirmed", "waiting_list"}),
    RegistrationStatus.WITHDRAWN: frozenset({"awaiting", "waiting_list", "confirmed"}),
    RegistrationStatus.REPLACED: frozenset({"awaiting", "waiting_list", "confirmed"}),
}
"""What can follow what. A refusal is taken back by whoever decides, not by asking again."""


class Attendance(models.TextChoices):
    """Whether somebody came."""

    UNKNOWN = "", _("Not noted")
    PRESENT = "present", _("Came")
    ABSENT = "absent", _("Did not come")


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    LINE = "line", _("One line")
    TEXT = "text", _("Several lines")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of several choices")
    CHOICES = "choices", _("Any of several choices")


class NoticeKind(models.TextChoices):
    """What a mail tells."""

    INVITED = "invited", _("You are invited")
    AWAITING = "awaiting", _("Somebody waits for your approval")
    CONFIRMED = "confirmed", _("You have a seat")
    WAITING_LIST = "waiting_list", _("You are on the waiting list")
    REFUSED = "refused", _("You have no seat")
    REPLACED = "replaced", _("A substitute takes your place")
    WITHDRAWN = "withdrawn", _("The organisers have withdrawn your registration")
    REVOKED = "revoked", _("Your invitation was taken back")
    MOVED = "moved", _("The time or the place changed")
    CANCELLED = "cancelled", _("The event was cancelled")


class NoticeState(models.TextChoices):
    """What became of a mail."""

    WAITING = "waiting", _("To be sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("No longer true, not sent")
    FAILED = "failed", _("Could not be sent")


class ImportState(models.TextChoices):
    """Where a list of people to invite stands."""

    READING = "reading", _("Being read")
    REJECTED = "rejected", _("Refused")
    PREVIEWED = "previewed", _("Waiting for your confirmation")
    WRITING = "writing", _("Being written")
    APPLIED = "applied", _("Done")
    DISCARDED = "discarded", _("Discarded")
    FAILED = "failed", _("Stopped by a fault")
