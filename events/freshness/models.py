"""How fresh a briefing is: what its sources say differently, who was reminded, what consulted bodies said."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from events.briefings.enums import SectionKind
from events.briefings.models import Briefing
from events.freshness.enums import CauseKind, ConsultationState, ConsultedBody
from liaison.directory.models import MailState
from portal.pages.models import SLUG_ALPHABET


def new_key() -> str:
    """The end of a consultation's address. A number that counts them would tell that there are others."""
    return get_random_string(10, SLUG_ALPHABET)


class BriefingCheck(models.Model):
    """When a briefing was last compared with its sources. Its row is the turn: one comparison at a time."""

    briefing = models.OneToOneField(Briefing, on_delete=models.CASCADE, related_name="freshness")
    checked_at = models.DateTimeField(_("compared on"), null=True, editable=False)

    class Meta:
        verbose_name = _("comparison of a briefing")
        verbose_name_plural = _("comparisons of briefings")

    def __str__(self) -> str:
        return str(self.briefing_id)


class StaleCauseQuerySet(models.QuerySet["StaleCause"]):
    """Causes, and who may know of them."""

    def open(self) -> StaleCauseQuerySet:
        """Causes that no refresh has settled yet."""
        return self.filter(settled_at=None)

    def visible_to(self, viewer: Any) -> StaleCauseQuerySet:
        """Causes about items that the viewer may see: only they may be counted for them."""
        return self if viewer.sees_all else self.filter(item_key__in=viewer.keys)


class StaleCause(models.Model):
    """One reason why a briefing is stale. Says which item of a source, and nothing of what the item says.

    ``key`` is that of the entry (``practice:12``), ``item_key`` the audience key of the source item when it was last
    compared: who does not hold it is not told of the cause. Settled causes stay as a record.
    """

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="stale_causes")
    section_kind = models.CharField(max_length=20, choices=SectionKind.choices)
    key = models.CharField(max_length=160)
    kind = models.CharField(max_length=8, choices=CauseKind.choices)
    item_key = models.CharField(max_length=500)
    found_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = StaleCauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("cause of staleness")
        verbose_name_plural = _("causes of staleness")
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["briefing", "key"],
                condition=models.Q(settled_at__isnull=True),
                name="one_open_cause_an_entry",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.kind}"


class BriefingReminder(models.Model):
    """A mail that reminds somebody to look at a briefing: one for each person and each time it is due.

    ``due`` is the day on which it was to be looked at. A row is made once and sent once (``reminders.py``).
    """

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="reminders")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    due = models.DateField()
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    claim = models.UUIDField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("reminder of a briefing")
        verbose_name_plural = _("reminders of briefings")
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["briefing", "receiver", "due"], name="briefing_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.briefing_id} {self.due}"


class Confirmation(models.Model):
    """A question to a consulted body, whether its parts of a briefing are right, and the answer.

    ``kinds`` are the sections it is asked about. ``hashes`` keeps, for each of them, the hash of what stood there when
    the body answered, ``content_hash`` that of all of them: what changed after that is told beside the answer.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="confirmations")
    body = models.CharField(_("body"), max_length=12, choices=ConsultedBody.choices)
    kinds = models.JSONField(_("sections"), default=list)
    question = models.TextField(_("question"), blank=True, max_length=1000)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ConsultationState.choices, default=ConsultationState.ASKED
    )
    at = models.DateTimeField(_("answered on"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(_("note"), blank=True, max_length=5000)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    hashes = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("consultation on a briefing")
        verbose_name_plural = _("consultations on briefings")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["briefing", "body"],
                condition=models.Q(state="asked"),
                name="one_open_question_a_body",
            )
        ]

    def __str__(self) -> str:
        return f"{self.briefing_id} {self.body}"

    def get_absolute_url(self) -> str:
        return reverse("freshness:consultation", args=[self.briefing.slug, self.key])

    @property
    def is_open(self) -> bool:
        """Whether an answer is awaited."""
        return self.state == ConsultationState.ASKED

    @property
    def is_answered(self) -> bool:
        """Whether the body has said something."""
        return self.state in (ConsultationState.CONFIRMED, ConsultationState.OBJECTED)
