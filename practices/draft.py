"""What a writer is still writing: kept on the server from the first words until the desk has the text."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftState(models.TextChoices):
    OPEN = "open", _("Being written")
    SENT = "sent", _("Sent to the desk")


class PracticeDraft(models.Model):
    """The share form as it stands. Only its owner ever sees it, whatever its text will become.

    ``data`` is what the form's fields hold, checked only for size and shape: half a sentence and an
    impossible date are kept as typed. ``version`` rises with every change; a writer who saves says which
    version they started from, so a second tab or device never overwrites silently.
    ``page`` is the practice being mended, or the one this draft became (a draft outlives it); ``base_revision``
    the revision the writer started from. The uuid makes sending idempotent: a draft becomes at most one submission.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice_drafts"
    )
    page = models.ForeignKey(
        "practices.PracticePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="share_drafts",
    )
    base_revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=DraftState.choices, default=DraftState.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft of an experience")
        verbose_name_plural = _("drafts of experiences")
        indexes = [models.Index(fields=["owner", "state", "-updated_at"], name="draft_owner_state")]

    def __str__(self) -> str:
        return self.title or str(_("Untitled draft"))

    @property
    def title(self) -> str:
        """The title as typed so far."""
        return str(self.data.get("title", "")).strip()


class DraftFile(models.Model):
    """A file added to a draft. The document is the uploader's alone until the draft is sent."""

    draft = models.ForeignKey(PracticeDraft, on_delete=models.CASCADE, related_name="files")
    document = models.OneToOneField("media.PortalDocument", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file of a draft")
        verbose_name_plural = _("files of drafts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.document.title
