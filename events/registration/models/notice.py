"""Mails to be sent, so that each is sent once and a failed one again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.registration.enums import NoticeKind, NoticeState


class Notice(models.Model):
    """One mail to one person about an invitation or a registration.

    ``next_try_at`` is when it may be tried (again); ``claim`` is whose try it is, so that two processes never send
    the same one. ``error`` says what kind of failure the last try met.
    """

    event = models.ForeignKey("exchanges.Event", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind.choices)
    invitation = models.ForeignKey(
        "Invitation", null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    registration = models.ForeignKey(
        "Registration", null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    """``None`` where an invitation goes to an address that no account has yet."""
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=7, choices=NoticeState.choices, default=NoticeState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["state", "next_try_at"], name="event_notice_waiting")]

    def __str__(self) -> str:
        return str(self.get_kind_display())
