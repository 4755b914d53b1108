"""A page of results: one question to the engine, what it found rechecked against the database, names resolved.

The number of SQL queries does not grow with hits, facet values, countries or audiences: the viewer's keys,
the reference data's stamp, and one query a type of hit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.indexing import builders
from portal.reference import catalogue
from portal.reference.cldr import KOSOVO
from portal.reference.models import Country
from portal.visibility import Viewer, audience_filter, viewer_for
from search.asking import ask
from search.cards import Result, make_results
from search.chips import Chip, build_chips
from search.engines.base import MAX_WINDOW, Hit, Query, Results
from search.facets import Facet, build_facets
from search.labels import Labels
from search.models import IndexRow
from search.query import Interpretation, interpret
from search.request import PAGE_SIZE, SearchRequest


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader has to know about this page. ``kind`` is that of components/notification.html."""

    text: str
    kind: str = "info"
    title: str = ""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to another page of the results. ``kind``: previous, next, page, current or gap."""

    kind: str
    number: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class BrowseGroup:
    """Links into a list by one facet: (name, count, address)."""

    title: str
    links: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Everything the templates show. ``is_degraded``: the engine is down, this is the plain list."""

    request: SearchRequest
    total: int
    results: tuple[Result, ...] = ()
    facets: tuple[Facet, ...] = ()
    chips: tuple[Chip, ...] = ()
    notices: tuple[Notice, ...] = ()
    suggestion: str = ""
    suggestion_url: str = ""
    footnote: str = ""
    is_degraded: bool = False
    order: str = "newest"
    took_ms: float = 0.0
    round_trips: int = 0

    @property
    def first(self) -> int:
        """Number of the first result shown, counted from 1."""
        return self.request.offset + 1

    @property
    def clear_url(self) -> str:
        """The words alone, no filter: what was recognised in them becomes plain words."""
        words = [word for chip in self.chips for word in chip.literal]
        cleared = replace(self.request, selected=(), page=1)
        return cleared.with_literal(words).url()

    @property
    def selected_count(self) -> int:
        return len(self.chips)

    @property
    def numbers(self) -> Paginator:
        return Paginator(range(min(self.total, MAX_WINDOW)), PAGE_SIZE)

    @property
    def page_links(self) -> list[PageLink]:
        """Links to the pages around this one."""
        paginator, current = self.numbers, self.request.page
        links = []
        if current > 1:
            links.append(PageLink("previous", current - 1, self.request.url(add={"page": current - 1})))
        for number in paginator.get_elided_page_range(current, on_each_side=2, on_ends=1):
            if number == Paginator.ELLIPSIS:
                links.append(PageLink("gap"))
            elif number == current:
                links.append(PageLink("current", number))
            else:
                links.append(PageLink("page", int(number), self.request.url(add={"page": number})))
        if current < paginator.num_pages:
            links.append(PageLink("next", current + 1, self.request.url(add={"page": current + 1})))
        return links

    @property
    def browse(self) -> list[BrowseGroup]:
        """Where to begin on a list that nothing was asked of yet: its most frequent countries and topics."""
        if not (self.request.fixed and self.request.is_empty and self.request.page == 1):
            return []
        shown = [facet for facet in self.facets if facet.name in ("country", "topic")]
        return [
            BrowseGroup(
                facet.title,
                tuple((v.label, v.count, self.request.url(add={facet.name: v.value})) for v in facet.top),
            )
            for facet in shown
        ]

    @property
    def sorts(self) -> list[tuple[str, str]]:
        """(value, label) of the orders to choose from; the default order has no value."""
        labels = {
            "relevance": _("Best match"),
            "newest": _("Newest first"),
            "oldest": _("Oldest first"),
            "title": _("Title"),
        }
        default = replace(self.request, sort="").order
        offered = [sort for sort in labels if sort != default and (sort != "relevance" or self.request.q)]
        return [("", labels[default]), *((sort, labels[sort]) for sort in offered)]


def search(
    *, viewer: Any, request: SearchRequest, languages: Sequence[str] = (), labels: Labels | None = None
) -> SearchPage:
    """The page of results that this viewer gets for this request.

    ``viewer`` is a user, a Viewer or ``ANONYMOUS``; it has no default. ``languages`` are those the reader
    reads, preferred first; ``labels`` those the request was read with, so that nothing is asked for twice.
    Never raises for what a request carries; an engine that does not answer gives the plain list from the rows
    and says so.
    """
    viewer = viewer_for(viewer)
    labels = labels or Labels(get_language() or "en")
    with catalogue.held(labels.catalogue):
        return _search(viewer, request, languages, labels)


