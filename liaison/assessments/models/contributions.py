"""What a body contributes: per country, section by section, with every earlier value kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.assessments.bodies import body_name
from liaison.assessments.enums import (
    SECTION_FIGURES,
    ContributionEventKind,
    ContributionStatus,
    Section,
    Surface,
)
from liaison.assessments.models.rounds import Round


class Contribution(models.Model):
    """What one body says in one round. ``version`` counts submissions; 0 = never submitted."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="contributions")
    body = models.CharField(_("body"), max_length=12)
    status = models.CharField(
        _("status"), max_length=10, choices=ContributionStatus.choices, default=ContributionStatus.DRAFT
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    submitted_at = models.DateTimeField(_("submitted on"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["round", "body"]
        constraints = [
            models.UniqueConstraint(fields=["round", "body"], name="assessment_one_contribution_a_body")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.body}"

    @property
    def body_name(self) -> str:
        """The body's name in the reader's language."""
        return body_name(self.body)

    @property
    def is_submitted(self) -> bool:
        """Whether it is handed in and closed to changes."""
        return self.status == ContributionStatus.SUBMITTED


class ContributionVersion(models.Model):
    """What was submitted, word for word. ``data`` as ``contributions.contribution_data`` gives it."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("version of a contribution")
        verbose_name_plural = _("versions of contributions")
        ordering = ["contribution", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="assessment_contribution_version")
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.number}"


class ContributionEvent(models.Model):
    """A contribution was submitted or reopened: when, by whom, why."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=ContributionEventKind.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(_("note"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("event of a contribution")
        verbose_name_plural = _("events of contributions")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.kind}"


class CountryFigures(models.Model):
    """What one body says of one country.

    ``figures``: ``FigureKey`` -> {"answer": ``Answer``, "value" | "low", "high"}; a key that is missing has not been
    answered yet, which is not "no data". ``aml``: {"level": ``AmlLevel``, "source", "date"}, empty where not yet
    answered. ``elements``: ``DossierElement`` -> text. ``wished``: list of ``Measure``. ``section_versions``:
    ``Section`` -> how often it was saved. Written by ``liaison.assessments.contributions`` only.
    """

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="countries")
    country = models.ForeignKey("reference.Country", on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField(default=dict)
    aml = models.JSONField(default=dict)
    elements = models.JSONField(default=dict)
    needs = models.TextField(_("needs"), blank=True)
    wished = models.JSONField(_("wished measures"), default=list)
    section_versions = models.JSONField(default=dict, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("figures on a country")
        verbose_name_plural = _("figures on countries")
        ordering = ["contribution", "country"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "country"], name="assessment_figures_once")
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.country_id}"

    def section_version(self, section: str) -> int:
        """How often a section was saved; 0 = never."""
        return int(self.section_versions.get(section, 0))

    def section_values(self, section: str) -> dict[str, Any]:
        """What a section says: field -> value, without the fields that were not answered."""
        if section in SECTION_FIGURES:
            wanted = SECTION_FIGURES[Section(section)]
            return {key: self.figures[key] for key in wanted if key in self.figures}
        if section == Section.AML:
            return dict(self.aml)
        if section == Section.ELEMENTS:
            return dict(self.elements)
        values: dict[str, Any] = {"needs": self.needs} if self.needs else {}
        return values | ({"wished": list(self.wished)} if self.wished else {})


class SectionChange(models.Model):
    """One saving of one section: what it said before and after. ``version`` is the section's after it."""

    figures = models.ForeignKey(CountryFigures, on_delete=models.CASCADE, related_name="changes")
    section = models.CharField(max_length=10, choices=Section.choices)
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of a section")
        verbose_name_plural = _("changes of sections")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["figures", "section", "version"], name="assessment_section_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.figures_id} {self.section} {self.version}"


class ReadLog(models.Model):
    """Somebody outside the body read its contribution: who, when, where. Never changed."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="reads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    surface = models.CharField(_("where"), max_length=40)

    class Meta:
        verbose_name = _("reading of a contribution")
        verbose_name_plural = _("readings of contributions")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.surface}"

    @property
    def surface_label(self) -> str:
        """Where it was read, in words."""
        return str(dict(Surface.choices).get(self.surface, self.surface))
