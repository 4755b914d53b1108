"""Reminders that were sent or are to be sent, so that each is sent once and a failed one again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """When a reminder is sent, earliest first."""

    EARLY = "early", _("Well before it is due")
    LATE = "late", _("Shortly before it is due")
    OVERDUE = "overdue", _("When it is overdue")


class MailState(models.TextChoices):
    """What became of a mail."""

    WAITING = "waiting", _("To be sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("No longer needed")


class Reminder(models.Model):
    """One reminder to one person about one entry, unique by due date and stage.

    ``next_try_at`` is when it may be tried (again); ``claim`` is whose try it is, so that two processes never
    send the same one. ``error`` says what kind of failure the last try met.
    """

    post = models.ForeignKey(
        "directory.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="reminders"
    )
    authority = models.ForeignKey(
        "directory.Authority", null=True, blank=True, on_delete=models.CASCADE, related_name="reminders"
    )
    due_on = models.DateField(_("due on"))
    stage = models.CharField(_("stage"), max_length=7, choices=Stage.choices)
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.CheckConstraint(
                name="reminder_of_one",
                condition=models.Q(post__isnull=True) ^ models.Q(authority__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["post", "due_on", "stage", "receiver"],
                condition=models.Q(post__isnull=False),
                name="one_reminder_of_post",
            ),
            models.UniqueConstraint(
                fields=["authority", "due_on", "stage", "receiver"],
                condition=models.Q(authority__isnull=False),
                name="one_reminder_of_authority",
            ),
        ]
        indexes = [models.Index(fields=["state", "next_try_at"], name="reminder_waiting")]

    def __str__(self) -> str:
        return str(self.get_stage_display())
