"""What somebody has typed into a form and not sent yet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptForm(models.Model):
    """The words of one form, kept while they are typed. Shown to ``owner`` and to nobody else, whoever may see what
    the form is about.

    ``form`` says which form it is. ``data`` is what its fields hold, checked for size and shape only. ``base`` is the
    version of the record that the writer started from; ``version`` counts what was kept, so that a second tab or device
    overwrites nothing unseen. Once the form is saved, or its words are thrown away, nothing of them is kept and the
    row says only that: ``is_open`` is false.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_forms")
    form = models.CharField(max_length=100)
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    base = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    is_open = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("form that is being filled in")
        verbose_name_plural = _("forms that are being filled in")
        constraints = [
            models.UniqueConstraint(fields=["owner", "form"], name="one_kept_form_a_person"),
        ]

    def __str__(self) -> str:
        return self.form
