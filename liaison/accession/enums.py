"""The words of the accession tracker. Values are stored, labels are shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How far a country is on the way to a convention, in the order of the procedure.

    For conventions of the Council of Europe a State that is no member asks to accede, the Committee of Ministers
    invites it after consulting the Parties (for example ETS 024, Art. 30; ETS 030, Art. 28), it completes its own
    procedure and deposits its instrument of accession. Entry into force is not a status here: the treaty status
    tells it, with its source.
    """

    CONSIDERED = "under_consideration", _("Under consideration")
    REQUESTED = "requested", _("Request to accede made")
    INVITED = "invited", _("Invited to accede")
    NATIONAL = "national_procedure", _("National procedure under way")
    SIGNED = "signed", _("Signed")
    OBSTACLES = "obstacles", _("Held up by obstacles")
    DEPOSITED = "deposited", _("Instrument of accession deposited")
    NOT_PURSUED = "not_pursued", _("Not pursued for now")


CLOSED = frozenset({Status.DEPOSITED, Status.NOT_PURSUED})
"""Statuses after which no next step is due."""


class EventKind(models.TextChoices):
    """What the history of an item is made of."""

    CREATED = "created", _("Added")
    RAISED = "raised", _("Raised")
    STATUS = "status", _("Status changed")
    EDITED = "edited", _("Changed")
    HANDED_OVER = "handed_over", _("Handed over")


class Forum(models.TextChoices):
    """Where accession was raised."""

    DIALOGUE = "dialogue", _("Dialogue")
    VISIT = "visit", _("Visit")
    MEETING = "meeting", _("Meeting")
    LETTER = "letter", _("Letter")
    CALL = "call", _("Call")
    OTHER = "other", _("Another occasion")


class Raiser(models.TextChoices):
    """Bodies that raise accession; Member States are named by their code."""

    EU = "EU", _("European Union")
    COMMISSION = "COMMISSION", _("Commission")
    EEAS = "EEAS", "EEAS"
    COUNCIL = "COUNCIL", _("Council of the European Union")
    EUROJUST = "EUROJUST", "Eurojust"
    EPPO = "EPPO", _("EPPO")
    EUROPOL = "EUROPOL", "Europol"
    COE = "COE", _("Council of Europe")
    COUNTRY = "COUNTRY", _("The country itself")


class NoticeState(models.TextChoices):
    """What became of a notice to a follower."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Not sent: no longer inside the audience, or no longer following")
