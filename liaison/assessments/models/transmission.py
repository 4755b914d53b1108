"""What becomes of a frozen report: to whom it was transmitted, who opened it, and the mails that say so."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.assessments.enums import ReportSurface
from liaison.assessments.models.reports import Report
from liaison.assessments.models.rounds import Round


class Transmission(models.Model):
    """A report was transmitted. ``addressees`` are codes of ``addressees.ADDRESSEES``; ``outside`` are lines of text:
    those who get it by another way than the portal. Never changed: further addressees are a further transmission."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="transmissions")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    addressees = models.JSONField(_("addressees"), default=list)
    outside = models.JSONField(_("others"), default=list)
    note = models.TextField(_("note"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("transmission of a report")
        verbose_name_plural = _("transmissions of reports")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.pk}"


class ReportRead(models.Model):
    """Somebody opened or downloaded a frozen report: who, when, in which form. Never changed."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="reads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    surface = models.CharField(_("form"), max_length=10, choices=ReportSurface.choices)

    class Meta:
        verbose_name = _("reading of a report")
        verbose_name_plural = _("readings of reports")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.surface}"


class Notice(models.Model):
    """One mail to one person, kept from the moment its reason is true until it is sent: never two for one reason.

    ``key`` names the reason: "opened", "closing" and the closing date, "report" and its number.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=40)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("mail about a round")
        verbose_name_plural = _("mails about rounds")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "key", "user"], name="assessment_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.key}"
