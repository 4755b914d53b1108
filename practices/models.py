"""Good practices: what worked, or did not, with a third country (11333/24, ¶5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from portal.language import language_choices
from portal.media.models import PortalDocument
from portal.pages.models import BasePage, CountryPage
from portal.people.queries import desk_tokens
from portal.sanitise import clean_text
from practices.blocks import PracticeBody
from practices.draft import DraftFile, PracticeDraft
from practices.enums import Outcome, PracticeKind, Tlp
from practices.review import DeskReview
from practices.rules import can_review, can_work_on, placement_errors
from practices.text import marking_errors


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
    topics = ParentalManyToManyField(
        "reference.Topic", verbose_name=_("topics"), blank=True, related_name="+"
    )
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

    PLAIN_FIELDS = ("title", "summary", "contact", "note")

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

    def _set_core_field_defaults(self) -> None:
        """Give the page an address made from its title, in whatever script that is written.

        Wagtail's own leaves the address empty where nothing of a title is Latin. It is asked by every way of
        cleaning a page, drafts included.
        """
        slug: str = self.slug
        if not slug and (self.path or getattr(self, "_cached_parent_obj", None)):
            base = slugify(anyascii(self.title))[:80].strip("-") or "practice"
            self.slug = self._get_autogenerated_slug(base)
        super()._set_core_field_defaults()

    def clean(self) -> None:
        """The rules every way of writing shares: the share form, the editor, an import.

        Raises ``ValidationError`` at the field: a TLP label the audience does not fit, a period that ends
        before it begins, an EU classification marking in any text.
        """
        super().clean()
        for name in self.PLAIN_FIELDS:
            setattr(self, name, clean_text(getattr(self, name) or ""))
        errors = marking_errors(self)
        errors |= placement_errors(self.tlp, self.audience, self.experience_from, self.experience_until)
        if errors:
            raise ValidationError(errors)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Save a revision; files that its writer uploaded and attached in the editor belong to this page from
        then on, so that the desk can read them before it decides."""
        revision = super().save_revision(*args, **kwargs)
        documents = [block.value["document"] for block in self.body if block.block_type == "attachment"]
        PortalDocument.objects.filter(
            pk__in=[document.pk for document in documents if document],
            attached_to=None,
            uploaded_by_user_id__in=[pk for pk in (revision.user_id, self.owner_id) if pk],
        ).update(attached_to=self.pk)
        return revision

    def publish(self, revision: Any, user: Any = None, **kwargs: Any) -> Any:
        """Publish a revision. The desk's approval is all that it takes, also where a desk holds no permission of
        Wagtail's on the page (the Eurojust desk, standing in for a country without one)."""
        if user is not None and can_review(user, self):
            kwargs["skip_permission_checks"] = True
        return super().publish(revision, user=user, **kwargs)

    def can_work_on(self, user: Any) -> bool:
        """Whether a user may read this practice's drafts: its writer and its country's desk."""
        return can_work_on(user, self)

    @cached_property
    def country_page(self) -> CountryPage:
        """The dossier of the principal country."""
        return CountryPage.objects.select_related("country").get(
            path=self._get_basepath(self.path, self.depth - 1)
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from practices.reading import practice_context

        return super().get_context(request, *args, **kwargs) | practice_context(request.user, self)

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

    def clean(self) -> None:
        super().clean()
        self.title = clean_text(self.title)


__all__ = ["DeskReview", "DraftFile", "PracticeDraft", "PracticePage", "PracticeSource"]
