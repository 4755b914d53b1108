"""Choices of exchanges of experience (11333/24, ¶4 and ¶5)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    """Where people meet. A call is the half-hour of the liaison magistrates in one capital."""

    ON_SITE = "on_site", _("On site")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("On site and online")
    CALL = "call", _("Informal call")


class Status(models.TextChoices):
    """Where an event stands. A draft is seen by its organisers only."""

    DRAFT = "draft", _("Draft")
    ANNOUNCED = "announced", _("Announced")
    OPEN = "open", _("Open for registration")
    CLOSED = "closed", _("Registration closed")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class Approval(models.TextChoices):
    """Who decides on a registration."""

    NONE = "none", _("Nobody: whoever registers has a seat while there are seats")
    ORGANISER = "organiser", _("The organisers")
    NATIONAL = "national", _("The national contact of each Member State")


class OrganiserKind(models.TextChoices):
    """What an organiser may do: see ``events.exchanges.access``."""

    LEAD = "lead", _("Lead organiser")
    ORGANISER = "organiser", _("Organiser")
    ASSISTANT = "assistant", _("Assistant")


class Circle(models.TextChoices):
    """For whom something inside an event is meant, widest first. A wider circle includes the narrower ones."""

    PARTICIPANTS = "participants", _("Participants, speakers and organisers")
    SPEAKERS = "speakers", _("Speakers and organisers")
    ORGANISERS = "organisers", _("Organisers only")
