"""Papers of an exchange: files for its participants, its speakers or its organisers.

A paper has no audience of its own making: it is as narrow as the circle it names and as its event, both computed
when it is asked for, so that no change of the event can leave a paper behind that is too wide.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events.exchanges.enums import Circle
from events.exchanges.models import Event, Session
from events.exchanges.people import circle_key
from portal.language import language_choices


def stored_name(paper: Paper, filename: str) -> str:
    """Where a file lies: under a random name, which tells nothing of the event."""
    suffix = filename.rpartition(".")[2].lower()[:10]
    return f"papers/{uuid.uuid4().hex}.{suffix}"


class Paper(models.Model):
    """One file of an event, or of one of its sessions."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="papers")
    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="papers",
    )
    title = models.CharField(_("title"), max_length=200)
    circle = models.CharField(
        _("who may open it"), max_length=12, choices=Circle.choices, default=Circle.ORGANISERS
    )
    language = models.CharField(_("language"), max_length=8, choices=language_choices(), default="en")
    file = models.FileField(upload_to=stored_name, max_length=100)
    file_name = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def audience_key(self) -> str:
        """The key of its circle, for ``portal.visibility.can_view``; the event is asked for besides."""
        return circle_key(self.event, self.circle)

    @property
    def owner_id(self) -> int | None:
        """Whoever added it always sees it, as long as they see the event."""
        return self.added_by_id

    @property
    def extension(self) -> str:
        """The kind of file, for display."""
        return self.file_name.rpartition(".")[2]


class PaperChange(models.Model):
    """Who added, changed, replaced or removed a paper, and what it was before. Read by the organisers."""

    class Kind(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        REPLACED = "replaced", _("file replaced")
        REMOVED = "removed", _("removed")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="paper_changes")
    paper = models.ForeignKey(Paper, null=True, on_delete=models.SET_NULL, related_name="changes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of a paper")
        verbose_name_plural = _("changes of papers")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_kind_display()}"


def paper_state(paper: Paper) -> dict[str, Any]:
    """What is kept of a paper in its history."""
    return {
        "title": paper.title,
        "circle": paper.circle,
        "session": paper.session_id,
        "language": paper.language,
        "file_name": paper.file_name,
        "sha256": paper.sha256,
    }
