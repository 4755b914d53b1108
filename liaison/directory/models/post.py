"""Posts: who is where, for whom (11333/24, ¶5 and ¶6; Reg. (EU) 2018/1727, Art. 53)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.directory.enums import OF_THE_THIRD_COUNTRY, Body, Occupancy, PostKind
from liaison.directory.models.entry import DirectoryEntry
from portal.reference import cldr
from portal.visibility import visible_q


class PostQuerySet(models.QuerySet["Post"]):
    """Posts under the audience rule."""

    def visible_to(self, user: Any) -> PostQuerySet:
        """The posts a viewer may see: inside their audience, or their own."""
        return self.filter(visible_q(user, owner_field="holder"))

    def current(self) -> PostQuerySet:
        """Posts that have not ended."""
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gte=localdate()))


class Post(DirectoryEntry):
    """A post and whoever holds it. ``country`` is the principal country; more can be covered.

    ``represents`` (a country) or ``represents_body`` says for whom: a Member State or an EU body for posts in a
    third country, the third country itself for a liaison prosecutor at Eurojust and for a contact point.
    """

    kind = models.CharField(_("kind"), max_length=30, choices=PostKind.choices)
    title = models.CharField(
        _("title"),
        max_length=200,
        blank=True,
        help_text=_("Only where the kind and the countries do not say it."),
    )
    represents = models.ForeignKey(
        "reference.Country",
        verbose_name=_("represents"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    represents_body = models.CharField(
        _("represents the body"), max_length=10, choices=Body.choices, blank=True
    )
    other_countries = models.ManyToManyField(
        "reference.Country", verbose_name=_("also covers"), blank=True, related_name="+"
    )
    institution = models.CharField(
        _("institution"),
        max_length=200,
        blank=True,
        help_text=_("Where the post sits: an embassy, a ministry."),
    )
    city = models.CharField(_("city"), max_length=120, blank=True)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("holder"),
        null=True,
        blank=True,
        # An account that holds a post is handed over first (liaison.directory.handover).
        on_delete=models.PROTECT,
        related_name="posts",
    )
    holder_name = models.CharField(
        _("name of the holder"),
        max_length=200,
        blank=True,
        help_text=_("Where the holder has no account here."),
    )
    occupancy = models.CharField(
        _("is it filled"), max_length=8, choices=Occupancy.choices, default=Occupancy.FILLED
    )
    since = models.CharField(
        _("since"), max_length=10, blank=True, help_text=_("Year, month or day: 2024, 2024-06 or 2024-06-14.")
    )
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day of the posting."))

    entry_type = "post"
    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["country_id", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                name="post_represents_one",
                condition=models.Q(represents__isnull=True) ^ models.Q(represents_body=""),
            ),
        ]
        indexes = [models.Index(fields=["country", "kind"], name="post_country_kind")]

    def __str__(self) -> str:
        return self.label()

    def get_absolute_url(self) -> str:
        return reverse("directory:post", args=[self.pk])

    @property
    def owner_id(self) -> int | None:
        """Whose own it is in the terms of the audience rule: the holder always sees their post."""
        return self.holder_id

    @property
    def has_ended(self) -> bool:
        """Whether the last day of the posting is over."""
        return self.until is not None and self.until < localdate()

    def representing(self, language: str | None = None) -> str:
        """For whom the post stands, by name."""
        if self.represents_id:
            return cldr.territory_name(self.represents_id, language)
        return str(self.get_represents_body_display())

    def label(self, language: str | None = None) -> str:
        """What the post is called: its own title, or the kind with the countries."""
        if self.title:
            return self.title
        kind, country = self.get_kind_display(), cldr.territory_name(self.country_id, language)
        if self.kind in OF_THE_THIRD_COUNTRY:
            return gettext("%(kind)s: %(country)s") % {"kind": kind, "country": country}
        return gettext("%(kind)s of %(state)s: %(country)s") % {
            "kind": kind,
            "state": self.representing(language),
            "country": country,
        }

    @property
    def holder_label(self) -> str:
        """The holder's name: of their account, or as it was written down."""
        if self.holder_id and self.holder is not None:
            return self.holder.get_full_name() or self.holder_name
        return self.holder_name

    def clean(self) -> None:
        """Raises ``ValidationError`` at the field: a post for nobody or for two, a holder on a vacant post."""
        super().clean()
        errors: dict[str, str] = {}
        if bool(self.represents_id) == bool(self.represents_body):
            errors["represents"] = gettext("Choose a country or a body, one of the two.")
        if self.occupancy == Occupancy.VACANT and (self.holder_id or self.holder_name):
            errors["occupancy"] = gettext("A vacant post has no holder.")
        if self.since and self.until and self.until.isoformat()[: len(self.since)] < self.since:
            errors["until"] = gettext("A posting cannot end before it began.")
        if errors:
            raise ValidationError(errors)
