"""Listings and forms of the reference data in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.reference.forms import ReferenceForm
from portal.reference.models import Country, Instrument, Source, Topic


def _form(*panels: Panel) -> ObjectList:
    """The panels of a record with the form that keeps codes and marks changes."""
    return ObjectList(list(panels), base_form_class=ReferenceForm)


class ReferenceViewSet(SnippetViewSet):
    """A listing and form without Wagtail's usage count, which counts pages that the editor may not see."""

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{**kwargs, "usage_url_name": None})


class CountryViewSet(ReferenceViewSet):
    """Countries and their other names."""

    model = Country
    icon = "globe"
    list_display = [
        "code",
        Column("name", label=_("name"), accessor="name"),
        "region_name",
        BooleanColumn("is_eu"),
    ]
    list_filter = ["is_eu", "region"]
    search_fields = ["code", "alpha3", "aliases__text"]
    ordering = ["code"]
    list_per_page = 100
    inspect_view_enabled = True
    edit_handler = _form(
        FieldRowPanel([FieldPanel("code"), FieldPanel("alpha3"), FieldPanel("region"), FieldPanel("is_eu")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("responsible"), FieldPanel("is_eu_territory")]),
                FieldPanel("status_source"),
            ],
            heading=_("Territory"),
        ),
        FieldPanel("footnote"),
        FieldPanel("footnote_fr"),
        InlinePanel("aliases", label=_("other name")),
        FieldPanel("source"),
        FieldPanel("is_local"),
    )


class InstrumentViewSet(ReferenceViewSet):
    """Instruments with their titles and aliases."""

    model = Instrument
    icon = "doc-full"
    list_display = ["code", "short_name", "kind", "status", "confidence"]
    list_filter = ["kind", "organisation", "confidence", "topics"]
    search_fields = ["code", "official_no", "short_title", "titles__title", "aliases__text"]
    ordering = ["code"]
    list_per_page = 100
    inspect_view_enabled = True
    edit_handler = _form(
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("official_no")]),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("organisation"), FieldPanel("parent")]),
                FieldPanel("short_title"),
            ],
            heading=_("What it is"),
        ),
        InlinePanel("titles", label=_("title")),
        InlinePanel("aliases", label=_("alias")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("place"), FieldPanel("depositary")]),
                FieldRowPanel([FieldPanel("opened"), FieldPanel("opened_text"), FieldPanel("in_force")]),
                FieldRowPanel([FieldPanel("status"), FieldPanel("reference")]),
                FieldPanel("countries"),
                FieldPanel("parties"),
            ],
            heading=_("Dates and parties"),
        ),
        FieldPanel("topics"),
        MultiFieldPanel(
            [
                FieldPanel("source"),
                FieldPanel("sources"),
                FieldRowPanel([FieldPanel("as_of"), FieldPanel("confidence")]),
                FieldPanel("verify_at"),
                FieldPanel("note"),
                FieldPanel("is_local"),
            ],
            heading=_("Where this is from"),
        ),
    )


class TopicViewSet(ReferenceViewSet):
    """Topics and the words that stand for them."""

    model = Topic
    icon = "tag"
    list_display = ["name_en", "name_fr", "group", "slug"]
    list_filter = ["group"]
    search_fields = ["slug", "name_en", "name_fr", "terms__text"]
    ordering = ["order", "slug"]
    list_per_page = 100
    inspect_view_enabled = True
    edit_handler = _form(
        FieldRowPanel([FieldPanel("slug"), FieldPanel("group"), FieldPanel("order")]),
        FieldRowPanel([FieldPanel("name_en"), FieldPanel("name_fr")]),
        FieldRowPanel([FieldPanel("description_en"), FieldPanel("description_fr")]),
        InlinePanel("terms", label=_("term")),
        FieldPanel("themes"),
        FieldPanel("source"),
        FieldPanel("is_local"),
    )


class SourceViewSet(ReferenceViewSet):
    """Publications that reference data was taken from."""

    model = Source
    icon = "link"
    list_display = ["code", "description", "as_of"]
    search_fields = ["code", "description", "url"]
    ordering = ["code"]
    inspect_view_enabled = True
    edit_handler = _form(
        FieldRowPanel([FieldPanel("code"), FieldPanel("as_of")]),
        FieldPanel("description"),
        FieldPanel("url"),
    )


class ReferenceViewSetGroup(SnippetViewSetGroup):
    """The reference data under one entry of the menu."""

    items = (CountryViewSet, InstrumentViewSet, TopicViewSet, SourceViewSet)
    menu_icon = "list-ul"
    menu_label = _("Reference data")
    menu_name = "reference"
    menu_order = 350
