"""Good practices: what worked, or did not, with a third country (11333/24, ¶5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from portal.language import language_choices
from portal.pages.models import BasePage, CountryPage
from portal.people.queries import desk_tokens
from practices.blocks import PracticeBody
from practices.enums import TLP_AUDIENCES, Outcome, PracticeKind, Tlp


class PracticePage(BasePage):
    """One experience with a third country, the principal country being the parent dossier.

    Three fields are enough to post one: title, country (the parent) and what was done. Everything else helps
    others to find it and to judge it.
    """

    summary = models.TextField(
        _("summary"), blank=True, max_length=500, help_text=_("Two sentences a reader sees in the results.")
    )
    body = StreamField(PracticeBody(), verbose_name=_("what was done"), blank=True)
    other_countries = ParentalManyToManyField(
        "reference.Country", verbose_name=_("other countries"), blank=True, related_name="+"
    )
    instruments = ParentalManyToManyField(
        "reference.Instrument", verbose_name=_("legal instruments"), blank=True, related_name="+"
    )
    topics = ParentalManyToManyField("reference.Topic", verbose_name=_("topics"), blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=PracticeKind.choices, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=language_choices(), default="en")
    experience_from = models.DateField(_("experience from"), null=True, blank=True)
    experience_until = models.DateField(_("experience until"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.NONE)
    contact = models.CharField(
        _("contact"),
        max_length=255,
        blank=True,
        help_text=_("A role and an office, never a private person."),
    )
    tlp = models.CharField(_("TLP label"), max_length=12, choices=Tlp.choices, default=Tlp.AMBER)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    is_example = models.BooleanField(
        _("example"), default=False, help_text=_("Made to show the portal; not somebody's experience.")
    )
    note = models.TextField(
        _("note on the content"), blank=True, help_text=_("How reliable it is, and what is inferred.")
    )

    parent_page_types = ["pages.CountryPage"]
    subpage_types: list[str] = []
    template = "practices/practice_page.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("topics"),
                FieldPanel("instruments"),
                FieldPanel("other_countries"),
                FieldPanel("language"),
            ],
            heading=_("Where it is filed"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("experience_from"),
                FieldPanel("experience_until"),
                FieldPanel("outcome"),
                FieldPanel("contact"),
                FieldPanel("note"),
                FieldPanel("is_example"),
            ],
            heading=_("The experience"),
        ),
        InlinePanel("sources", heading=_("Sources")),
    ]
    settings_panels = [
        *BasePage.audience_panels,
        FieldPanel("tlp"),
        FieldPanel("review_by"),
        *Page.settings_panels,
    ]

    class Meta:
        verbose_name = _("good practice")
        verbose_name_plural = _("good practices")

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.audience not in TLP_AUDIENCES.get(self.tlp, frozenset()):
            errors["audience"] = _("%(label)s does not allow this audience. Choose a narrower one.") % {
                "label": self.get_tlp_display()
            }
        if self.experience_from and self.experience_until and self.experience_until < self.experience_from:
            errors["experience_until"] = _("The experience cannot end before it began.")
        if errors:
            raise ValidationError(errors)

    @cached_property
    def country_page(self) -> CountryPage:
        """The dossier of the principal country."""
        return CountryPage.objects.select_related("country").get(path=self._get_basepath(self.path, self.depth - 1))

    def audience_tokens(self) -> Iterable[str]:
        """The principal country's desk belongs to every narrow audience."""
        if not self.path:
            return ()
        parent_path = self._get_basepath(self.path, self.depth - 1)
        code = CountryPage.objects.filter(path=parent_path).values_list("country__code", flat=True).first()
        return desk_tokens(code) if code else ()


class PracticeSource(Orderable):
    """Where an experience is documented."""

    page = ParentalKey(PracticePage, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(_("title"), max_length=255, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    date = models.CharField(
        _("date"), max_length=10, blank=True, help_text=_("Year, month or day: 2024, 2024-06 or 2024-06-14.")
    )

    panels = [FieldPanel("title"), FieldPanel("url"), FieldPanel("date")]

    class Meta(Orderable.Meta):
        verbose_name = _("source")

    def __str__(self) -> str:
        return self.title or self.url
