"""Who did what with a dialogue, when. Shown to its organisers only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.dialogues.models.dialogue import Dialogue


class DialogueChange(models.Model):
    """A change of a dialogue or of what stands in it: what was said before and after, by field. Never changed.

    ``key`` is the audience key of what was changed where that is narrower than the organisers (an agenda item taken
    from something that not every organiser may see).
    """

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("change of a dialogue")
        verbose_name_plural = _("changes of dialogues")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return ", ".join(sorted({*self.before, *self.after}))
