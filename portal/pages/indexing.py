"""How country dossiers are found."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

from portal.indexing import Entry, EntryBuilder, mark_changed, register
from portal.pages.countries import dossier_url
from portal.pages.models import CountryElement, CountryPage
from portal.sanitise import plain_text
from portal.visibility import MEMBERS, Audience, narrow

SUMMARY = 300


class CountryBuilder(EntryBuilder[CountryPage]):
    """Type ``country``: a dossier, found by what everyone sees who sees the dossier.

    An element with a narrower audience is not part of the entry: one entry has one audience.
    """

    type = "country"
    model = CountryPage
    label = _("Country dossiers")

    def objects(self) -> QuerySet[CountryPage]:
        return CountryPage.objects.prefetch_related("elements")

    def entry(self, obj: CountryPage) -> Entry | None:
        if not obj.live:
            return None
        shown = [element for element in obj.elements.all() if _is_as_wide_as(element, obj)]
        texts = [plain_text(element.text) for element in shown]
        reviewed = [element.reviewed_on for element in shown if element.reviewed_on]
        return Entry(
            language="en",
            title=obj.title,
            summary=obj.introduction[:SUMMARY],
            text="\n".join([obj.introduction, *texts]),
            audience_key=obj.audience_key,
            countries=(obj.country_id,),
            date=max(reviewed, default=None),
            owner_id=obj.owner_id,
        )

    def visible_to(self, viewer: Any) -> QuerySet[CountryPage]:
        return CountryPage.objects.visible_to(viewer).filter(live=True).select_related("country")

    def card(self, obj: CountryPage, language: str) -> dict[str, Any]:
        return {
            "url": dossier_url(obj),
            "title": obj.title,
            "language": "en",
            "countries": [obj.country.name(language)],
            "summary": obj.introduction[:SUMMARY],
        }


def _is_as_wide_as(element: CountryElement, page: CountryPage) -> bool:
    """Whether everyone who may see the dossier may see the element. Desks are asked for only if needed."""
    if element.audience == Audience.PUBLIC:
        return True
    if element.audience == Audience.MEMBERS:
        return narrow(page.audience_key, MEMBERS) == page.audience_key
    element.page = page
    return element.audience_key == page.audience_key


def _mark_dossier(sender: Any, instance: CountryElement, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        mark_changed(CountryBuilder.type, [instance.page_id])


def connect() -> None:
    """Register the type; an element saved on its own marks its dossier."""
    register(CountryBuilder())
    post_save.connect(_mark_dossier, sender=CountryElement, dispatch_uid="pages-element-save")
    post_delete.connect(_mark_dossier, sender=CountryElement, dispatch_uid="pages-element-delete")
