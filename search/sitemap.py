"""``/sitemap.xml`` and its parts: the addresses everyone may open, and no other. The viewer is always anonymous."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from portal.indexing import builders
from portal.pages.models import BasePage
from portal.visibility import ANONYMOUS


class PublicPages(Sitemap):
    """Live pages whose audience is everyone."""

    limit = 5000

    def items(self) -> QuerySet[BasePage]:
        return BasePage.objects.visible_to(ANONYMOUS).order_by("path").select_related("locale")

    def location(self, item: BasePage) -> str:
        return item.get_url() or "/"

    def lastmod(self, item: BasePage) -> datetime.datetime | None:
        return item.last_published_at


class PublicEntries(Sitemap):
    """What can be found and is no page, such as instruments."""

    limit = 5000

    def items(self) -> list[str]:
        found = []
        for builder in builders().values():
            if not issubclass(builder.model, BasePage):
                cards = (builder.card(obj, "en") for obj in builder.visible_to(ANONYMOUS))
                found += [str(card["url"]) for card in cards]
        return sorted({address.partition("#")[0] for address in found})

    def location(self, item: str) -> str:
        return item


class Lists(Sitemap):
    """Pages that are no records themselves."""

    def items(self) -> list[str]:
        return ["/practices/", "/instruments/"]

    def location(self, item: str) -> str:
        return item


SITEMAPS: dict[str, Any] = {"pages": PublicPages, "entries": PublicEntries, "lists": Lists}
