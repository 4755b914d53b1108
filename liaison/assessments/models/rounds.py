"""A round: what is asked, of whom, when, by which method, and how far it has come."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liaison.assessments.bodies import BODY_CODES
from liaison.assessments.enums import RoundStatus

QUESTIONNAIRE = 1
"""The version of the questions that are asked now. A template of another version is refused."""


class Method(models.Model):
    """Criteria, weights and normalisation of a scoring. Once a round is past its preparation it never changes."""

    name = models.CharField(_("name"), max_length=120)
    version = models.PositiveIntegerField(_("version"), default=1)
    criteria = models.JSONField(
        _("criteria"),
        default=list,
        help_text=_(
            "List of key, label_en, label_fr, weight, normalisation (share, log, level) and direction."
        ),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("scoring method")
        verbose_name_plural = _("scoring methods")
        ordering = ["name", "-version"]
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="assessment_method_version")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the method. Raises ``ValidationError`` for one in use: a change is a new version."""
        if self.is_used:
            raise ValidationError(_("This method is in use. Make a new version of it instead."))
        super().save(*args, **kwargs)

    @property
    def is_used(self) -> bool:
        """Whether a round that has been opened counts by this method."""
        return self.pk is not None and self.rounds.exclude(status=RoundStatus.DRAFT).exists()


class Round(models.Model):
    """One assessment of third countries over a reference period."""

    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    period_start = models.DateField(_("reference period from"))
    period_end = models.DateField(_("reference period to"))
    opens = models.DateField(_("opens on"))
    closes = models.DateField(_("closes on"))
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=RoundStatus.choices,
        default=RoundStatus.DRAFT,
        db_index=True,
        editable=False,
    )
    method = models.ForeignKey(
        Method, verbose_name=_("scoring method"), on_delete=models.PROTECT, related_name="rounds"
    )
    previous = models.ForeignKey(
        "self",
        verbose_name=_("previous round"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="following",
    )
    asked = models.JSONField(_("who is asked"), default=list, help_text=_("Codes of bodies."))
    countries = models.ManyToManyField(
        "reference.Country", verbose_name=_("third countries"), related_name="assessment_rounds"
    )
    questionnaire = models.PositiveSmallIntegerField(_("version of the questions"), default=QUESTIONNAIRE)
    introduction = models.TextField(_("introduction"), blank=True, max_length=5000)
    is_example = models.BooleanField(_("example"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("assessment round")
        verbose_name_plural = _("assessment rounds")
        ordering = ["-period_start", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period_end__gte=models.F("period_start")),
                name="assessment_period_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(closes__gte=models.F("opens")), name="assessment_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:round", args=[self.slug])

    def clean(self) -> None:
        """Dates in order; only known bodies, each once."""
        super().clean()
        errors: dict[str, Any] = {}
        if self.period_start and self.period_end and self.period_end < self.period_start:
            errors["period_end"] = _("The period ends before it begins.")
        if self.opens and self.closes and self.closes < self.opens:
            errors["closes"] = _("The round closes before it opens.")
        if not isinstance(self.asked, list) or set(self.asked) - BODY_CODES:
            errors["asked"] = _("Only Member States and the bodies of the Conclusions can be asked.")
        if errors:
            raise ValidationError(errors)

    @property
    def is_collecting(self) -> bool:
        """Whether contributions can be written now."""
        return self.status == RoundStatus.COLLECTING


class RoundStep(models.Model):
    """A status that was reached: when, by whom, and what they noted. Never changed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(_("status"), max_length=12, choices=RoundStatus.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    note = models.TextField(_("note"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("step of a round")
        verbose_name_plural = _("steps of rounds")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.status}"


class RoundChange(models.Model):
    """What a round's settings were before and after a change, by whom."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of a round")
        verbose_name_plural = _("changes of rounds")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.version}"


class Reminder(models.Model):
    """A body was reminded of a round it has not contributed to."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reminders")
    body = models.CharField(_("body"), max_length=12)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_to = models.PositiveSmallIntegerField(_("people written to"), default=0)

    class Meta:
        verbose_name = _("reminder to a body")
        verbose_name_plural = _("reminders to bodies")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.body}"
