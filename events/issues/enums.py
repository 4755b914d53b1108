"""Choices of frozen issues and of sharing them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reading(models.TextChoices):
    """In which form an issue was opened."""

    PAGE = "page", _("Page")
    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word")
    COMPARED = "compared", _("Comparison")


class Occasion(models.TextChoices):
    """What an issue is shared for (11333/24, ¶8a: shared with Member States)."""

    VISIT = "visit", _("Visit")
    MEETING = "meeting", _("Meeting")
    DIALOGUE = "dialogue", _("Dialogue")
    INFORMATION = "information", _("For information")


class NoticeState(models.TextChoices):
    """Where an e-mail about a shared issue stands."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("No longer for them")
    FAILED = "failed", _("Failed")
