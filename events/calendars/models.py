"""Personal calendars behind a secret address, and what each person's own calendar was told by e-mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.calendars.enums import MailState, Scope


class Feed(models.Model):
    """The calendar that one person's calendar program fetches. Only the digest of its secret is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(_("what stands in it"), max_length=4, choices=Scope.choices, default=Scope.MINE)
    sessions = models.BooleanField(_("the sessions of each event too"), default=False)
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    read_at = models.DateTimeField(_("last fetched"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("personal calendar")
        verbose_name_plural = _("personal calendars")

    def __str__(self) -> str:
        return str(self.user_id)


class NoMails(models.Model):
    """Somebody who wants no invitations for their calendar by e-mail. Whoever is not here does."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("wish for no calendar e-mails")
        verbose_name_plural = _("wishes for no calendar e-mails")

    def __str__(self) -> str:
        return str(self.user_id)


class CalendarMail(models.Model):
    """What one person's calendar was told last of one event, and whether it has to be told again.

    There is one row for each, so that nothing is told twice and the last word is the true one: ``told`` is the method
    of the last message, ``told_print`` says what was in it, ``told_sequence`` its number, which only rises.
    ``next_try_at`` is when to try (again); ``claim`` is whose try it is.
    """

    event = models.ForeignKey("exchanges.Event", on_delete=models.CASCADE, related_name="calendar_mails")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=MailState.choices, default=MailState.WAITING)
    told = models.CharField(max_length=7, blank=True)
    told_print = models.CharField(max_length=64, blank=True)
    told_sequence = models.PositiveIntegerField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_starts = models.DateTimeField(null=True, blank=True)
    told_ends = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("calendar e-mail")
        verbose_name_plural = _("calendar e-mails")
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="one_calendar_mail_each")]
        indexes = [models.Index(fields=["state", "next_try_at"], name="calendar_mail_waiting")]

    def __str__(self) -> str:
        return f"{self.event_id}, {self.user_id}: {self.state}"
