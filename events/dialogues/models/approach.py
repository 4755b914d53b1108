"""Other approaches to a country: visits and démarches, noted so that nobody crosses them unknowingly (¶5, ¶8b)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.dialogues.enums import ApproachKind
from events.dialogues.models.dialogue import audience_problem
from events.dialogues.models.keys import new_key
from liaison.directory.models import UnderAudience
from portal.visibility import MEMBERS, visible_q
from practices.enums import Tlp


class ApproachQuerySet(models.QuerySet["Approach"]):
    """Approaches under the audience rule."""

    def visible_to(self, user: Any) -> ApproachQuerySet:
        """The approaches a viewer may see."""
        return self.filter(visible_q(user))


class Approach(UnderAudience):
    """A visit, a démarche or another approach of one body to a country, with its days. For members at most."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    country = models.ForeignKey(
        "reference.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="approaches"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ApproachKind.choices, default=ApproachKind.VISIT)
    title = models.CharField(_("title"), max_length=200)
    starts = models.DateField(_("first day"), db_index=True)
    ends = models.DateField(_("last day"))
    body = models.CharField(_("by"), max_length=12)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    tlp = models.CharField(_("TLP label"), max_length=12, choices=Tlp.choices, default=Tlp.AMBER)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_example = models.BooleanField(_("example"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ApproachQuerySet.as_manager()

    class Meta:
        verbose_name = _("approach to a country")
        verbose_name_plural = _("approaches to countries")
        ordering = ["-starts", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="approach_ends_after_start", condition=models.Q(ends__gte=models.F("starts"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("dialogues:approach", args=[self.key])

    def parent_key(self) -> str:
        """Never wider than the members of the portal."""
        return MEMBERS

    def clean(self) -> None:
        """Raises ``ValidationError`` at the field: the end before the start, too wide an audience."""
        super().clean()
        errors: dict[str, str] = {}
        if self.starts and self.ends and self.ends < self.starts:
            errors["ends"] = gettext("The last day is not before the first.")
        if problem := audience_problem(self.audience, self.tlp):
            errors["audience"] = problem
        if errors:
            raise ValidationError(errors)


class ApproachChange(models.Model):
    """Who changed an approach, and what it said before and after. Read by those who may change it."""

    approach = models.ForeignKey(Approach, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("change of an approach")
        verbose_name_plural = _("changes of approaches")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return ", ".join(sorted({*self.before, *self.after}))
