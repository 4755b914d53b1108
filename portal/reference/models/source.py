"""Where reference data comes from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """A publication that reference data was taken from (data/sources.csv)."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    description = models.TextField(_("description"))
    url = models.URLField(_("address"), max_length=500, blank=True)
    as_of = models.CharField(
        _("as of"),
        max_length=60,
        blank=True,
        help_text=_("As the source gives it: a day, a month or a year."),
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
