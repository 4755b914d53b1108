"""Minutes and conclusions of an event, each with its earlier texts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events.exchanges.enums import Circle
from events.exchanges.models import Event
from events.exchanges.people import circle_key
from events.outcomes.enums import Reach
from portal.language import language_choices


def reach_key(event: Event, reach: str) -> str:
    """The audience key of something of the outcome; the event itself is asked for besides.

    Computed when it is asked for: no change of the event leaves a text behind that is too wide.
    """
    return event.audience_key if reach == Reach.AUDIENCE else circle_key(event, Circle(reach))


class Minutes(models.Model):
    """What was said and agreed. Read by the organisers until it is shared, then by its ``reach`` too."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="minutes")
    text = models.TextField(_("minutes"), blank=True, max_length=60_000)
    language = models.CharField(_("language"), max_length=8, choices=language_choices(), default="en")
    reach = models.CharField(
        _("who may read them"), max_length=12, choices=Reach.choices, default=Reach.ORGANISERS
    )
    shared_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")

    def __str__(self) -> str:
        return str(self.event)

    @property
    def is_shared(self) -> bool:
        """Whether others than the organisers may read them."""
        return self.shared_at is not None

    @property
    def audience_key(self) -> str:
        """For ``portal.visibility.can_view``."""
        return reach_key(self.event, self.reach if self.is_shared else Reach.ORGANISERS)


class Conclusion(models.Model):
    """One conclusion of an event, which may become a good practice."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="conclusions")
    title = models.CharField(_("in one line"), max_length=200)
    text = models.TextField(_("conclusion"), blank=True, max_length=10_000)
    language = models.CharField(_("language"), max_length=8, choices=language_choices(), default="en")
    reach = models.CharField(
        _("who may read it"), max_length=12, choices=Reach.choices, default=Reach.ORGANISERS
    )
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("conclusion")
        verbose_name_plural = _("conclusions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def audience_key(self) -> str:
        """For ``portal.visibility.can_view``."""
        return reach_key(self.event, self.reach)


class PracticeOrigin(models.Model):
    """A draft of a good practice that was made of a conclusion: the link between the two, read from both ends.

    The draft outlives its page; throwing the draft away takes the link with it, so that the conclusion can become a
    draft again.
    """

    conclusion = models.ForeignKey(Conclusion, on_delete=models.CASCADE, related_name="origins")
    draft = models.OneToOneField(
        "practices.PracticeDraft", on_delete=models.CASCADE, related_name="event_origin"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("practice of a conclusion")
        verbose_name_plural = _("practices of conclusions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.conclusion} → {self.draft_id}"


class OutcomeChange(models.Model):
    """Who changed what of an outcome, and what it was before. Read by the organisers.

    ``subject`` names what was changed: ``minutes``, ``conclusion:7``, ``point:3``, ``evaluation``.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="outcome_changes")
    subject = models.CharField(max_length=40)
    title = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    before: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    after: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of an outcome")
        verbose_name_plural = _("changes of outcomes")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["event", "subject"], name="outcome_change_subject")]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.subject}"
