"""Choices of Team Europe dialogues (11333/24, ¶8b)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    """Who speaks with whom."""

    POLITICAL = "political", _("Political level")
    SENIOR_OFFICIAL = "senior_official", _("Senior officials")
    EXPERT = "expert", _("Experts")


class DialogueFormat(models.TextChoices):
    """Where the delegations meet."""

    ON_SITE = "on_site", _("On site")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("On site and online")


class DialogueStatus(models.TextChoices):
    """Where a dialogue stands."""

    PLANNED = "planned", _("Planned")
    CONFIRMED = "confirmed", pgettext_lazy("dialogue", "Confirmed")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class Side(models.TextChoices):
    """The two sides of the table."""

    EU = "eu", _("European Union and Member States")
    THIRD_COUNTRY = "third_country", _("Third country")


class RepresentativeLevel(models.TextChoices):
    """Whether somebody is one of the high-level representatives of ¶8b."""

    HIGH = "high", _("High-level representative")
    OTHER = "other", _("Other member of the delegation")


class DialogueCircle(models.TextChoices):
    """Who may see something inside a dialogue, each circle with the narrower ones."""

    ALL = "all", _("Everyone who may see the dialogue")
    DELEGATION = "delegation", _("The EU delegation and the organisers")
    ORGANISERS = "organisers", _("The organisers only")


class AgendaKind(models.TextChoices):
    """What an agenda item is about."""

    DIFFICULTY = "difficulty", _("Difficulty in the cooperation")
    LEGAL_BASIS = "legal_basis", _("Legal basis and accession")
    AGREEMENT = "agreement", _("Agreement or arrangement")
    COMMITMENTS = "commitments", _("Commitments of earlier dialogues")
    PRACTICE = "practice", _("Working methods")
    OTHER = "other", _("Other")


class CommitmentState(models.TextChoices):
    """Where a commitment stands."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class ReviewState(models.TextChoices):
    """What became of a commitment in the dialogue it was carried to."""

    PENDING = "pending", _("To be looked at")
    KEPT = "kept", _("Stays open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class ApproachKind(models.TextChoices):
    """Other ways of approaching a country, which must not cross a dialogue."""

    VISIT = "visit", _("Visit")
    DEMARCHE = "demarche", _("Démarche")
    OTHER = "other", _("Other approach")
