"""Handovers that were made: what moved from whom to whom, by whom and when."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Receiver(models.TextChoices):
    """Who takes over a post."""

    SUCCESSOR = "successor", _("A successor")
    DESK = "desk", _("The country's desk")


class Handover(models.Model):
    """The record of one handover. Nothing is handed over to nobody: ``receiver`` is never missing.

    With the desk, ``receiver`` is the member of the desk who takes the things into their hands; the post itself
    is then vacant. ``moved`` holds the ids of what moved by kind (``liaison.directory.handover.register_belongings``),
    never a title: whoever reads the record is shown what they may see of it.
    ``told_at`` is when the receiver was told by mail; what is empty is tried again until ``tell_tries`` is used up.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey("directory.Post", on_delete=models.PROTECT, related_name="handovers")
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handed over by the holder"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    giver_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(_("to whom"), max_length=9, choices=Receiver.choices)
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("receiver"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    receiver_name = models.CharField(max_length=200)
    last_day = models.DateField(_("last day of the posting"))
    reason = models.CharField(_("reason"), max_length=500)
    closes = models.BooleanField(_("the post itself ends"), default=False)
    moved = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)
    tell_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-at", "uuid"]
        constraints = [
            models.CheckConstraint(
                name="handover_to_somebody",
                condition=models.Q(kind__in=Receiver.values) & ~models.Q(receiver_name=""),
            ),
            models.CheckConstraint(
                name="handover_closes_with_the_desk",
                condition=models.Q(closes=False) | models.Q(kind=Receiver.DESK),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_name} → {self.receiver_name}"
