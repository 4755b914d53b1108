"""A frozen issue of a briefing: numbered, dated, with a hash of what it says. It is never changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.briefings.models import Briefing
from events.issues.enums import Reading
from liaison.directory.models import UnderAudience
from portal.visibility import visible_q

MAY_CHANGE = frozenset(
    {"audience", "own_key", "audience_key", "withdrawn_at", "withdrawn_by", "withdrawn_reason"}
)
"""What may be another after freezing: that it is withdrawn, and an audience that became narrower with its briefing."""


class IssueQuerySet(models.QuerySet["Issue"]):
    """Issues under the audience rule."""

    def visible_to(self, user: Any) -> IssueQuerySet:
        """The issues whose audience a viewer is inside of. Nobody reads one because the briefing is theirs: what is
        in it is for its audience, and who writes a briefing need not be."""
        return self.filter(visible_q(user, owner_field=None))

    def valid(self) -> IssueQuerySet:
        """Issues that are not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Issue(UnderAudience):
    """One issue. ``content`` is ``events.issues.schema.IssueContent``; ``content_hash`` proves that it is as frozen.

    ``own_key`` is for whom the briefing was when the issue was frozen. It is always as narrow as its briefing is now,
    too: narrowing a briefing narrows its issues, widening it does not widen them.
    """

    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField(_("number"))
    as_of = models.DateField(_("as of"))
    frozen_at = models.DateTimeField(_("frozen on"))
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(_("title"), max_length=200)
    tlp = models.CharField(_("TLP label"), max_length=12)
    note = models.TextField(_("what is new in this issue"), blank=True, max_length=2000)
    content = models.JSONField()
    content_hash = models.CharField(_("content hash (SHA-256)"), max_length=64)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_reason = models.TextField(_("why it is withdrawn"), blank=True, max_length=1000)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue of a briefing")
        verbose_name_plural = _("issues of briefings")
        ordering = ["briefing", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["briefing", "number"], name="briefing_issue_number"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawn_reason=""),
                name="briefing_issue_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ``TypeError`` where anything but ``MAY_CHANGE`` of a frozen issue is to be written."""
        fields = kwargs.get("update_fields")
        if not self._state.adding and (fields is None or not MAY_CHANGE.issuperset(fields)):
            raise TypeError("a frozen issue is never changed")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("briefing_issues:issue", args=[self.briefing.slug, self.number])

    def parent_key(self) -> str:
        """As narrow as the briefing is now."""
        return Briefing.objects.values_list("audience_key", flat=True).get(pk=self.briefing_id)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.withdrawn_at is not None


class IssueRead(models.Model):
    """Somebody opened an issue, in a form, at a moment. Never changed."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="reads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    form = models.CharField(max_length=10, choices=Reading.choices)

    class Meta:
        verbose_name = _("opening of an issue")
        verbose_name_plural = _("openings of issues")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["issue", "-at"], name="briefing_issue_reads")]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.form}"
