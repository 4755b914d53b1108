"""Who did what with an event, when. Shown to its organisers only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.exchanges.enums import Status
from events.exchanges.models.event import Event


class EventStep(models.Model):
    """A step from one status to the next. Never changed."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("step of an event")
        verbose_name_plural = _("steps of events")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.get_status_display())


class EventChange(models.Model):
    """A change of an event, its programme or its organisers: what was said before and after, by field."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("change of an event")
        verbose_name_plural = _("changes of events")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return ", ".join({*self.before, *self.after})
