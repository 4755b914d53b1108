"""Who runs an event."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.exchanges.enums import OrganiserKind
from events.exchanges.models.event import Event


class EventOrganiser(models.Model):
    """A person who runs an event; what each kind may do is in ``events.exchanges.access``."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="organisers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="organised_events"
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=OrganiserKind.choices, default=OrganiserKind.ORGANISER
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("organiser of an event")
        verbose_name_plural = _("organisers of events")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "user"], name="organiser_once_an_event"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_kind_display()})"
