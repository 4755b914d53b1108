"""Who changed what in a briefing, when. No text is lost: what was said before is kept here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.briefings.enums import ChangeKind
from events.briefings.models.briefing import Briefing


class BriefingChange(models.Model):
    """One change. ``entry_key`` and ``item_key`` where it is about an entry: shown to who holds that key only.

    Never changed. ``before`` and ``after`` hold what differs, by name of the field.
    """

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    entry_key = models.CharField(max_length=160, blank=True)
    item_key = models.CharField(max_length=500, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("change of a briefing")
        verbose_name_plural = _("changes of briefings")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())
