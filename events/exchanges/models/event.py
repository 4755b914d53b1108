"""Events: exchanges between experts, from a half-hour call to a meeting of two days (11333/24, ¶4 and ¶5)."""

from __future__ import annotations

import datetime
import uuid
import zoneinfo
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.exchanges.enums import Approval, Format, Status
from events.exchanges.models.series import Series
from events.exchanges.tokens import ORGANISER, event_token, event_tokens
from liaison.directory.models import UnderAudience
from portal.indexing import mark_changed
from portal.visibility import MEMBERS, NOBODY, PUBLIC, Audience, audience_key, format_key, visible_q
from practices.enums import TLP_AUDIENCES, Tlp


def new_uid() -> str:
    """A calendar identifier that is never given twice and never changes (RFC 5545, 3.8.4.7)."""
    return f"{uuid.uuid4()}@comity"


class ExchangeQuerySet(models.QuerySet["Event"]):
    """Events under the audience rule."""

    def visible_to(self, user: Any) -> ExchangeQuerySet:
        """The events a viewer may see. Drafts carry the key of their organisers alone."""
        return self.filter(visible_q(user))

    def upcoming(self) -> ExchangeQuerySet:
        """Events that are not over, cancelled ones included: who meant to come must find that out."""
        return self.filter(ends__gte=timezone.now())

    def past(self) -> ExchangeQuerySet:
        """Events that are over."""
        return self.filter(ends__lt=timezone.now())

    def live(self) -> ExchangeQuerySet:
        """Events that were announced."""
        return self.exclude(status=Status.DRAFT)


