"""Choices of calendars."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What stands in a personal calendar."""

    MINE = "mine", _("My events: those at which I have a seat, speak, or which I organise")
    ALL = "all", _("All events that I can see on the portal")


class MailState(models.TextChoices):
    """Whether somebody's calendar has still to be told."""

    WAITING = "waiting", _("Waiting")
    SETTLED = "settled", _("Settled")
    FAILED = "failed", _("Failed")
