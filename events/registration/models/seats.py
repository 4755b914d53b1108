"""How many may come with which delegation and in which role, and who approves for a Member State."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.registration.seats import Limit
from portal.people.enums import Role


class Quota(models.Model):
    """At most so many of a delegation (or of each Member State), of a role, or of a role in a delegation."""

    event = models.ForeignKey("exchanges.Event", on_delete=models.CASCADE, related_name="quotas")
    body = models.CharField(_("delegation"), max_length=12, blank=True)
    role = models.CharField(_("role"), max_length=40, choices=Role.choices, blank=True)
    seats = models.PositiveIntegerField(_("seats"))

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [
            models.UniqueConstraint(fields=["event", "body", "role"], name="one_quota_of_a_kind"),
            models.CheckConstraint(condition=~models.Q(body="", role=""), name="quota_is_about_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.body or '*'} {self.role or '*'}: {self.seats}"

    @property
    def limit(self) -> Limit:
        """As the rules know it."""
        return Limit(self.seats, self.body, self.role)


class NationalContact(models.Model):
    """Somebody named by the organiser to approve, for one event, those who come from a Member State."""

    event = models.ForeignKey("exchanges.Event", on_delete=models.CASCADE, related_name="national_contacts")
    state = models.CharField(_("Member State"), max_length=2)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("national contact")
        verbose_name_plural = _("national contacts")
        constraints = [
            models.UniqueConstraint(fields=["event", "state", "user"], name="national_contact_named_once")
        ]

    def __str__(self) -> str:
        return f"{self.state}: {self.user}"
