"""Choices of briefing packages (11333/24, ¶8a)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SectionKind(models.TextChoices):
    """What a section is about, in the order in which a new briefing has them."""

    COOPERATION = "cooperation", _("Level of cooperation")
    LEGAL_BASIS = "legal_basis", _("Legal basis and accession")
    AGREEMENTS = "agreements", _("Agreements and arrangements")
    PEOPLE = "people", _("Who is there")
    PRACTICES_WORK = "practices_work", _("Practices: what works")
    PRACTICES_NOT = "practices_not", _("Practices: what does not work")
    DIFFICULTIES = "difficulties", _("Difficulties")
    DIALOGUES = "dialogues", _("Past dialogues")
    COMMITMENTS = "commitments", _("Open commitments")
    EVENTS = "events", _("Exchanges of experience")
    TALKING_POINTS = "talking_points", _("Talking points")
    OWN = "own", _("A section of your own")


COMPILED_KINDS = tuple(
    kind for kind in SectionKind if kind not in (SectionKind.TALKING_POINTS, SectionKind.OWN)
)
"""The sections that are compiled from sources; the others hold what editors write."""


class Form(models.TextChoices):
    """What an entry is made of."""

    PARAGRAPH = "paragraph", _("Text")
    TABLE = "table", _("Table")
    MAP = "map", _("Map")


class ChangeKind(models.TextChoices):
    """What was done with a briefing, for its history."""

    CREATED = "created", _("Created")
    SETTINGS = "settings", _("Settings changed")
    EDITORS = "editors", _("Editors changed")
    SECTION = "section", _("Sections changed")
    REFRESHED = "refreshed", _("Refreshed from the sources")
    ADDED = "added", _("Text added")
    EDITED = "edited", _("Text changed")
    MOVED = "moved", _("Order changed")
    LEFT_OUT = "left_out", _("Left out")
    PUT_BACK = "put_back", _("Put back")
    KEPT = "kept", _("Kept although not verified")
    DECIDED = "decided", _("Decided between two texts")
    REMOVED = "removed", _("Removed")
    ARCHIVED = "archived", _("Archived or reopened")


LANGUAGES = [("en", "English"), ("fr", "Français")]
"""The languages a briefing can be compiled in: those of the interface, whose names are never translated."""

DEFAULT_INTERVAL = 90
"""After how many days editors are reminded to look at a briefing, where they chose nothing else."""
