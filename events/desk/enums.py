"""Groups that organisers write to, and what became of a mail."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """Whom a message is for, as they stand when it is sent."""

    CONFIRMED = "confirmed", _("Those who have a seat")
    AWAITING = "awaiting", _("Those who wait for approval")
    WAITING_LIST = "waiting_list", _("Those on the waiting list")
    INVITED = "invited", _("The invited who have not answered")
    SPEAKERS = "speakers", _("Speakers with an account")
    ORGANISERS = "organisers", _("Organisers")


class MessageKind(models.TextChoices):
    """What a message is about. What was shared needs no words: they are the same for all, in each reader's language."""

    WRITTEN = "written", _("Message")
    PAPERS = "papers", _("There are new papers")
    MINUTES = "minutes", _("The minutes are shared")


class MailState(models.TextChoices):
    """What became of the mail that tells of a message."""

    WAITING = "waiting", _("To be sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Not sent: no longer sees the event")
    FAILED = "failed", _("Could not be sent")


class ListKind(models.TextChoices):
    """Lists of people to take to the meeting."""

    PARTICIPANTS = "participants", _("Participants")
    ATTENDANCE = "attendance", _("Attendance list, to sign")
    SEATING = "seating", _("Seating by delegation")
    BADGES = "badges", _("Name badges, to cut out")
    ANSWERS = "answers", _("Registrations with answers")
