"""An issue is shared for a visit or a meeting: with whom, and the e-mails that say so."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.issues.enums import NoticeState, Occasion
from events.issues.models.issue import Issue


class Share(models.Model):
    """What an issue was shared for, and with whom. It opens nothing: only who is inside the audience reads it."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="shares")
    occasion = models.CharField(
        _("occasion"), max_length=12, choices=Occasion.choices, default=Occasion.VISIT
    )
    title = models.CharField(_("which visit or meeting"), max_length=200)
    date = models.DateField(_("date of it"), null=True, blank=True)
    communities = models.ManyToManyField(Group, verbose_name=_("communities"), blank=True, related_name="+")
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("people"), blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("sharing of an issue")
        verbose_name_plural = _("sharings of issues")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.title


class ShareNotice(models.Model):
    """The e-mail to one person about one sharing: once, whatever is tried again."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="notices")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=NoticeState.choices, default=NoticeState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("e-mail about a shared issue")
        verbose_name_plural = _("e-mails about shared issues")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["share", "receiver"], name="briefing_share_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.share_id} {self.receiver_id}"
