"""What the organiser asks of those who register, and what they answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.registration.enums import QuestionKind


class Question(models.Model):
    """One question. Once it was answered it is retired instead of deleted, so that answers keep their meaning."""

    event = models.ForeignKey("exchanges.Event", on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("question"), max_length=300)
    help = models.CharField(_("explanation"), max_length=500, blank=True)
    kind = models.CharField(
        _("answered by"), max_length=7, choices=QuestionKind.choices, default=QuestionKind.LINE
    )
    choices = models.JSONField(_("choices"), default=list, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    is_retired = models.BooleanField(_("no longer asked"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Answer(models.Model):
    """One person's answer: a text, a yes or no, or a list of choices. For the organisers and the person alone."""

    registration = models.ForeignKey("Registration", on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.RESTRICT, related_name="answers")
    value = models.JSONField()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question__order", "question_id"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "question"], name="one_answer_a_question")
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.value}"
