"""What the assessment says: narratives, comments in consultation, frozen reports, decisions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.assessments.enums import DecisionChangeKind, Proposal
from liaison.assessments.models.rounds import Round


class Narrative(models.Model):
    """The assessment of one country in one round, and what is proposed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="narratives")
    country = models.ForeignKey("reference.Country", on_delete=models.PROTECT, related_name="+")
    narrative = models.TextField(_("assessment"), blank=True)
    proposal = models.CharField(_("proposal"), max_length=12, choices=Proposal.choices, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("assessment of a country")
        verbose_name_plural = _("assessments of countries")
        ordering = ["round", "country"]
        constraints = [models.UniqueConstraint(fields=["round", "country"], name="assessment_narrative_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.country_id}"


class NarrativeChange(models.Model):
    """What an assessment of a country said before and after a change, by whom."""

    narrative = models.ForeignKey(Narrative, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of an assessment")
        verbose_name_plural = _("changes of assessments")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.narrative_id} {self.version}"


class Comment(models.Model):
    """What EJN, Europol or EPPO say in consultation, and what is answered. Without a country: of the whole draft.

    ``answers``: the comment that this one answers; ``body`` is then Eurojust.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="comments")
    country = models.ForeignKey(
        "reference.Country", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    body = models.CharField(_("body"), max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(_("comment"), max_length=5000)
    answers = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="answered_by"
    )

    class Meta:
        verbose_name = _("comment in consultation")
        verbose_name_plural = _("comments in consultation")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.body}"


class Report(models.Model):
    """A report of a round. Once ``frozen_at`` is set, ``content`` is never changed and ``content_hash`` proves it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField(_("number"))
    frozen_at = models.DateTimeField(_("frozen on"), null=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.JSONField(default=dict)
    content_hash = models.CharField(_("content hash (SHA-256)"), max_length=64, blank=True)
    addressees = models.JSONField(_("addressees"), default=list)
    transmitted_at = models.DateTimeField(_("transmitted on"), null=True, editable=False)
    transmitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("assessment report")
        verbose_name_plural = _("assessment reports")
        ordering = ["round", "-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="assessment_report_number")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.number}"


class Decision(models.Model):
    """What the discussion in the Council decided. ``released_at``: from when the portal may show it to everyone."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateField(_("date of the discussion"))
    reference = models.CharField(_("reference"), max_length=120)
    text = models.TextField(_("decision"), blank=True, max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(_("released on"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("decision on priority third countries")
        verbose_name_plural = _("decisions on priority third countries")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.reference


class DecisionChange(models.Model):
    """A decision was recorded, corrected, released or taken back: what it said before and after. Never changed.

    ``before`` and ``after`` as ``decisions.decision_state`` gives them.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=DecisionChangeKind.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of a decision")
        verbose_name_plural = _("changes of decisions")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.kind}"


class PriorityCountry(models.Model):
    """A country is a priority third country from ``since`` on, until ``until`` where that is set.

    ``until`` is the first day without it. A later decision can end it (``ended_by``); what was foreseen before stays
    in ``planned_until``, for where that decision is corrected.
    """

    country = models.ForeignKey("reference.Country", on_delete=models.PROTECT, related_name="priorities")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    planned_until = models.DateField(null=True, blank=True, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="priorities")
    ended_by = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="ended_priorities"
    )

    class Meta:
        verbose_name = _("priority third country")
        verbose_name_plural = _("priority third countries")
        ordering = ["country", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["country", "decision"], name="assessment_priority_once"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="assessment_priority_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} {self.since}"
