"""The assessors' leave to show a report's figures in briefings (11333/24, ¶8a: data on the level of cooperation)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.assessments.models import Report
from liaison.directory.models import UnderAudience
from portal.visibility import MEMBERS, Audience


class FigureRelease(UnderAudience):
    """The published figures of a transmitted report may be repeated in briefings for this audience, or a narrower one.

    What a report publishes is totals and ranges only (``liaison.assessments.disclosure``). Given and taken back by
    assessors; who did it and when stays in ``FigureReleaseChange``.
    """

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="figure_release")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("released on"), auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("release of figures")
        verbose_name_plural = _("releases of figures")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.report_id)

    def parent_key(self) -> str:
        """For members at most."""
        return MEMBERS

    def clean(self) -> None:
        """Raises ``ValidationError`` at the field: figures of an assessment are never public."""
        super().clean()
        if self.audience == Audience.PUBLIC:
            raise ValidationError({"audience": gettext("Figures are for members of the portal at most.")})


class FigureReleaseChange(models.Model):
    """Figures of a report were released, or that was taken back. Never changed."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of a release of figures")
        verbose_name_plural = _("changes of releases of figures")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.at}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Written once."""
        if self.pk:
            raise TypeError("A change is never changed.")
        super().save(*args, **kwargs)