def _search(viewer: Viewer, request: SearchRequest, languages: Sequence[str], labels: Labels) -> SearchPage:
    found = interpret(request, labels)
    query = make_query(viewer, found, languages=tuple(dict.fromkeys([*languages, labels.language])))
    answer = ask(query)
    notices = [Notice(text) for text in request.notices]
    if not answer.results.hits and 0 < answer.results.total <= query.offset:
        last = min(answer.results.total, MAX_WINDOW)
        last = (last + PAGE_SIZE - 1) // PAGE_SIZE
        notices.append(Notice(_("There is no page %(page)d: this is the last one.") % {"page": request.page}))
        request = replace(request, page=last)
        found = replace(found, request=request)
        answer = ask(replace(query, offset=request.offset))
    return _page(viewer, found, answer.results, answer.is_degraded, notices, labels)


def make_query(viewer: Viewer, found: Interpretation, *, languages: tuple[str, ...] = ()) -> Query:
    """The engine's query for an interpreted request, under the viewer's audience."""
    request = found.request
    return Query(
        audience=audience_filter(viewer),
        clauses=found.clauses,
        filters=found.filters,
        facets=request.facets,
        languages=languages,
        sort=found.order,
        offset=request.offset,
        limit=PAGE_SIZE,
    )


def _page(
    viewer: Viewer,
    found: Interpretation,
    results: Results,
    is_degraded: bool,
    notices: list[Notice],
    labels: Labels,
) -> SearchPage:
    request = found.request
    objects = visible_objects(viewer, results.hits)
    kept = [hit for hit in results.hits if hit.id in objects]
    counts: Mapping[str, Sequence[tuple[str, int]]] = results.facets
    if len(kept) < len(results.hits):
        counts = counts_without([hit for hit in results.hits if hit.id not in objects], counts)
    facets = build_facets(request, counts, found.marks, labels)
    suggestion = found.corrected(results.suggestion) if results.suggestion else ""
    if is_degraded:
        notices = [*notices, _degraded_notice()]
    elif request.page * PAGE_SIZE >= MAX_WINDOW < results.total:
        text = _(
            "Only the first %(count)d results can be paged through. Add a word or a filter to narrow it."
        )
        notices = [*notices, Notice(text % {"count": MAX_WINDOW})]
    return SearchPage(
        request=request,
        total=max(results.total - (len(results.hits) - len(kept)), len(kept)),
        results=make_results(kept, objects, labels),
        facets=facets,
        chips=build_chips(found, labels),
        notices=tuple(notices),
        footnote=_footnote(facets, labels.language),
        suggestion=suggestion,
        suggestion_url=request.url(add={"q": suggestion}) if suggestion else "",
        is_degraded=is_degraded,
        order=found.order,
        took_ms=results.took_ms,
        round_trips=results.round_trips,
    )


def _footnote(facets: Iterable[Facet], language: str) -> str:
    """The footnote that the name of Kosovo* refers to, where the page names it."""
    values = (value for facet in facets if facet.name == "country" for value in (*facet.top, *facet.more))
    if not any(value.value == KOSOVO for value in values):
        return ""
    country = Country.objects.filter(code=KOSOVO).first()
    return country.footnote_in(language).lstrip("* ") if country else ""


def _degraded_notice() -> Notice:
    return Notice(
        title=_("Search is not available right now"),
        text=_(
            "This is a plain list: it contains the words as they were typed, newest first, without spelling help. "
            "Everything else on the portal works. Please try again in a few minutes."
        ),
        kind="warning",
    )


def counts_without(
    dropped: Sequence[Hit], counts: Mapping[str, Sequence[tuple[str, int]]]
) -> dict[str, list[tuple[str, int]]]:
    """The counts of the facets without the hits that the recheck dropped, so that they don't tell of them.

    Each of these hits met all filters, so it was counted once for each of its values. One query.
    """
    pairs = reduce(or_, (Q(type=hit.type, object_id=hit.object_id) for hit in dropped))
    gone: Counter[tuple[str, str]] = Counter()
    for document in (row.document() for row in IndexRow.objects.filter(pairs)):
        values = {
            "country": document.countries,
            "instrument": document.instruments,
            "topic": document.topics,
            "kind": (document.kind,),
            "type": (document.type,),
            "language": (document.language,),
            "year": (f"{document.date.year:04d}",) if document.date else (),
        }
        gone.update((facet, value) for facet, several in values.items() for value in several)
    left = {
        facet: [(value, count - gone[facet, value]) for value, count in found]
        for facet, found in counts.items()
    }
    return {facet: [pair for pair in found if pair[1] > 0] for facet, found in left.items()}


def visible_objects(viewer: Viewer, hits: Iterable[Hit]) -> dict[str, Any]:
    """The objects behind some hits that the viewer may see *now*, by the id of the hit. One query a type.

    What the engine found may have changed since it was indexed: what left the viewer's audience is left out.
    """
    wanted: dict[str, list[int]] = defaultdict(list)
    for hit in hits:
        wanted[hit.type].append(hit.object_id)
    known = {name: builder for name, builder in builders().items() if name in wanted}
    found: dict[str, Any] = {}
    for name, builder in known.items():
        objects = builder.found(viewer, wanted[name])
        found |= {f"{name}:{builder.object_id(obj)}": obj for obj in objects}
    return found
