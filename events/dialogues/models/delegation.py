"""Who sits at the table."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.dialogues.enums import RepresentativeLevel, Side
from events.dialogues.models.dialogue import Dialogue


class Delegation(models.Model):
    """The people of one body. ``body`` is a code of ``events.dialogues.bodies``, on the other side the country's."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="delegations")
    side = models.CharField(_("side"), max_length=13, choices=Side.choices)
    body = models.CharField(_("body"), max_length=12)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["side", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dialogue", "body"], name="delegation_once_a_dialogue"),
        ]

    def __str__(self) -> str:
        return self.body

    @property
    def head(self) -> Representative | None:
        """Who leads the delegation, where somebody was named."""
        return next((one for one in self.representatives.all() if one.is_head), None)


class Representative(models.Model):
    """A member of a delegation. Whoever has an account and sits on the EU side is one of the dialogue's people."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="representatives")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="dialogue_seats",
    )
    name = models.CharField(_("name"), max_length=200)
    function = models.CharField(_("function"), max_length=200, blank=True)
    level = models.CharField(
        _("level"), max_length=5, choices=RepresentativeLevel.choices, default=RepresentativeLevel.OTHER
    )
    is_head = models.BooleanField(_("head of the delegation"), default=False)

    class Meta:
        verbose_name = _("member of a delegation")
        verbose_name_plural = _("members of delegations")
        ordering = ["-is_head", "level", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["delegation"], condition=models.Q(is_head=True), name="one_head_a_delegation"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ``ValidationError``: an account on the other side, or of an official of a third country."""
        super().clean()
        if not self.user_id:
            return
        person: Any = self.user
        if self.delegation.side != Side.EU or person.is_guest:
            raise ValidationError(
                {"user": gettext("Only members of the portal on the EU side are named by their account.")}
            )
