"""Team Europe dialogues with a third country (11333/24, ¶8b)."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.dialogues.circles import circle_key_of
from events.dialogues.enums import DialogueCircle, DialogueFormat, DialogueStatus, Level
from events.dialogues.tokens import dialogue_tokens
from liaison.directory.models import UnderAudience
from portal.indexing import mark_changed
from portal.visibility import MEMBERS, NOBODY, Audience, audience_key, visible_q
from practices.enums import TLP_AUDIENCES, Tlp

COMING = (DialogueStatus.PLANNED, DialogueStatus.CONFIRMED)


class DialogueQuerySet(models.QuerySet["Dialogue"]):
    """Dialogues under the audience rule."""

    def visible_to(self, user: Any) -> DialogueQuerySet:
        """The dialogues a viewer may see."""
        return self.filter(visible_q(user))

    def coming(self) -> DialogueQuerySet:
        """Planned or confirmed, whether or not the day has passed: until somebody says that it was held."""
        return self.filter(status__in=COMING)

    def held(self) -> DialogueQuerySet:
        """Those that took place."""
        return self.filter(status=DialogueStatus.HELD)


class Dialogue(UnderAudience):
    """One meeting with a third country, led by the Commission and Member States.

    ``starts`` and ``ends`` are instants, ``time_zone`` the clock they are told by. Its organisers and the EU delegation
    belong to every audience it can have; nobody who is not a member does, so that no official of a third country reads
    what is prepared for a meeting with theirs. What stands inside has a circle (``circle_key``).
    """

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(max_length=120, unique=True, editable=False)
    country = models.ForeignKey(
        "reference.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="dialogues"
    )
    mandate = models.TextField(
        _("mandate"),
        blank=True,
        max_length=5000,
        help_text=_("What the dialogue is for, and who decided so."),
    )
    level = models.CharField(_("level"), max_length=16, choices=Level.choices, default=Level.SENIOR_OFFICIAL)
    format = models.CharField(
        _("format"), max_length=8, choices=DialogueFormat.choices, default=DialogueFormat.ON_SITE
    )
    place = models.CharField(_("place"), max_length=300, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Brussels")
    starts = models.DateTimeField(_("starts"), db_index=True)
    ends = models.DateTimeField(_("ends"), db_index=True)
    hosts = models.JSONField(_("hosts"), default=list, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=DialogueStatus.choices, default=DialogueStatus.PLANNED
    )
    cancelled_reason = models.CharField(_("why it was cancelled"), max_length=500, blank=True)
    tlp = models.CharField(_("TLP label"), max_length=12, choices=Tlp.choices, default=Tlp.AMBER)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    organisers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("organisers"),
        blank=True,
        related_name="organised_dialogues",
    )
    joint_line = models.TextField(_("joint line"), blank=True, max_length=10000)
    line_circle = models.CharField(
        _("who may read the joint line"),
        max_length=10,
        choices=DialogueCircle.choices,
        default=DialogueCircle.DELEGATION,
    )
    line_version = models.PositiveIntegerField(default=1, editable=False)
    line_agreed_at = models.DateTimeField(_("joint line agreed"), null=True, blank=True, editable=False)
    line_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    briefing = models.SlugField(_("briefing"), max_length=120, blank=True)
    is_example = models.BooleanField(_("example"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DialogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("dialogue")
        verbose_name_plural = _("dialogues")
        ordering = ["-starts", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="dialogue_ends_after_start", condition=models.Q(ends__gt=models.F("starts"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("dialogues:dialogue", args=[self.slug])

    # --- the audience -----------------------------------------------------------------------------------

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with fresh keys; those of a new dialogue name its people, for which its number is needed."""
        with transaction.atomic():
            is_new = self._state.adding
            super().save(*args, **kwargs)
            if is_new:
                self.refresh_keys()

    def audience_tokens(self) -> Iterable[str]:
        """The organisers and the EU delegation."""
        return dialogue_tokens(self.pk) if self.pk else ()

    def compute_own_key(self) -> str:
        """The key of the dialogue's own audience; nobody before it has a number."""
        if not self.pk:
            return NOBODY
        return audience_key(
            self.audience, self.communities.values_list("pk", flat=True), self.audience_tokens()
        )

    def parent_key(self) -> str:
        """Never wider than the members of the portal."""
        return MEMBERS

    def refresh_below(self) -> None:
        """Commitments may have the audience of their dialogue; the search follows."""
        mark_changed("dialogue", [self.pk])
        for commitment in self.commitments.all():
            commitment.dialogue = self
            commitment.refresh_keys()

    def circle_key(self, circle: str) -> str:
        """The audience key of something inside the dialogue that is meant for a circle."""
        return circle_key_of(self.pk, self.audience_key, circle)

    # --- time -------------------------------------------------------------------------------------------

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone whose clock the invitation shows."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def first_day(self) -> datetime.date:
        """The day of the start, on the clock of the place."""
        return self.starts.astimezone(self.zone).date()

    @property
    def last_day(self) -> datetime.date:
        """The day of the end, on the clock of the place."""
        return self.ends.astimezone(self.zone).date()

    @property
    def has_begun(self) -> bool:
        """Whether the start has passed."""
        return self.starts <= timezone.now()

    @property
    def is_over(self) -> bool:
        """Whether the end has passed."""
        return self.ends < timezone.now()

    @property
    def is_cancelled(self) -> bool:
        return self.status == DialogueStatus.CANCELLED

    @property
    def is_coming(self) -> bool:
        """Whether it is planned or confirmed, and nobody has said that it was held."""
        return self.status in COMING

    def clean(self) -> None:
        """Raises ``ValidationError`` at the field: an end before the start, an unknown zone, an audience wider than the
        members or than the TLP label allows."""
        super().clean()
        errors: dict[str, str] = {}
        try:
            zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            errors["time_zone"] = gettext("There is no such time zone.")
        if self.starts and self.ends and self.ends <= self.starts:
            errors["ends"] = gettext("A dialogue ends after it starts.")
        if problem := audience_problem(self.audience, self.tlp):
            errors["audience"] = problem
        if errors:
            raise ValidationError(errors)


def audience_problem(audience: str, tlp: str) -> str:
    """Why something of a dialogue cannot have an audience; empty where it can."""
    if audience == Audience.PUBLIC:
        return gettext("This is never for everyone: choose members or named communities.")
    if audience not in TLP_AUDIENCES.get(tlp, frozenset()):
        return gettext("%(label)s does not allow this audience. Choose a narrower one.") % {
            "label": dict(Tlp.choices).get(tlp, tlp)
        }
    return ""
