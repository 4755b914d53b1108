"""What is spoken about, the papers for it, and what is to be prepared."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events.dialogues.enums import AgendaKind, DialogueCircle
from events.dialogues.models.dialogue import Dialogue
from portal.language import language_choices
from portal.visibility import PUBLIC, narrow


def stored_name(paper: object, filename: str) -> str:
    """Where a file lies: under a random name, which tells nothing of the dialogue."""
    suffix = filename.rpartition(".")[2].lower()[:10]
    return f"papers/{uuid.uuid4().hex}.{suffix}"


class AgendaItem(models.Model):
    """One item. It is as narrow as its circle and as what it was taken from (``source_key``), computed when asked
    for, so that no change of the dialogue can leave an item behind that is too wide."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=AgendaKind.choices, default=AgendaKind.OTHER)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what is to be said"), blank=True, max_length=5000)
    lead = models.CharField(_("who leads"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    circle = models.CharField(
        _("who may see it"), max_length=10, choices=DialogueCircle.choices, default=DialogueCircle.ALL
    )
    source_type = models.CharField(max_length=40, blank=True, editable=False)
    source_id = models.CharField(max_length=80, blank=True, editable=False)
    source_key = models.CharField(max_length=500, blank=True, editable=False)
    source_label = models.CharField(max_length=300, blank=True, editable=False)
    source_url = models.CharField(max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue", "source_type", "source_id"],
                condition=~models.Q(source_type=""),
                name="agenda_source_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audience_key(self) -> str:
        """For ``portal.visibility.can_view``; the dialogue is asked for besides."""
        return narrow(self.dialogue.circle_key(self.circle), self.source_key or PUBLIC)


class AgendaPaper(models.Model):
    """A file of the dialogue, or of one item: never wider than the item."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="papers")
    item = models.ForeignKey(
        AgendaItem,
        verbose_name=_("agenda item"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="papers",
    )
    title = models.CharField(_("title"), max_length=200)
    circle = models.CharField(
        _("who may open it"),
        max_length=10,
        choices=DialogueCircle.choices,
        default=DialogueCircle.ORGANISERS,
    )
    language = models.CharField(_("language"), max_length=8, choices=language_choices(), default="en")
    file = models.FileField(upload_to=stored_name, max_length=100)
    file_name = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("paper of a dialogue")
        verbose_name_plural = _("papers of dialogues")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def audience_key(self) -> str:
        """For ``portal.visibility.can_view``; the dialogue is asked for besides."""
        above = self.item.audience_key if self.item else PUBLIC
        return narrow(self.dialogue.circle_key(self.circle), above)

    @property
    def extension(self) -> str:
        """The kind of file, for display."""
        return self.file_name.rpartition(".")[2]


class ChecklistItem(models.Model):
    """Something to be done before the meeting. Seen by the organisers."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="checklist")
    text = models.CharField(_("what is to be done"), max_length=300)
    due = models.DateField(_("due"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of checklists")
        ordering = [models.F("due").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.text
