"""The evaluation of an event by those who took part.

That somebody has answered and what was answered are kept apart: the row of a person carries no time, an answer neither
a time nor a person, and its number is drawn by lot, so that nothing puts the two together again. Results are shown
only after the form is closed, for good, and from ``FEWEST`` answers on: nobody can see them before and after one
more answer came in and take one from the other.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.exchanges.models import Event
from events.outcomes.enums import Use

FEWEST = 3
"""With fewer answers than this, no result is ever shown."""

RATINGS = ("usefulness", "content", "organisation", "contacts")
TEXTS = ("keep", "change")


class Evaluation(models.Model):
    """The form of one event: open until ``closes`` or until an organiser closes it; never opened again."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="evaluation")
    closes = models.DateField(_("closes on"), help_text=_("The last day on which it can be filled in."))
    closed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")

    def __str__(self) -> str:
        return str(self.event)

    @property
    def is_closed(self) -> bool:
        """Whether nobody can answer any more."""
        return self.closed_at is not None or self.closes < timezone.localdate()


class EvaluationPerson(models.Model):
    """That somebody has answered; not what, and not when."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("person who has evaluated")
        verbose_name_plural = _("people who have evaluated")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "user"], name="evaluated_once"),
        ]

    def __str__(self) -> str:
        return str(self.evaluation_id)


def _rating(label: object) -> models.PositiveSmallIntegerField[int | None, int | None]:
    """One to five, five being best; empty where it was left out."""
    return models.PositiveSmallIntegerField(
        label,  # type: ignore[arg-type]
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )


class EvaluationAnswer(models.Model):
    """What one person answered; not who, and not when. The number is random, so that rows have no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="answers")
    usefulness = _rating(_("How useful was the event for your work?"))
    content = _rating(_("How good was what was said and shown?"))
    organisation = _rating(_("How well was it organised?"))
    contacts = _rating(_("How useful are the contacts you made?"))
    use = models.CharField(
        _("Will you use what you have learnt?"), max_length=8, choices=Use.choices, blank=True
    )
    keep = models.TextField(_("What should stay as it was?"), blank=True, max_length=2000)
    change = models.TextField(_("What should be different next time?"), blank=True, max_length=2000)

    class Meta:
        verbose_name = _("answer of an evaluation")
        verbose_name_plural = _("answers of evaluations")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.evaluation_id)
