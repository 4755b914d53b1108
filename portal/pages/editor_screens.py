"""What Wagtail's screens show of pages: lists, choosers, the dashboard and the menus under the audience rule."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet
from wagtail.models import Page

from portal.pages.editor_access import editor_page_ids
from portal.people.models import User
from portal.visibility import viewer_for

MENU = frozenset({"explorer"})
"""Entries of the editor's menu for those who are not superusers; the other screens are behind the gate."""


def only_seen(pages: QuerySet, request: HttpRequest) -> QuerySet:
    """The pages of a chooser that the user sees in the editor."""
    if viewer_for(request.user).sees_all:
        return pages
    return pages.filter(pk__in=editor_page_ids(request.user))


def only_seen_below(parent: Page, pages: QuerySet, request: HttpRequest) -> QuerySet:
    """The pages of a listing that the user sees in the editor."""
    return only_seen(pages, request)


def only_reviews(request: HttpRequest, panels: list[Any]) -> None:
    """Leave the reviews that wait on the dashboard. The others list pages by what the user once did with them,
    whether they may still see them or not; "My work" on the site shows one's own."""
    if not viewer_for(request.user).sees_all:
        panels[:] = [panel for panel in panels if isinstance(panel, WorkflowObjectsToModeratePanel)]


def no_totals(request: HttpRequest, items: list[Any]) -> None:
    """No totals of pages and files on the dashboard: they count what the user may not see."""
    if not viewer_for(request.user).sees_all:
        items.clear()


def short_menu(request: HttpRequest, items: list[Any]) -> None:
    """Leave in the menu what the gate lets pass."""
    if not viewer_for(request.user).sees_all:
        items[:] = [item for item in items if item.name in MENU]


def writers_seen(request: HttpRequest | None) -> QuerySet:
    """The writers of pages that the user sees, for the filter by owner."""
    if request is None:
        return User.objects.none()
    pages = Page.objects.filter(owner__isnull=False)
    return User.objects.filter(pk__in=only_seen(pages, request).order_by().values("owner_id"))


def limit_filters() -> None:
    """Take out of the listing's filters what tells of hidden pages: who wrote or edited some, which have some below."""
    for filterset in (PageFilterSet, GenericPageFilterSet):
        filterset.base_filters["owner"].queryset = writers_seen
        for name in ("edited_by", "has_child_pages"):
            filterset.base_filters.pop(name, None)
