"""The peer: Wagtail's own search (modelsearch) on the same Elasticsearch, used as its documentation shows.

It has no facets over several values, so it is given one country and one topic a practice; no highlights; and
it excludes restricted pages by their paths, as ``PageQuerySet.public()`` does.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail.search.backends import get_search_backend

from practices.models import PracticePage

FACETS = ("peer_country", "peer_topic", "kind", "language")
LIMIT = 20


def describe_practices() -> None:
    """Say which fields of a practice the peer indexes and may count."""
    PracticePage.peer_country = property(lambda page: page.url_path.split("/")[3])  # type: ignore[attr-defined]
    PracticePage.peer_topic = property(  # type: ignore[attr-defined]
        lambda page: next((topic.slug for topic in page.topics.all()), "")
    )
    PracticePage.search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        *(index.FilterField(name) for name in FACETS),
    ]


def backend() -> Any:
    """The peer's backend."""
    return get_search_backend("peer")


def update_index() -> int:
    """What ``manage.py update_index`` does for practices; gives how many were indexed."""
    rebuilder = backend().rebuilder_class(backend().get_index_for_model(PracticePage))
    search_index = rebuilder.start()
    search_index.add_model(PracticePage)
    done = 0
    queryset = PracticePage.get_indexed_objects().order_by("pk")
    for start in range(0, queryset.count(), 1000):
        chunk = list(queryset[start : start + 1000])
        search_index.add_items(PracticePage, chunk)
        done += len(chunk)
    rebuilder.finish()
    search_index.refresh()
    return done


def restrict(pages: list[PracticePage], group: Group) -> None:
    """Put a view restriction on each of these pages, for one group."""
    PageViewRestriction.objects.all().delete()
    for page in pages:
        restriction = PageViewRestriction.objects.create(
            page=page, restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.add(group)


def results_page(text: str, *, restricted: bool) -> tuple[int, list[PracticePage], dict[str, Any]]:
    """A results page: 20 hits and four facets, for someone outside every restriction."""
    pages = PracticePage.objects.live()
    if restricted:
        pages = pages.public()
    found = backend().search(text, pages)
    hits = list(found[:LIMIT])
    return len(hits), hits, {name: found.facet(name) for name in FACETS}
