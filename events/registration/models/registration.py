"""Registrations: who asked to come, whether they have a seat, and how that came about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.registration.delegations import delegation_name
from events.registration.enums import LIVE, Attendance, RegistrationStatus
from events.registration.seats import Place
from portal.people.enums import Role


class Registration(models.Model):
    """One person at one event; whoever asks again after withdrawing keeps the row and starts at the end of the list.

    ``body`` and ``role`` are what the seat is counted by, fixed when the person asks. ``asked_at`` is the order of
    the waiting list. ``replaces`` is the registration whose seat passes to this one when it is approved.
    Written by ``actions`` alone, which hold the event's lock.
    """

    event = models.ForeignKey("exchanges.Event", on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="event_registrations"
    )
    body = models.CharField(_("delegation"), max_length=12, blank=True)
    role = models.CharField(_("role"), max_length=40, choices=Role.choices, blank=True)
    status = models.CharField(_("state"), max_length=12, choices=RegistrationStatus.choices)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    since = models.DateTimeField(_("in this state since"), default=timezone.now)
    is_approved = models.BooleanField(_("approved"), default=False)
    attendance = models.CharField(
        _("attendance"), max_length=7, choices=Attendance.choices, blank=True, default=Attendance.UNKNOWN
    )
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="substitutes"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "user"], name="one_registration_each"),
        ]
        indexes = [
            models.Index(fields=["event", "status"], name="registration_by_status"),
            models.Index(fields=["user", "status"], name="registration_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_status_display()}"

    @property
    def place(self) -> Place:
        """What a seat for this person is counted by."""
        return Place(self.body, self.role)

    @property
    def is_confirmed(self) -> bool:
        """Whether the person has a seat."""
        return self.status == RegistrationStatus.CONFIRMED

    @property
    def is_live(self) -> bool:
        """Whether the person has a seat or waits for one."""
        return self.status in LIVE

    @property
    def body_name(self) -> str:
        """The delegation in words."""
        return delegation_name(self.body)


class RegistrationStep(models.Model):
    """One change of state: kept, never changed."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(_("state"), max_length=12, choices=RegistrationStatus.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(_("remark"), max_length=500, blank=True)
    is_automatic = models.BooleanField(default=False)
    """Whether a seat that became free led to it, not somebody's decision."""

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.get_status_display())
