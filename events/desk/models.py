"""Messages of the organisers to groups of people of an event."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.desk.enums import Group, MailState, MessageKind
from events.exchanges.models import Event


class Message(models.Model):
    """What the organisers wrote, kept as it was sent. ``key`` comes from the form: sending it twice is sending once.

    Or that something was shared with a ``circle`` of the event, by organisers or speakers: it has no words then.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="messages")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    groups = models.JSONField(_("to"), default=list)
    kind = models.CharField(max_length=8, choices=MessageKind.choices, default=MessageKind.WRITTEN)
    circle = models.CharField(max_length=12, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), max_length=10_000)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """What it is called: its subject, or what was shared, in the reader's language."""
        return self.subject if self.kind == MessageKind.WRITTEN else str(self.get_kind_display())

    @property
    def place(self) -> str:
        """Where what was shared is read; empty for what was written."""
        names = {MessageKind.PAPERS: "papers:index", MessageKind.MINUTES: "outcomes:outcome"}
        name = names.get(MessageKind(self.kind), "")
        return reverse(name, args=[self.event.slug]) if name else ""

    @property
    def group_names(self) -> list[str]:
        """Whom it was for, in words."""
        return [str(Group(group).label) for group in self.groups if group in Group.values]


class Receipt(models.Model):
    """One receiver of a message: they read it in the portal, and a mail tells them so.

    ``next_try_at`` is when the mail may be tried (again); ``claim`` is whose try it is, so that two processes never
    send the same one.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="receipts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="one_receipt_each")]
        indexes = [models.Index(fields=["state", "next_try_at"], name="event_message_waiting")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_state_display()}"
