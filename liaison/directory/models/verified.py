"""When an entry was last found true, and by whom (issue 4, point 2)."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

VERIFY_EVERY_DAYS = 180
"""How long a verification holds where nobody chose otherwise."""


class Verified(models.Model):
    """A record that somebody confirms from time to time. Never verified and overdue are told apart."""

    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("verified by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    verify_every_days = models.PositiveSmallIntegerField(
        _("verify every (days)"),
        default=VERIFY_EVERY_DAYS,
        validators=[MinValueValidator(7), MaxValueValidator(1095)],
    )

    class Meta:
        abstract = True

    @property
    def verification_due(self) -> datetime.date | None:
        """The first day on which the verification no longer holds; ``None`` where there never was one."""
        if self.verified_on is None:
            return None
        return self.verified_on + datetime.timedelta(days=self.verify_every_days)

    @property
    def is_overdue(self) -> bool:
        """Whether nobody stands for this record today: never verified, or too long ago."""
        due = self.verification_due
        return due is None or due <= localdate()

    @property
    def unverified_since(self) -> datetime.date | None:
        """Since when nobody stands for it; ``None`` while the verification holds, or if there never was one."""
        due = self.verification_due
        return due if due is not None and due <= localdate() else None