class Event(UnderAudience):
    """One exchange of experience.

    ``starts`` and ``ends`` are instants; what the invitation says is their time on the clock of ``time_zone``.
    ``version`` rises with every change and serves two editors; ``sequence`` (RFC 5545, 3.8.7.4) only with what
    calendars must be told. The people of an event belong to every audience of it that names communities; those of
    ``members`` too where ``admits_guests`` says that officials of third countries are invited.
    """

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(max_length=120, unique=True, editable=False)
    purpose = models.TextField(_("purpose"), blank=True, max_length=5000)
    format = models.CharField(_("format"), max_length=8, choices=Format.choices, default=Format.ON_SITE)
    place = models.CharField(_("place"), max_length=300, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Brussels")
    starts = models.DateTimeField(_("starts"), db_index=True)
    ends = models.DateTimeField(_("ends"), db_index=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    interpretation = models.JSONField(_("interpretation"), default=list, blank=True)
    countries = models.ManyToManyField(
        "reference.Country", verbose_name=_("countries"), blank=True, related_name="events"
    )
    instruments = models.ManyToManyField(
        "reference.Instrument", verbose_name=_("legal instruments"), blank=True, related_name="events"
    )
    topics = models.ManyToManyField(
        "reference.Topic", verbose_name=_("topics"), blank=True, related_name="events"
    )
    organising_bodies = models.JSONField(_("organised by"), default=list, blank=True)
    tlp = models.CharField(_("TLP label"), max_length=12, choices=Tlp.choices, default=Tlp.AMBER)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    admits_guests = models.BooleanField(
        _("officials of third countries are invited"),
        default=False,
        help_text=_(
            "Liaison prosecutors of third countries are not members of the portal. Without this, an event for all "
            "members stays closed to them even when they are invited."
        ),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    registration_opens = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes = models.DateTimeField(_("registration closes"), null=True, blank=True)
    seats = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, help_text=_("Empty means: no limit.")
    )
    approval = models.CharField(
        _("who approves registrations"), max_length=10, choices=Approval.choices, default=Approval.ORGANISER
    )
    chatham_house = models.BooleanField(
        _("Chatham House Rule"),
        default=False,
        help_text=_(
            "What is said may be used, but neither who said it nor for whom they spoke may be revealed."
        ),
    )
    joining_link = models.URLField(_("joining link"), max_length=1000, blank=True)
    joining_note = models.TextField(_("how to join"), max_length=2000, blank=True)
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="events"
    )
    occurrence = models.DateField(_("day in the series"), null=True, blank=True)
    detached = models.BooleanField(_("changed on its own"), default=False)
    uid = models.CharField(max_length=100, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    cancelled_reason = models.CharField(_("why it was cancelled"), max_length=500, blank=True)
    is_example = models.BooleanField(_("example"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_start", condition=models.Q(ends__gt=models.F("starts"))
            ),
            models.UniqueConstraint(fields=["series", "occurrence"], name="one_event_an_occurrence"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchanges:event", args=[self.slug])

    # --- the audience -----------------------------------------------------------------------------------

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with fresh keys; those of a new event name its people, for which its number is needed."""
        with transaction.atomic():
            is_new = self._state.adding
            super().save(*args, **kwargs)
            if is_new:
                self.refresh_keys()

    def audience_tokens(self) -> Iterable[str]:
        """The people of the event: organisers, speakers, confirmed participants, invited."""
        return event_tokens(self.pk) if self.pk else ()

    def compute_own_key(self) -> str:
        """The key of the announced event, its state left aside."""
        if not self.pk:
            return NOBODY
        if self.audience == Audience.MEMBERS and self.admits_guests:
            return format_key([{MEMBERS, *self.audience_tokens()}])
        return audience_key(
            self.audience, self.communities.values_list("pk", flat=True), self.audience_tokens()
        )

    def parent_key(self) -> str:
        """A draft is seen by its organisers only."""
        if self.status != Status.DRAFT:
            return PUBLIC
        return event_token(self.pk, ORGANISER) if self.pk else NOBODY

    def refresh_below(self) -> None:
        """The search follows the keys. What stands inside an event is for its people, whatever its audience."""
        if self.pk:
            mark_changed("event", [self.pk])

    # --- time -------------------------------------------------------------------------------------------

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone whose clock the invitation shows."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def local_starts(self) -> datetime.datetime:
        """The start on the clock of the event's place."""
        return self.starts.astimezone(self.zone)

    @property
    def local_ends(self) -> datetime.datetime:
        """The end on the clock of the event's place."""
        return self.ends.astimezone(self.zone)

    @property
    def is_over(self) -> bool:
        """Whether the end has passed."""
        return self.ends < timezone.now()

    @property
    def has_begun(self) -> bool:
        """Whether the start has passed."""
        return self.starts <= timezone.now()

    @property
    def is_cancelled(self) -> bool:
        return self.status == Status.CANCELLED

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def registration_is_open(self) -> bool:
        """Whether somebody can register now: open, inside its dates, and not begun, as nobody can leave then."""
        now = timezone.now()
        return (
            self.status == Status.OPEN
            and not self.has_begun
            and (self.registration_opens is None or self.registration_opens <= now)
            and (self.registration_closes is None or now < self.registration_closes)
        )

    def clean(self) -> None:
        """Raises ``ValidationError`` at the field: an end before the start, an unknown zone, dates of registration
        that cannot be, a TLP label that the audience does not fit."""
        super().clean()
        errors: dict[str, str] = {}
        try:
            zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            errors["time_zone"] = gettext("There is no such time zone.")
        if self.starts and self.ends and self.ends <= self.starts:
            errors["ends"] = gettext("An event ends after it starts.")
        opens, closes = self.registration_opens, self.registration_closes
        if opens and closes and closes <= opens:
            errors["registration_closes"] = gettext("Registration closes after it opens.")
        if closes and self.ends and closes > self.ends:
            errors["registration_closes"] = gettext("Registration cannot go on when the event is over.")
        if self.audience not in TLP_AUDIENCES.get(self.tlp, frozenset()):
            errors["audience"] = gettext("%(label)s does not allow this audience. Choose a narrower one.") % {
                "label": dict(Tlp.choices).get(self.tlp, self.tlp)
            }
        if errors:
            raise ValidationError(errors)
