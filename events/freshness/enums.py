"""Choices of how fresh a briefing is, and of its consultation (11333/24, ¶8a)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.dialogues.bodies import EEAS
from liaison.assessments.bodies import EUROJUST, EUROPOL


class CauseKind(models.TextChoices):
    """Why a briefing no longer says what its sources say."""

    ADDED = "added", _("Something is new")
    CHANGED = "changed", _("The source has changed")
    GONE = "gone", _("No longer there, or no longer for everybody the briefing is for")
    OVERDUE = "overdue", _("Nobody stands for it any more: its verification is overdue")


class ConsultedBody(models.TextChoices):
    """With whom the Commission prepares a briefing package (¶8a)."""

    EUROJUST = EUROJUST, "Eurojust"
    EUROPOL = EUROPOL, "Europol"
    EEAS = EEAS, "EEAS"


class ConsultationState(models.TextChoices):
    """What became of a question to a consulted body."""

    ASKED = "asked", _("Asked")
    CONFIRMED = "confirmed", pgettext_lazy("answer", "Confirmed")
    OBJECTED = "objected", _("Objected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
