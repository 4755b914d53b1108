"""The programme of an event: its sessions and who speaks."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.exchanges.models.event import Event, new_uid


class Session(models.Model):
    """A part of an event with times of its own, inside those of the event. As visible as the event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(_("title"), max_length=200)
    starts = models.DateTimeField(_("starts"))
    ends = models.DateTimeField(_("ends"))
    room = models.CharField(_("room"), max_length=120, blank=True)
    description = models.TextField(_("description"), max_length=3000, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    interpretation = models.JSONField(_("interpretation"), default=list, blank=True)
    uid = models.CharField(max_length=100, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_start", condition=models.Q(ends__gt=models.F("starts"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def local_starts(self) -> datetime.datetime:
        """The start on the clock of the event's place."""
        return self.starts.astimezone(self.event.zone)

    @property
    def local_ends(self) -> datetime.datetime:
        """The end on the clock of the event's place."""
        return self.ends.astimezone(self.event.zone)


class Speaker(models.Model):
    """Who speaks, in one session or at the event as a whole. With ``user``, a person with access here."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="speakers")
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="speakers"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("name"), max_length=200)
    function = models.CharField(_("function"), max_length=200, blank=True)
    body = models.CharField(_("authority or body"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name
