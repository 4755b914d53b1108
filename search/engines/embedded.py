"""The embedded engine: tantivy, in the web process itself, on a folder of the local disk.

Several processes may search and write; see ``embedded_store`` for how they keep out of each other's way.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import tantivy
from tantivy import Occur, Order
from tantivy import Query as TQuery

from . import embedded_query as ask
from . import suggest
from .base import Document, EngineError, EngineUnavailable, Hit, Query, Results, WriteFailure
from .demands import Demands, demands_of
from .embedded_reader import Reader
from .embedded_store import Store
from .embedded_writing import SMALL_HEAP, SWAP_WAIT, WATERMARK_ID, EmbeddedRebuild, Filling
from .entries import split_shown
from .highlights import Highlighter

ALL_VALUES = 65_000

_SORT_FIELDS = {"newest": "newest", "oldest": "oldest", "title": "by_title"}


class EmbeddedEngine:
    """Search in a tantivy index at ``path``. Implements ``base.Engine``."""

    name = "tantivy"

    def __init__(self, *, path: str | os.PathLike[str]) -> None:
        self.store = Store(path)
        self._reader = Reader(self.store)

    # --- searching --------------------------------------------------------------------------------------

    def search(self, query: Query) -> Results:
        """Answer a query. Raises EngineUnavailable without an index, ValueError beyond ``MAX_WINDOW``."""
        demands = demands_of(query)
        snapshot = self._reader.snapshot()
        started = time.perf_counter()
        try:
            allowed = (Occur.Must, ask.audience(query.audience, snapshot.audience_keys))
            base = [allowed, *ask.text_clauses(demands)]
            wanted = [*base, *ask.filters(query.filters)]
            total, rows = self._hits(snapshot.searcher, query, demands, wanted)
            facets = self._facets(snapshot.searcher, query, base, wanted)
            suggestion = ""
            if suggest.is_wanted(query, demands, total):
                suggestion = self._suggestion(snapshot.searcher, query, demands, allowed, total)
        except ValueError as error:
            raise EngineError(str(error)) from error
        took = (time.perf_counter() - started) * 1000
        marker = Highlighter(demands)
        return Results(total, tuple(_hit(row, marker) for row in rows), facets, suggestion, took)

    def _hits(
        self, searcher: tantivy.Searcher, query: Query, demands: Demands, clauses: list[ask.Clause]
    ) -> tuple[int, list[tuple[float, tantivy.Document]]]:
        last = query.offset + query.limit
        if not last or (query.sort == "relevance" and demands.wanted):
            scored = TQuery.boolean_query([*clauses, *ask.preferred_languages(query.languages)])
            return _by_relevance(searcher, scored, query.offset, query.limit)
        field = _SORT_FIELDS.get(query.sort, "newest")
        found = searcher.search(
            TQuery.boolean_query(clauses),
            limit=max(1, query.limit),
            offset=query.offset,
            order_by_field=field,
            order=Order.Asc,
        )
        rows = [(0.0, searcher.doc(address)) for _, address in found.hits[: query.limit]]
        return _count(found), rows

    @staticmethod
    def _facets(
        searcher: tantivy.Searcher, query: Query, base: list[ask.Clause], wanted: list[ask.Clause]
    ) -> dict[str, tuple[tuple[str, int], ...]]:
        selected = [facet for facet in query.facets if query.filters.get(facet)]
        together = [facet for facet in query.facets if facet not in selected]
        counts: dict[str, tuple[tuple[str, int], ...]] = {}
        if together:
            counts.update(_aggregate(searcher, wanted, together))
        for facet in selected:
            counts.update(_aggregate(searcher, [*base, *ask.filters(query.filters, without=facet)], [facet]))
        return {facet: counts[facet] for facet in query.facets}

    @staticmethod
    def _suggestion(
        searcher: tantivy.Searcher, query: Query, demands: Demands, allowed: ask.Clause, total: int
    ) -> str:
        words = suggest.doubtful_words(demands)
        clauses = [allowed, *ask.filters(query.filters)]
        clauses += [(Occur.Must, ask.fuzzy(word, suggest.distance_allowed(word))) for word in words]
        for demand in demands.wanted:
            if demand.codes or not set(demand.tokens) & set(words):
                clauses.append((Occur.Must, ask.demand(demand)))
        clauses += [(Occur.MustNot, ask.demand(unwanted)) for unwanted in demands.excluded]
        near = searcher.search(TQuery.boolean_query(clauses), limit=suggest.MOST_ENTRIES, count=False)
        texts = (" ".join(_shown(searcher.doc(address))[1:]) for _, address in near.hits)
        corrections = suggest.best_correction(words, texts, total)
        return suggest.corrected_text(query, corrections) if corrections else ""

    # --- writing ----------------------------------------------------------------------------------------

    def write(self, documents: Iterable[Document], *, watermark: str = "") -> Sequence[WriteFailure]:
        """Apply documents in one commit. Raises EngineBusy at once where somebody else is writing."""
        failures: list[WriteFailure] = []
        with self.store.locked():
            directory = self.store.current()
            if directory is None:
                raise EngineUnavailable(f"no index in {self.store.path}")
            index = self.store.open(directory)
            index.reload()
            filling = Filling(index, self.store.writer(index, directory, heap=SMALL_HEAP), index.searcher())
            try:
                filling.add(documents, failures)
                filling.commit(watermark)
            except BaseException:
                filling.abort()
                raise
        return failures

    def rebuild(self) -> EmbeddedRebuild:
        """Begin a new index in a directory of its own."""
        return EmbeddedRebuild(self.store)

    def drop(self) -> None:
        self.store.clear(wait=SWAP_WAIT)
        self._reader.forget()

    # --- reading back -----------------------------------------------------------------------------------

    def watermark(self) -> str | None:
        try:
            searcher = self._reader.snapshot().searcher
        except EngineUnavailable:
            return None
        found = searcher.search(ask.term("id", WATERMARK_ID), limit=1, count=False)
        return bytes(searcher.doc(found.hits[0][1])["shown"][0]).decode() if found.hits else None

    def exists(self) -> bool:
        try:
            self._reader.snapshot()
        except EngineUnavailable:
            return False
        return True

    def versions(self) -> Iterator[tuple[str, int]]:
        """Every (id, version) of one moment, however long the caller takes."""
        searcher = self._reader.snapshot().searcher
        live = ask.term("live", "1")
        for entry_type, count in _aggregate(searcher, [(Occur.Must, live)], ["type"])["type"]:
            found = searcher.search(ask.term("type", entry_type), limit=count, count=False)
            addresses = [address for _, address in found.hits]
            numbers = searcher.fast_field_values("object_id", addresses)
            kept = searcher.fast_field_values("version", addresses)
            for number, version in zip(numbers, kept, strict=True):
                yield f"{entry_type}:{number}", int(version or 0)


def _count(found: tantivy.SearchResult) -> int:
    return int(getattr(found, "count", 0) or 0)


def _by_relevance(
    searcher: tantivy.Searcher, scored: TQuery, offset: int, limit: int
) -> tuple[int, list[tuple[float, tantivy.Document]]]:
    """One page, best first; equal scores by newest, then by id.

    tantivy leaves equal scores in the order of its segments, which changes with every merge. So hits are
    fetched until the page's last score is complete, and equal ones are put in order here.
    """
    last = offset + limit
    fetch = last + 1
    while True:
        found = searcher.search(scored, limit=fetch, weight_by_field="recency")
        hits: Sequence[tuple[Any, tantivy.DocAddress]] = found.hits
        if len(hits) < fetch or not limit or hits[-1][0] != hits[last - 1][0]:
            break
        fetch *= 4
    if not limit:
        return _count(found), []
    first = offset
    while 0 < first < len(hits) and hits[first - 1][0] == hits[first][0]:
        first -= 1
    end = min(last, len(hits))
    while 0 < end < len(hits) and hits[end - 1][0] == hits[end][0]:
        end += 1
    rows = [(score, searcher.doc(address)) for score, address in hits[first:end]]
    rows.sort(key=lambda row: (-row[0], row[1]["newest"][0]))
    return _count(found), rows[offset - first : last - first]


def _aggregate(
    searcher: tantivy.Searcher, clauses: list[ask.Clause], facets: Iterable[str]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Exact counts of all values of some facets."""
    wanted = {facet: {"terms": {"field": facet, "size": ALL_VALUES}} for facet in facets}
    answer = searcher.aggregate(TQuery.boolean_query(clauses), wanted)
    counts = {}
    for facet in wanted:
        pairs = [(bucket["key"], int(bucket["doc_count"])) for bucket in answer[facet]["buckets"]]
        counts[facet] = tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
    return counts


def _shown(row: tantivy.Document) -> tuple[str, str, str, str]:
    """Language, title, summary and text."""
    return split_shown(bytes(row["shown"][0]).decode())


def _hit(row: tuple[float, tantivy.Document], marker: Highlighter) -> Hit:
    score, document = row
    language, title, summary, text = _shown(document)
    entry_type, number = document["type"][0], document["object_id"][0]
    return Hit(
        id=f"{entry_type}:{number}",
        type=entry_type,
        object_id=number,
        score=score,
        title=marker.title(title, language),
        snippet=marker.snippet(summary, text, language),
        language=language,
        version=document["version"][0],
    )
