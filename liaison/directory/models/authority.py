"""Authorities of third countries: who takes a request, for which measure, and how it gets there."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liaison.directory.enums import Channel, Transmission
from liaison.directory.models.entry import DirectoryEntry
from portal.visibility import visible_q


class AuthorityQuerySet(models.QuerySet["Authority"]):
    """Authorities under the audience rule."""

    def visible_to(self, user: Any) -> AuthorityQuerySet:
        """The authorities a viewer may see."""
        return self.filter(visible_q(user, owner_field=None))


class Authority(DirectoryEntry):
    """A central or other competent authority of a third country. No measure named means: all measures."""

    name = models.CharField(_("name"), max_length=200, help_text=_("In English."))
    other_names = models.CharField(
        _("other names"),
        max_length=300,
        blank=True,
        help_text=_("In the country's own language, abbreviations."),
    )
    measures = models.ManyToManyField(
        "reference.Topic", verbose_name=_("for these measures"), blank=True, related_name="+"
    )
    channels = models.JSONField(_("channel"), default=list, blank=True)
    transmission = models.JSONField(_("transmission"), default=list, blank=True)

    entry_type = "authority"
    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        ordering = ["country_id", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:authority", args=[self.pk])

    def label(self, language: str | None = None) -> str:
        """What the authority is called."""
        return self.name

    @property
    def channel_names(self) -> list[str]:
        """The channels in words."""
        return [str(label) for value, label in Channel.choices if value in self.channels]

    @property
    def transmission_names(self) -> list[str]:
        """The forms of transmission in words."""
        return [str(label) for value, label in Transmission.choices if value in self.transmission]
