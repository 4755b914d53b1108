"""The page types everything hangs on: pages with an audience, and the countries.

``BasePage`` is a table of its own, so that one condition on it limits pages of every type (listings,
choosers, history). Its ``audience_key`` is materialised: the page's own audience joined with its parents'.
It changes in the transaction that changes the page, a parent, or the page's place in the tree.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.query import PageQuerySet

from portal import visibility
from portal.pages.editor_form import AudiencePageForm
from portal.pages.enums import DossierElement
from portal.people.queries import desk_tokens
from portal.sanitise import RICH_TEXT_FEATURES
from portal.visibility import PUBLIC, Audience, audience_key, can_view, intern_key, narrow, visible_q

SLUG_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters and digits that look alike."""


class BasePageQuerySet(PageQuerySet):
    """Pages under the audience rule."""

    def visible_to(self, user: Any) -> BasePageQuerySet:
        """Live pages inside the viewer's audience, and the viewer's own pages in any state."""
        viewer = visibility.viewer_for(user)
        if viewer.sees_all:
            return self
        held = visible_q(viewer, owner_field=None) & models.Q(live=True)
        if viewer.user_id is not None:
            held |= models.Q(owner_id=viewer.user_id)
        return self.filter(held)


BasePageManager = Page._default_manager.__class__.from_queryset(BasePageQuerySet)


