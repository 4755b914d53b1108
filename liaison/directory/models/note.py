"""What is known of a network as a whole, without a list of its members."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.directory.enums import Confidence, PostKind


class NetworkNote(models.Model):
    """A statement about all posts of a kind (the rows ``*`` of ``data/eurojust_network.csv``). Public."""

    kind = models.CharField(_("kind"), max_length=30, choices=PostKind.choices, unique=True)
    text = models.TextField(_("text"))
    source = models.CharField(_("source"), max_length=500)
    source_date = models.CharField(_("date of the source"), max_length=10, blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence.choices, blank=True)

    class Meta:
        verbose_name = _("note on a network")
        verbose_name_plural = _("notes on networks")

    def __str__(self) -> str:
        return self.text
