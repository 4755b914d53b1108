"""What either side has promised, and how it comes back in the country's next dialogue."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.dialogues.enums import CommitmentState, ReviewState, Side
from events.dialogues.models.dialogue import Dialogue, audience_problem
from events.dialogues.models.keys import new_key
from liaison.directory.models import UnderAudience
from portal.visibility import MEMBERS, Audience, visible_q
from practices.enums import Tlp


def stored_evidence(commitment: object, filename: str) -> str:
    """Where a file lies: under a random name, which tells nothing of the commitment."""
    return f"papers/{uuid.uuid4().hex}.{filename.rpartition('.')[2].lower()[:10]}"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Commitments under the audience rule."""

    def visible_to(self, user: Any) -> CommitmentQuerySet:
        """The commitments a viewer may see: inside their audience, or theirs to keep."""
        return self.filter(visible_q(user, owner_field="owner_user"))

    def open(self) -> CommitmentQuerySet:
        """Neither done nor dropped."""
        return self.filter(state=CommitmentState.OPEN)

    def overdue(self) -> CommitmentQuerySet:
        """Open, and their day has passed."""
        return self.open().filter(due__lt=timezone.localdate())


class Commitment(UnderAudience):
    """One promise. Its audience is that of its dialogue (``same_audience``) or one of its own, never wider than the
    members; the organisers and the EU delegation of the dialogue belong to each. ``owner_user`` always sees it."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    country = models.ForeignKey(
        "reference.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="commitments"
    )
    dialogue = models.ForeignKey(
        Dialogue, verbose_name=_("dialogue"), on_delete=models.PROTECT, related_name="commitments"
    )
    side = models.CharField(_("side"), max_length=13, choices=Side.choices, default=Side.THIRD_COUNTRY)
    owner_body = models.CharField(_("who has promised it"), max_length=12)
    owner_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who looks after it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="commitments",
    )
    text = models.TextField(_("commitment"), max_length=2000)
    due = models.DateField(_("due"), null=True, blank=True, db_index=True)
    state = models.CharField(
        _("state"), max_length=8, choices=CommitmentState.choices, default=CommitmentState.OPEN
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)
    evidence = models.TextField(_("evidence"), blank=True, max_length=5000)
    evidence_file = models.FileField(upload_to=stored_evidence, max_length=100, blank=True)
    evidence_name = models.CharField(max_length=120, blank=True, editable=False)
    same_audience = models.BooleanField(_("seen by whoever sees the dialogue"), default=True)
    tlp = models.CharField(_("TLP label"), max_length=12, choices=Tlp.choices, default=Tlp.AMBER)
    is_example = models.BooleanField(_("example"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = [models.F("due").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("dialogues:commitment", args=[self.key])

    @property
    def owner_id(self) -> int | None:
        """Whoever looks after a commitment sees it, for ``portal.visibility.can_view``."""
        return self.owner_user_id

    @property
    def is_open(self) -> bool:
        return self.state == CommitmentState.OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether it is open and its day has passed."""
        return self.is_open and self.due is not None and self.due < timezone.localdate()

    def audience_tokens(self) -> Iterable[str]:
        """The people of the dialogue it was made in."""
        return self.dialogue.audience_tokens()

    def compute_own_key(self) -> str:
        """The dialogue's key where nothing else was chosen."""
        return self.dialogue.audience_key if self.same_audience else super().compute_own_key()

    def parent_key(self) -> str:
        """Never wider than the members of the portal."""
        return MEMBERS

    def clean(self) -> None:
        """Raises ``ValidationError``: an audience wider than the members or than the TLP label allows."""
        super().clean()
        audience = self.dialogue.audience if self.same_audience else self.audience
        if problem := audience_problem(audience or Audience.COMMUNITIES, self.tlp):
            raise ValidationError({"tlp" if self.same_audience else "audience": problem})


class CommitmentReview(models.Model):
    """An open commitment on the table of a later dialogue: once in each, and waiting in one at a time."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="reviews")
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="reviews")
    state = models.CharField(
        _("state"), max_length=8, choices=ReviewState.choices, default=ReviewState.PENDING
    )
    note = models.TextField(_("what was said"), blank=True, max_length=2000)
    at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("review of a commitment")
        verbose_name_plural = _("reviews of commitments")
        ordering = ["dialogue__starts", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "dialogue"], name="commitment_reviewed_once_a_dialogue"
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=models.Q(state="pending"),
                name="commitment_waits_in_one_dialogue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.get_state_display()}"


class CommitmentChange(models.Model):
    """Who changed a commitment, and what it said before and after. Read by whoever may see it."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("change of a commitment")
        verbose_name_plural = _("changes of commitments")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return ", ".join(sorted({*self.before, *self.after}))
