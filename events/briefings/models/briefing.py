"""The live briefing package about one country (11333/24, ¶8a): what its numbered issues are frozen from."""

from __future__ import annotations

import secrets
import string
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.briefings.enums import DEFAULT_INTERVAL, LANGUAGES
from liaison.directory.models import UnderAudience
from portal.visibility import MEMBERS, Audience, visible_q
from practices.enums import TLP_AUDIENCES, Tlp

_LETTERS = string.ascii_lowercase + string.digits


def new_slug(country_code: str) -> str:
    """An address made of the country's code. It tells nothing of how many briefings there are about the country."""
    return f"{country_code.lower()}-{''.join(secrets.choice(_LETTERS) for _n in range(8))}"


class BriefingQuerySet(models.QuerySet["Briefing"]):
    """Briefings under the audience rule."""

    def visible_to(self, user: Any) -> BriefingQuerySet:
        """The briefings that are there for a viewer: inside their audience, or their own."""
        return self.filter(visible_q(user))

    def current(self) -> BriefingQuerySet:
        """Briefings that are kept up to date."""
        return self.filter(archived=False)


class Briefing(UnderAudience):
    """One briefing package. Its audience is never wider than the members: officials of third countries get none.

    ``language`` is the language it is compiled and rendered in. ``version`` rises with every change of anything in
    it, ``settings_version`` with those of its own fields, which their form is checked by. ``compiled_at`` is when any
    section was last refreshed from its sources.
    """

    country = models.ForeignKey(
        "reference.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="briefings"
    )
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(max_length=40, unique=True, editable=False)
    purpose = models.TextField(_("purpose"), blank=True, max_length=2000)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="en")
    tlp = models.CharField(_("TLP label"), max_length=12, choices=Tlp.choices, default=Tlp.AMBER)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("editors"), blank=True, related_name="edited_briefings"
    )
    interval_days = models.PositiveSmallIntegerField(
        _("remind the editors every (days)"),
        default=DEFAULT_INTERVAL,
        validators=[MinValueValidator(7), MaxValueValidator(365)],
    )
    archived = models.BooleanField(_("archived"), default=False)
    is_example = models.BooleanField(_("example"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    settings_version = models.PositiveIntegerField(default=1, editable=False)
    compiled_at = models.DateTimeField(_("compiled on"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BriefingQuerySet.as_manager()

    class Meta:
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")
        ordering = ["country_id", "title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("briefings:briefing", args=[self.slug])

    def parent_key(self) -> str:
        """Whatever its audience, it is for members."""
        return MEMBERS

    def refresh_below(self) -> None:
        """What editors wrote themselves carries the briefing's key."""
        from events.briefings.models.section import EDITOR, Entry

        own = Entry.objects.filter(section__briefing=self.pk, source_type=EDITOR)
        own.exclude(item_key=self.audience_key).update(item_key=self.audience_key)

    def clean(self) -> None:
        """Raises ``ValidationError`` at the field: an audience wider than the members, or than the label allows."""
        super().clean()
        if self.audience == Audience.PUBLIC:
            raise ValidationError({"audience": gettext("A briefing is for members of the portal at most.")})
        if self.audience not in TLP_AUDIENCES.get(self.tlp, frozenset()):
            message = gettext("%(label)s does not allow this audience. Choose a narrower one.")
            label = dict(Tlp.choices).get(self.tlp, self.tlp)
            raise ValidationError({"audience": message % {"label": label}})
