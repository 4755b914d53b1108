"""Invitations: bound to a person, by account or by a verified e-mail address."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.registration.delegations import delegation_name
from events.registration.enums import STANDING, ImportState, InvitationStatus
from portal.people.enums import Role


class Invitation(models.Model):
    """One person invited to one event.

    ``user`` is the account it belongs to. Where there is none yet it waits for whoever verifies ``email`` (kept in
    lower case) and belongs to them from then on, whatever becomes of the address. ``body`` and ``role`` are what
    the person is invited as; empty ones are taken from the account. ``replaces`` is the one whose substitute this is.
    """

    event = models.ForeignKey("exchanges.Event", on_delete=models.CASCADE, related_name="invitations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="event_invitations",
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    body = models.CharField(_("delegation"), max_length=12, blank=True)
    role = models.CharField(_("role"), max_length=40, choices=Role.choices, blank=True)
    status = models.CharField(
        _("state"), max_length=12, choices=InvitationStatus.choices, default=InvitationStatus.OPEN
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="substitutes"
    )
    imported = models.ForeignKey(
        "InvitationImport", null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations"
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "user"],
                condition=models.Q(status__in=STANDING, user__isnull=False),
                name="one_standing_invitation_each",
            ),
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=models.Q(status__in=STANDING) & ~models.Q(email=""),
                name="one_standing_invitation_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | ~models.Q(email=""), name="invitation_is_bound"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "status"], name="invitation_of_user"),
            models.Index(fields=["email"], name="invitation_by_address"),
        ]

    def __str__(self) -> str:
        return self.name or (str(self.user) if self.user else self.email)

    @property
    def is_standing(self) -> bool:
        """Whether it lets the person see the event."""
        return self.status in STANDING

    @property
    def body_name(self) -> str:
        """The delegation in words."""
        return delegation_name(self.body)


class InvitationImport(models.Model):
    """A list of people to invite that was sent as a file: what was found in it, and what became of it."""

    event = models.ForeignKey("exchanges.Event", on_delete=models.CASCADE, related_name="invitation_imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    touched = models.DateTimeField(auto_now=True)
    finished = models.DateTimeField(null=True, blank=True)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=ImportState.choices, default=ImportState.READING)
    content = models.BinaryField(null=True, blank=True, editable=False)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    already = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list, blank=True)
    people = models.JSONField(default=list, blank=True)
    """Those to be invited, as shown for confirmation: (row, address, name, role, delegation, has an account)."""
    shown = models.CharField(max_length=64, blank=True)
    moved = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("list of invitations")
        verbose_name_plural = _("lists of invitations")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
