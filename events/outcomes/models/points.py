"""Action points: who does what by when, and the reminders of them."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events.exchanges.models import Event
from events.outcomes.enums import UNFINISHED, PointState, Reach, ReminderStage
from events.outcomes.models.texts import Conclusion, reach_key
from liaison.directory.models import MailState
from portal.language import language_choices


class ActionPoint(models.Model):
    """Something that somebody does by a day. The owner is one of the people of the event, or an office in words."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="points")
    conclusion = models.ForeignKey(
        Conclusion,
        verbose_name=_("conclusion"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="points",
    )
    text = models.CharField(_("what is to be done"), max_length=500)
    language = models.CharField(_("language"), max_length=8, choices=language_choices(), default="en")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who does it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="action_points",
    )
    office = models.CharField(_("or which office"), max_length=200, blank=True)
    due = models.DateField(_("by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=PointState.choices, default=PointState.OPEN)
    note = models.TextField(_("how it stands"), blank=True, max_length=2000)
    reach = models.CharField(
        _("who may read it"), max_length=12, choices=Reach.choices, default=Reach.ORGANISERS
    )
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("action point")
        verbose_name_plural = _("action points")
        ordering = [models.F("due").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["owner", "state", "due"], name="point_owner_state_due")]

    def __str__(self) -> str:
        return self.text

    @cached_property
    def audience_key(self) -> str:
        """For ``portal.visibility.can_view``; ``owner`` sees it besides, as long as they see the event."""
        return reach_key(self.event, self.reach)

    @property
    def is_unfinished(self) -> bool:
        """Whether something is still to be done."""
        return self.state in UNFINISHED

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed undone."""
        return self.is_unfinished and self.due is not None and self.due < timezone.localdate()

    def stage_on(self, day: datetime.date) -> ReminderStage | None:
        """Of what its owner is reminded on a day; ``None`` where of nothing."""
        if not self.is_unfinished or self.due is None or self.due - day > SOON:
            return None
        if day < self.due:
            return ReminderStage.SOON
        return ReminderStage.OVERDUE if day - self.due >= LATE else ReminderStage.DUE


SOON = datetime.timedelta(days=7)
LATE = datetime.timedelta(days=7)


class PointReminder(models.Model):
    """A reminder of an action point, unique by point, day, stage and receiver: none is sent twice."""

    point = models.ForeignKey(ActionPoint, on_delete=models.CASCADE, related_name="reminders")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    due = models.DateField()
    stage = models.CharField(max_length=8, choices=ReminderStage.choices)
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    claim = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("reminder of an action point")
        verbose_name_plural = _("reminders of action points")
        constraints = [
            models.UniqueConstraint(fields=["point", "receiver", "due", "stage"], name="point_reminded_once"),
        ]
        indexes = [models.Index(fields=["state", "next_try_at"], name="point_reminder_waiting")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.stage} {self.due}"
