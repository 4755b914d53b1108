"""Queries in Elasticsearch's terms: one request body for hits and counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.visibility import AudienceFilter

from . import suggest
from .base import Query
from .demands import (
    BODY_BOOST,
    BODY_STEM_BOOST,
    CODE_SCORE,
    LANGUAGE_SCORE,
    OTHER_FIELDS,
    TITLE_BOOST,
    TITLE_STEM_BOOST,
    Demand,
    Demands,
    Word,
)

Json = dict[str, Any]

ALL_VALUES = 10_000
_NEWEST = [{"day": {"order": "desc", "missing": "_last"}}, {"tie": "asc"}]
_OLDEST = [{"day": {"order": "asc", "missing": "_last"}}, {"tie": "asc"}]
_SORTS: dict[str, list[Any]] = {"newest": _NEWEST, "oldest": _OLDEST, "title": [{"by_title": "asc"}]}
SHOWN: Json = {"_source": False, "stored_fields": ["shown"]}


def audience(allowed: AudienceFilter) -> Json:
    """The audience rule. It stands in the query, not in a post filter, so that counts obey it too."""
    live: Json = {"term": {"deleted": False}}
    if allowed.everything:
        return live
    parts: list[Json] = []
    if allowed.keys:
        parts.append({"terms": {"audience_key": list(allowed.keys)}})
    if allowed.owner_id is not None:
        parts.append({"term": {"owner": str(allowed.owner_id)}})
    if not parts:
        return {"match_none": {}}
    return parts[0] if len(parts) == 1 else {"bool": {"should": parts}}


def _term(field: str, value: str, boost: float = 1.0) -> Json:
    return {"term": {field: {"value": value, "boost": boost}}}


def _best_of(queries: list[Json]) -> Json:
    return {"dis_max": {"queries": queries, "tie_breaker": OTHER_FIELDS}}


def _adjacent(tokens: Sequence[str]) -> Json:
    weights = (("title", TITLE_BOOST), ("body", BODY_BOOST))
    if len(tokens) == 1:
        return _best_of([_term(field, tokens[0], boost) for field, boost in weights])
    words = " ".join(tokens)
    return _best_of([{"match_phrase": {field: {"query": words, "boost": boost}}} for field, boost in weights])


def _word(word: Word) -> Json:
    if len(word.tokens) > 1:
        return _adjacent(word.tokens)
    queries = [_term("title", word.tokens[0], TITLE_BOOST), _term("body", word.tokens[0], BODY_BOOST)]
    if word.stems:
        stems = " ".join(word.stems)
        queries.append({"match": {"title_stem": {"query": stems, "boost": TITLE_STEM_BOOST}}})
        queries.append({"match": {"body_stem": {"query": stems, "boost": BODY_STEM_BOOST}}})
    return _best_of(queries)


def demand(wanted: Demand) -> Json:
    """A demand: its words, or one of its codes."""
    parts: list[Json] = []
    if wanted.words and wanted.phrase:
        parts.append(_adjacent(wanted.tokens))
    elif wanted.words:
        words = [_word(word) for word in wanted.words]
        parts.append(words[0] if len(words) == 1 else {"bool": {"must": words}})
    codes: dict[str, list[str]] = {}
    for facet, code in wanted.codes:
        codes.setdefault(facet, []).append(code)
    parts.extend({"terms": {facet: values, "boost": CODE_SCORE}} for facet, values in codes.items())
    return parts[0] if len(parts) == 1 else {"bool": {"should": parts}}


def _base(query: Query, demands: Demands) -> Json:
    """What hits and counts have in common: words, codes and audience."""
    must = [demand(wanted) for wanted in demands.firm]
    if demands.open and demands.enough == len(demands.open):
        must.extend(demand(wanted) for wanted in demands.open)
    elif demands.open:
        some = [demand(wanted) for wanted in demands.open]
        must.append({"bool": {"should": some, "minimum_should_match": demands.enough}})
    body: Json = {"filter": [audience(query.audience)]}
    if must:
        body["must"] = must
    if demands.excluded:
        body["must_not"] = [demand(unwanted) for unwanted in demands.excluded]
    if query.languages and demands.wanted and query.sort == "relevance":
        body["should"] = [
            {"constant_score": {"filter": {"term": {"language": code}}, "boost": LANGUAGE_SCORE}}
            for code in query.languages
        ]
    return {"bool": body}


def _selected(filters: Mapping[str, tuple[str, ...]], *, without: str = "") -> list[Json]:
    return [
        {"terms": {facet: list(values)}} for facet, values in filters.items() if values and facet != without
    ]


def search_body(query: Query, demands: Demands) -> Json:
    """The request for one page: hits, total and facet counts."""
    base = _base(query, demands)
    chosen = [facet for facet in query.facets if query.filters.get(facet)]
    body: Json = {
        "from": query.offset,
        "size": query.limit,
        "track_total_hits": True,
        "version": True,
        **SHOWN,
    }
    by_score = query.sort == "relevance" and demands.wanted
    body["sort"] = ["_score", *_NEWEST] if by_score else _SORTS.get(query.sort, _NEWEST)
    body["aggs"] = {facet: _counts(facet) for facet in query.facets if facet not in chosen}
    if chosen:
        # Hits and most counts obey every selection; the counts of a selected facet all but its own. What the
        # two have in common is the query, the rest is said by the post filter and by the counts themselves.
        every = _selected(query.filters)
        shown = body["aggs"]
        body["post_filter"] = _all(every)
        body["aggs"] = {"all": {"filter": _all(every), "aggs": shown}} if shown else {}
        for facet in chosen:
            others = _selected(query.filters, without=facet)
            body["aggs"][facet] = {"filter": _all(others), "aggs": {facet: _counts(facet)}}
    elif every := _selected(query.filters):
        base["bool"]["filter"].extend(every)
    body["query"] = base
    return body


def _all(filters: list[Json]) -> Json:
    if not filters:
        return {"match_all": {}}
    return filters[0] if len(filters) == 1 else {"bool": {"filter": filters}}


def _counts(facet: str) -> Json:
    return {"terms": {"field": facet, "size": ALL_VALUES}}


def facets_of(answer: Json, facets: Sequence[str]) -> dict[str, tuple[tuple[str, int], ...]]:
    """The counts of an answer to ``search_body``, most frequent first, then by value."""
    given = answer.get("aggregations", {})
    shown = {**given, **given.get("all", {})}
    counts: dict[str, tuple[tuple[str, int], ...]] = {}
    for facet in facets:
        found = shown[facet]
        buckets = found.get(facet, found)["buckets"]
        pairs = [(bucket["key"], bucket["doc_count"]) for bucket in buckets]
        counts[facet] = tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
    return counts


def similar_body(query: Query, demands: Demands, words: Sequence[str]) -> Json:
    """The request for visible entries that contain words like these and meet all other demands."""
    must: list[Json] = []
    for word in words:
        similar = {"value": word, "fuzziness": suggest.distance_allowed(word), "prefix_length": 0}
        must.append({"bool": {"should": [{"fuzzy": {field: similar}} for field in ("title", "body")]}})
    must.extend(demand(d) for d in demands.wanted if d.codes or not set(d.tokens) & set(words))
    body: Json = {"filter": [audience(query.audience), *_selected(query.filters)], "must": must}
    if demands.excluded:
        body["must_not"] = [demand(unwanted) for unwanted in demands.excluded]
    return {"size": suggest.MOST_ENTRIES, "track_total_hits": False, "query": {"bool": body}, **SHOWN}
