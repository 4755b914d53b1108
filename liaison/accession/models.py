"""Promoting accession to conventions (11333/24, ¶7): where a country stands, what holds it up, what comes next.

An item and each event of its history have an audience; an event is as narrow as its item and as itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from liaison.accession.enums import CLOSED, EventKind, Forum, NoticeState, Status
from liaison.directory.models import UnderAudience
from portal.language import language_choices
from portal.pages.models import SLUG_ALPHABET
from portal.people.queries import desk_tokens
from portal.visibility import viewer_for, visible_q


def new_key() -> str:
    """The end of an item's address. A number that counts items would tell that there are hidden ones."""
    return get_random_string(10, SLUG_ALPHABET)


class AccessionQuerySet(models.QuerySet["Accession"]):
    """Items under the audience rule."""

    def visible_to(self, user: Any) -> AccessionQuerySet:
        """The items a viewer may see: inside their audience, or theirs to look after."""
        return self.filter(visible_q(user))


class Accession(UnderAudience):
    """One country and one convention. ``owner`` looks after the next step; without one, the country's desk does."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    country = models.ForeignKey(
        "reference.Country", verbose_name=_("country"), related_name="accessions", on_delete=models.PROTECT
    )
    instrument = models.ForeignKey(
        "reference.Instrument",
        verbose_name=_("convention"),
        related_name="accessions",
        on_delete=models.PROTECT,
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.CONSIDERED, db_index=True
    )
    status_since = models.DateField(_("since"), default=localdate)
    obstacles = models.TextField(_("obstacles"), blank=True, max_length=5000)
    next_step = models.TextField(_("next step"), blank=True, max_length=1000)
    next_step_due = models.DateField(_("due by"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who looks after it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="accessions",
    )
    language = models.CharField(_("language"), max_length=8, choices=language_choices(), default="en")
    is_example = models.BooleanField(_("example"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AccessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("accession")
        verbose_name_plural = _("accessions")
        ordering = ["country_id", "instrument_id", "pk"]

    def __str__(self) -> str:
        return f"{self.country_id} {self.instrument_id}"

    def get_absolute_url(self) -> str:
        return reverse("accession:item", args=[self.key])

    def label(self, language: str | None = None) -> str:
        """What the item is called: country and convention."""
        return f"{self.country.name(language)}: {self.instrument.label(language)}"

    def audience_tokens(self) -> Iterable[str]:
        """The country's desk belongs to every narrow audience."""
        return desk_tokens(self.country_id)

    def refresh_below(self) -> None:
        """Events are never wider than their item."""
        from portal.indexing import mark_changed

        for event in self.events.all():
            event.accession = self
            event.refresh_keys()
        mark_changed("accession", [self.pk])

    @property
    def is_closed(self) -> bool:
        """Whether nothing is due any more."""
        return self.status in CLOSED

    @property
    def is_overdue(self) -> bool:
        """Whether the next step should have been taken."""
        return not self.is_closed and self.next_step_due is not None and self.next_step_due < localdate()


class EventQuerySet(models.QuerySet["AccessionEvent"]):
    """Events under the audience rule."""

    def visible_to(self, user: Any) -> EventQuerySet:
        """The events a viewer may see: of items they may see, inside the event's audience or written by them.

        Whoever looks after the item sees what was not meant for fewer people than the item.
        """
        viewer = viewer_for(user)
        if viewer.sees_all:  # their condition is empty, and an empty one joined by "or" would vanish
            return self.all()
        items = Accession.objects.visible_to(viewer).order_by()
        told = visible_q(viewer, owner_field="by")
        if viewer.user_id is not None:
            told |= models.Q(is_narrowed=False, accession__owner=viewer.user_id)
        return self.filter(told, accession__in=items.values("pk"))


class AccessionEvent(UnderAudience):
    """Something that happened to an item: raised somewhere, moved to another status, changed.

    ``audience`` and ``communities`` are those of the item when it was written down, or narrower; if the item is
    widened later, what was written for fewer people stays theirs.
    """

    accession = models.ForeignKey(Accession, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("what happened"), max_length=12, choices=EventKind.choices)
    date = models.DateField(_("date"), default=localdate)
    forum = models.CharField(_("occasion"), max_length=10, choices=Forum.choices, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    raised_by = models.CharField(_("raised by"), max_length=12, blank=True)
    text = models.TextField(_("outcome"), blank=True, max_length=5000)
    old_status = models.CharField(max_length=20, choices=Status.choices, blank=True)
    new_status = models.CharField(max_length=20, choices=Status.choices, blank=True)
    changes = models.JSONField(default=list, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=language_choices(), default="en")
    is_narrowed = models.BooleanField(
        default=False, editable=False, help_text=_("Meant for fewer people than the item.")
    )
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of an accession")
        verbose_name_plural = _("events of accessions")
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def can_view(self, user: Any) -> bool:
        """Object form of the rule: that of the queryset, asked for this one event."""
        return AccessionEvent.objects.visible_to(user).filter(pk=self.pk).exists()

    def audience_tokens(self) -> Iterable[str]:
        """The desk of the item's country."""
        return self.accession.audience_tokens()

    def parent_key(self) -> str:
        """The item's key, the item being locked: narrowing it either waits for this event or is seen by it."""
        items = Accession.objects.select_for_update(of=("self",))
        return items.values_list("audience_key", flat=True).get(pk=self.accession_id)


class AccessionFollower(models.Model):
    """Somebody who wants to be told when the status changes."""

    accession = models.ForeignKey(Accession, on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [models.UniqueConstraint(fields=["accession", "user"], name="accession_followed_once")]

    def __str__(self) -> str:
        return f"{self.accession_id} {self.user_id}"


class AccessionNotice(models.Model):
    """A mail that a change of status owes to a follower: written with the change, sent after it, once."""

    event = models.ForeignKey(AccessionEvent, on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=NoticeState.choices, default=NoticeState.WAITING)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("notice to a follower")
        verbose_name_plural = _("notices to followers")
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="accession_noticed_once")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.user_id}"