class BasePage(Page):
    """A page with an audience.

    ``audience`` and ``communities`` are revisioned like any other field, so a change of audience goes through
    workflow. ``own_key`` is their canonical form, ``audience_key`` the same joined with every parent's.
    """

    audience = models.CharField(
        _("who may see this"),
        max_length=12,
        choices=Audience.choices,
        default=Audience.COMMUNITIES,
        help_text=_("Everyone outside the audience learns nothing of this page, not even that it exists."),
    )
    communities = ParentalManyToManyField(
        Group,
        verbose_name=_("communities"),
        blank=True,
        related_name="+",
        help_text=_(
            "Counts only where the audience is named communities. The country's desk is always included."
        ),
    )
    own_key = models.CharField(max_length=500, default=visibility.NOBODY, editable=False)
    audience_key = models.CharField(max_length=500, default=visibility.NOBODY, editable=False, db_index=True)

    objects = BasePageManager()

    is_creatable = False
    private_page_options: list[str] = []
    # The address is not a field of the editor's form: choosing one that is taken would tell of a hidden page.
    promote_panels: list[Any] = []
    base_form_class = AudiencePageForm
    audience_panels = [
        MultiFieldPanel([FieldPanel("audience"), FieldPanel("communities")], heading=_("Audience")),
    ]

    @property
    def is_released(self) -> bool:
        return self.live

    def audience_tokens(self) -> Iterable[str]:
        """Further holders who belong to every narrow audience of this page, such as a country's desk."""
        return ()

    def part_keys(self) -> Iterable[str]:
        """Own keys of what stands on this page and is narrower than it: whoever edits the page reads all of it."""
        return ()

    def compute_own_key(self) -> str:
        """The canonical key of this page's own audience, from the fields as they stand in memory."""
        group_ids = [group.pk for group in self.communities.all()]
        return audience_key(self.audience, group_ids, self.audience_tokens())

    def parent_key(self) -> str:
        """The audience key of the parent; the tree's root narrows nothing, any other plain page everything."""
        if self.depth is None or self.depth <= 2:
            return PUBLIC
        parent_path = self._get_basepath(self.path, self.depth - 1)
        # Locked, so that a parent narrowed at the same moment either waits for this page or is seen by it.
        parent = BasePage.objects.select_for_update(of=("self",)).filter(path=parent_path).first()
        return parent.audience_key if parent is not None else visibility.NOBODY

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save with a fresh audience key, and bring the pages below along where it changed."""
        with transaction.atomic():
            # From the database: a page made from an old revision carries the key of that time.
            before = self._stored_key()
            update_fields = kwargs.get("update_fields")
            if update_fields is None:
                self.own_key = self.compute_own_key()
                self.audience_key = intern_key(narrow(self.parent_key(), self.own_key))
            result = super().save(*args, **kwargs)
            # Asked of the tree, not of ``numchild``: a page below may have come since this one was read.
            if update_fields is None and before is not None and before != self.audience_key:
                refresh_audience_below(self)
        return result

    def _stored_key(self) -> str | None:
        """The audience key as it stands in the database; ``None`` for a page that is new."""
        if self.pk is None or self._state.adding:
            return None
        return BasePage.objects.filter(pk=self.pk).values_list("audience_key", flat=True).first()

    def can_view(self, user: Any) -> bool:
        return can_view(user, self)

    def permissions_for_user(self, user: Any) -> Any:
        """What a user may do with this page in the editor: nothing, where they do not see it there."""
        from portal.pages.permissions import AudiencePermissionTester

        return AudiencePermissionTester(user, self)

    def get_admin_display_title(self) -> str:
        """The title as readers see it: that of a draft is for those who work on it, listings are for all."""
        return self.title

    @property
    def is_navigable(self) -> bool:
        """Whether the editor offers to look below: by type, since having pages below could tell of hidden ones."""
        return bool(type(self).allowed_subpage_models())

    def _get_autogenerated_slug(self, base_slug: str) -> str:
        """A slug with a random end. A number that counts namesakes would tell that a hidden one exists."""
        return f"{base_slug[:240].rstrip('-')}-{get_random_string(6, SLUG_ALPHABET)}"


def refresh_audience_below(page: Page) -> None:
    """Recompute the audience keys of all descendants of a page, parents first. One query a level of change."""
    from portal.pages.audience import refresh_subtree

    refresh_subtree(page)


class CountryIndexPage(BasePage):
    """``/countries/``: every third country."""

    max_count = 1
    parent_page_types = ["front.HomePage"]
    subpage_types = ["pages.CountryPage"]
    template = "pages/country_index_page.html"
    content_panels = Page.content_panels
    settings_panels = BasePage.audience_panels

    class Meta:
        verbose_name = _("list of countries")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from portal.pages.countries import country_list_context

        query = request.GET.get("q", "")
        return super().get_context(request, *args, **kwargs) | country_list_context(
            request.user, query, marked="priority" in request.GET
        )


class CountryPage(BasePage):
    """The dossier of a third country: what is known of it, for whoever has to cooperate with it.

    The six elements of paragraph (f) of the Conclusions are rows of ``elements``; what other rooms know of
    the country is added by the panels they register in ``portal.pages.dossier``.
    """

    country = models.OneToOneField(
        "reference.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="page"
    )
    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["pages.CountryIndexPage"]
    template = "pages/country_page.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("country"),
        FieldPanel("introduction"),
        InlinePanel("elements", heading=_("Elements of paragraph (f)"), max_num=6),
    ]
    settings_panels = BasePage.audience_panels

    @cached_property
    def desk_token_set(self) -> frozenset[str]:
        """The token of the country's desk, where it has one."""
        return desk_tokens(self.country.code)

    class Meta:
        verbose_name = _("country dossier")
        verbose_name_plural = _("country dossiers")

    def audience_tokens(self) -> Iterable[str]:
        return self.desk_token_set

    def part_keys(self) -> Iterable[str]:
        return [element.own_key for element in self.elements.all()]

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save; the desk of another country takes over what stands below a dossier that is now about that one."""
        from portal.pages.audience import refresh_own_keys

        with transaction.atomic():
            before = CountryPage.objects.filter(pk=self.pk).values_list("country_id", flat=True).first()
            if before is not None and before != self.country_id:
                self.__dict__.pop("desk_token_set", None)
            result = super().save(*args, **kwargs)
            if before is not None and before != self.country_id:
                below = BasePage.objects.filter(path__startswith=self.path).order_by("path")
                refresh_own_keys(below.specific())
        return result

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from portal.pages.dossier_context import dossier_context

        return super().get_context(request, *args, **kwargs) | dossier_context(request.user, self)


class CountryElement(Orderable):
    """One of the six elements of paragraph (f), with its dated source and its reviewer.

    ``audience`` may be narrower than the dossier's: members, or the communities of the page and the desk.
    """

    page = ParentalKey(CountryPage, on_delete=models.CASCADE, related_name="elements")
    element = models.CharField(_("element"), max_length=30, choices=DossierElement.choices)
    text = RichTextField(_("text"), features=RICH_TEXT_FEATURES)
    language = models.CharField(_("language"), max_length=8, default="en")
    source = models.CharField(_("source"), max_length=255)
    source_url = models.URLField(_("address of the source"), blank=True, max_length=500)
    source_date = models.CharField(
        _("date of the source"),
        max_length=10,
        help_text=_("Year, month or day: 2024, 2024-06 or 2024-06-14."),
    )
    reviewer = models.CharField(_("reviewed by"), max_length=120, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    audience = models.CharField(
        _("who may see this"), max_length=12, choices=Audience.choices, default=Audience.COMMUNITIES
    )

    panels = [
        FieldPanel("element"),
        FieldPanel("text"),
        FieldPanel("language"),
        FieldPanel("source"),
        FieldPanel("source_url"),
        FieldPanel("source_date"),
        FieldPanel("reviewer"),
        FieldPanel("reviewed_on"),
        FieldPanel("audience"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("element of paragraph (f)")
        constraints = [models.UniqueConstraint(fields=["page", "element"], name="one_text_per_element")]

    def __str__(self) -> str:
        return self.get_element_display()

    @property
    def own_key(self) -> str:
        """The element's own audience, its dossier's left aside."""
        return audience_key(self.audience, (), self.page.desk_token_set)

    @property
    def audience_key(self) -> str:
        """The element's own audience under that of its dossier."""
        return narrow(self.page.audience_key, self.own_key)
