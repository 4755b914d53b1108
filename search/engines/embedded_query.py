"""Queries in tantivy's terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tantivy import Occur
from tantivy import Query as TQuery

from portal.visibility import AudienceFilter

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
from .embedded_schema import SCHEMA

MANY_KEYS = 100

Clause = tuple[Occur, TQuery]


def term(field: str, value: str) -> TQuery:
    return TQuery.term_query(SCHEMA, field, _plain(value), index_option="basic")


def _plain(value: str) -> str:
    """The value as UTF-8 can say it: a stray surrogate from a URL finds nothing instead of failing."""
    return value.encode("utf-8", "replace").decode()


def _silent(query: TQuery) -> TQuery:
    """The query as a filter: it decides what is found and adds nothing to the score."""
    return TQuery.const_score_query(query, 0.0)


def _scored(field: str, value: str) -> TQuery:
    """A word that counts the more, the more often it occurs."""
    return TQuery.term_query(SCHEMA, field, value, index_option="freq")


def any_of(queries: Sequence[TQuery]) -> TQuery:
    if len(queries) == 1:
        return queries[0]
    return TQuery.boolean_query([(Occur.Should, query) for query in queries])


def all_of(queries: Sequence[TQuery]) -> TQuery:
    if len(queries) == 1:
        return queries[0]
    return TQuery.boolean_query([(Occur.Must, query) for query in queries])


def audience(allowed: AudienceFilter, in_use: frozenset[str]) -> TQuery:
    """The audience rule. Tombstones have neither key nor owner: only ``everything`` must leave them out.

    ``in_use`` are the keys that occur in the index. Asking for others costs time and finds nothing.
    """
    if allowed.everything:
        return _silent(term("live", "1"))
    parts = []
    keys = [key for key in allowed.keys if key in in_use]
    if len(keys) > MANY_KEYS:
        # One pass over all entries, however many keys: slower for few, flat for many.
        parts.append(TQuery.term_set_query(SCHEMA, "audience_key", keys))
    else:
        parts.extend(term("audience_key", key) for key in keys)
    if allowed.owner_id is not None:
        parts.append(term("owner", str(allowed.owner_id)))
    return _silent(any_of(parts)) if parts else TQuery.empty_query()


def _weighted(title: TQuery, body: TQuery) -> list[TQuery]:
    return [TQuery.boost_query(title, TITLE_BOOST), TQuery.boost_query(body, BODY_BOOST)]


def _adjacent(tokens: Sequence[str]) -> TQuery:
    if len(tokens) == 1:
        fields = [_scored("title", tokens[0]), _scored("body", tokens[0])]
    else:
        fields = [TQuery.phrase_query(SCHEMA, field, list(tokens)) for field in ("title", "body")]
    return TQuery.disjunction_max_query(_weighted(*fields), OTHER_FIELDS)


def _word(word: Word) -> TQuery:
    if len(word.tokens) > 1:
        return _adjacent(word.tokens)
    queries = _weighted(_scored("title", word.tokens[0]), _scored("body", word.tokens[0]))
    for field, boost in (("title_stem", TITLE_STEM_BOOST), ("body_stem", BODY_STEM_BOOST)):
        if word.stems:
            queries.append(TQuery.boost_query(any_of([term(field, stem) for stem in word.stems]), boost))
    return TQuery.disjunction_max_query(queries, OTHER_FIELDS)


def fuzzy(token: str, distance: int) -> TQuery:
    """Words like this one, itself included."""
    similar = [TQuery.fuzzy_term_query(SCHEMA, field, token, distance) for field in ("title", "body")]
    return any_of(similar)


def demand(wanted: Demand) -> TQuery:
    """A demand: its words, or one of its codes."""
    parts: list[TQuery] = []
    if wanted.words:
        parts.append(_adjacent(wanted.tokens) if wanted.phrase else all_of(list(map(_word, wanted.words))))
    codes: dict[str, list[str]] = {}
    for facet, code in wanted.codes:
        codes.setdefault(facet, []).append(code)
    for facet, values in codes.items():
        filed = any_of([term(facet, value) for value in values])
        parts.append(TQuery.const_score_query(filed, CODE_SCORE))
    return any_of(parts)


def text_clauses(demands: Demands) -> list[Clause]:
    """What is asked of words and codes, without audience and filters."""
    clauses: list[Clause] = [(Occur.Must, demand(wanted)) for wanted in demands.firm]
    if demands.open and demands.enough == len(demands.open):
        clauses.extend((Occur.Must, demand(wanted)) for wanted in demands.open)
    elif demands.open:
        some = [(Occur.Should, demand(wanted)) for wanted in demands.open]
        clauses.append((Occur.Must, TQuery.boolean_query(some, minimum_number_should_match=demands.enough)))
    clauses.extend((Occur.MustNot, demand(unwanted)) for unwanted in demands.excluded)
    return clauses


def preferred_languages(languages: Iterable[str]) -> list[Clause]:
    return [
        (Occur.Should, TQuery.const_score_query(term("language", code), LANGUAGE_SCORE)) for code in languages
    ]


def filters(selected: Mapping[str, tuple[str, ...]], *, without: str = "") -> list[Clause]:
    """The selected facets, one of them left aside for its own counts."""
    clauses: list[Clause] = []
    for facet, values in selected.items():
        if values and facet != without:
            clauses.append((Occur.Must, _silent(any_of([term(facet, value) for value in values]))))
    return clauses
