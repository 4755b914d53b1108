"""Atom feeds of what everyone may read. A feed reader has no session: the viewer is always anonymous."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.visibility import ANONYMOUS
from search.cards import Result
from search.labels import Labels
from search.request import parse_request
from search.results import SearchPage, search


class PublicResultsFeed(Feed):
    """``/search/feed/?q=...``: the newest public results of a search, in the same parameters as the page.

    Nothing in it depends on who asks, signed in or not.
    """

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> SearchPage:
        labels = Labels(get_language() or "en")
        asked = parse_request(request.GET, known=labels.known, path=reverse("search"))
        return search(viewer=ANONYMOUS, request=replace(asked, sort="newest", page=1), labels=labels)

    def title(self, page: SearchPage) -> str:
        words = [page.request.q] if page.request.q else []
        words += [chip.label for chip in page.chips if not chip.words]
        return _("Comity: %(what)s") % {"what": ", ".join(words) or _("newest public results")}

    def link(self, page: SearchPage) -> str:
        return page.request.url()

    def feed_url(self, page: SearchPage) -> str:
        return page.request.url(path=reverse("search_feed"))

    def subtitle(self, page: SearchPage) -> str:
        return _("Results that everyone may read, newest first.")

    def items(self, page: SearchPage) -> tuple[Result, ...]:
        return page.results

    def item_title(self, item: Result) -> str:
        return item.title

    def item_description(self, item: Result) -> str:
        return str(item.card.get("summary", ""))

    def item_link(self, item: Result) -> str:
        return str(item.card["url"])

    def item_updateddate(self, item: Result) -> datetime.datetime | None:
        date = item.card.get("date")
        if isinstance(date, datetime.datetime):
            return date
        if isinstance(date, datetime.date):
            return timezone.make_aware(datetime.datetime.combine(date, datetime.time()))
        return None
