"""The peer: Wagtail's own search (modelsearch) on the same Elasticsearch, used as its documentation shows.

It indexes what we index of a practice: its texts, the instruments by name (``RelatedFields``), and the codes of
countries, instruments and topics as properties, because it cannot count related fields.
It gives no highlights, and it excludes restricted pages by their paths, as ``PageQuerySet.public()`` does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail.search.backends import get_search_backend

from practices.models import PracticePage

FACETS = ("peer_countries", "peer_instruments", "peer_topics", "language")
LIMIT = 20


def describe_practices() -> None:
    """Say which fields of a practice the peer indexes and may count."""
    codes = {"peer_instruments": "instruments", "peer_topics": "topics"}
    for name, relation in codes.items():
        setattr(PracticePage, name, property(_codes_of(relation)))
    PracticePage.peer_countries = property(  # type: ignore[attr-defined]
        lambda page: [page.url_path.split("/")[3].upper(), *_codes_of("other_countries")(page)]
    )
    PracticePage.search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.RelatedFields("instruments", [index.SearchField("short_title"), index.SearchField("code")]),
        index.FilterField("kind"),
        *(index.FilterField(name) for name in FACETS),
    ]


def _codes_of(relation: str) -> Callable[[PracticePage], list[str]]:
    return lambda page: [record.pk for record in getattr(page, relation).all()]


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
