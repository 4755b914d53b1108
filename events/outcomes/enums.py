"""Choices of what comes out of an exchange."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.exchanges.enums import Circle


class Reach(models.TextChoices):
    """For whom a text of the outcome is meant, narrowest first: a circle of the event, or everyone who sees it."""

    ORGANISERS = Circle.ORGANISERS.value, Circle.ORGANISERS.label
    SPEAKERS = Circle.SPEAKERS.value, Circle.SPEAKERS.label
    PARTICIPANTS = Circle.PARTICIPANTS.value, Circle.PARTICIPANTS.label
    AUDIENCE = "audience", _("Everyone who may see the event")


class PointState(models.TextChoices):
    """How far an action point is."""

    OPEN = "open", _("To be done")
    STARTED = "started", _("Begun")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


UNFINISHED = (PointState.OPEN, PointState.STARTED)


class ReminderStage(models.TextChoices):
    """Why a reminder of an action point is sent."""

    SOON = "soon", _("due within a week")
    DUE = "due", _("due today")
    OVERDUE = "overdue", _("overdue for a week")


class Use(models.TextChoices):
    """Whether a participant will use what they have learnt."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("In part")
    NO = "no", _("No")
    UNSURE = "unsure", _("I do not know yet")
