"""What stands in a briefing: sections, and in each the entries compiled from a source or written by an editor."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.briefings.enums import Form, SectionKind
from events.briefings.models.briefing import Briefing
from portal.visibility import NOBODY

EDITOR = "editor"
"""``source_type`` of what an editor wrote themselves."""


class Section(models.Model):
    """A part of a briefing. ``title`` is empty where the kind's own name is used (``label``)."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(_("kind"), max_length=20, choices=SectionKind.choices)
    title = models.CharField(_("heading"), max_length=200, blank=True)
    order = models.PositiveIntegerField(default=0)
    compiled_at = models.DateTimeField(_("compiled on"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("section of a briefing")
        verbose_name_plural = _("sections of briefings")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What the section is called, in the language that is active."""
        return self.title or str(self.get_kind_display())


class Entry(models.Model):
    """One paragraph, table or map of a section.

    ``source_type`` and ``source_id`` name the source item together; in what an editor wrote, ``EDITOR`` and random
    letters. ``compiled`` is what the source said when the section was last refreshed: ``{"text": ...}`` (paragraphs are
    separated by empty lines), ``{"columns": [...], "rows": [[...]], "caption": ...}``, or ``{"country": code,
    "text": ...}`` for a map. ``edited`` is the editor's text instead (paragraphs only; for a table or map a text that
    follows it); empty: as compiled. ``pending`` is what the source says now, waiting for the editor's decision.
    ``gone``: the source is no longer there, or no longer for everybody the briefing is for; never in the content.
    """

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="entries")
    order = models.PositiveIntegerField(default=0)
    form = models.CharField(_("form"), max_length=10, choices=Form.choices, default=Form.PARAGRAPH)
    source_type = models.CharField(max_length=30)
    source_id = models.CharField(max_length=120)
    heading = models.CharField(_("heading"), max_length=300, blank=True)
    compiled = models.JSONField(default=dict, blank=True)
    compiled_hash = models.CharField(max_length=64, blank=True, editable=False)
    edited = models.TextField(_("text"), blank=True, max_length=20_000)
    source_label = models.CharField(_("source"), max_length=500, blank=True)
    source_url = models.CharField(_("address of the source"), max_length=500, blank=True)
    source_date = models.CharField(
        _("date of the source"),
        max_length=10,
        blank=True,
        help_text=_("Year, month or day: 2024, 2024-06 or 2024-06-14."),
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    overdue = models.BooleanField(_("verification is overdue"), default=False)
    item_key = models.CharField(max_length=500, default=NOBODY, editable=False)
    left_out = models.BooleanField(_("left out"), default=False)
    reason = models.CharField(_("why it is left out"), max_length=500, blank=True)
    keep_reason = models.CharField(_("why it is kept although not verified"), max_length=500, blank=True)
    pending = models.JSONField(null=True, blank=True)
    gone = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("entry of a briefing")
        verbose_name_plural = _("entries of briefings")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "source_type", "source_id"], name="briefing_entry_once_a_source"
            )
        ]

    def __str__(self) -> str:
        return self.heading or self.key

    @property
    def key(self) -> str:
        """What an entry is known by from one issue to the next: ``practice:12``."""
        return f"{self.source_type}:{self.source_id}"

    @property
    def is_own(self) -> bool:
        """Whether an editor wrote it."""
        return self.source_type == EDITOR

    @property
    def is_held_back(self) -> bool:
        """Whether it stays out because nobody stands for it any more, and no editor said why to keep it."""
        return self.overdue and not self.keep_reason

    @property
    def is_in(self) -> bool:
        """Whether it is meant to be in the content, its source's audience left aside."""
        return not (self.left_out or self.gone or self.is_held_back)

    @property
    def text(self) -> str:
        """The text that is shown: the editor's, or as compiled."""
        return self.edited or str(self.compiled.get("text", ""))
