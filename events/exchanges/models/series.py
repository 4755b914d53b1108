"""Series: events that come again by a rule."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """A rule (RFC 5545, RRULE) by which an event comes again at the same time of the zone's clock.

    ``first`` and ``until`` are days of ``time_zone``. Every occurrence is an event of its own; one that was changed
    on its own is ``detached`` and keeps what it says when the series is changed. A series is seen through its events
    only: it has no audience of its own.
    """

    title = models.CharField(_("title"), max_length=200)
    rule = models.CharField(_("rule"), max_length=300, help_text=_("RFC 5545, for instance FREQ=MONTHLY."))
    time_zone = models.CharField(_("time zone"), max_length=64)
    first = models.DateField(_("first day"))
    until = models.DateField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")

    def __str__(self) -> str:
        return self.title
