"""The plain list when no engine answers: the rows, filtered, under the same audience rule.

No ranking by words, no highlights, no spelling help; but nothing is shown that search would not show, every
count is exact, and it takes two queries however much there is.
"""

from __future__ import annotations

import datetime
import html
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from portal.folding import fold
from portal.visibility import AudienceFilter
from search.engines.base import FACETS, MAX_WINDOW, Clause, Hit, Query, Results
from search.models import IndexRow, split_codes

SNIPPET = 240
_CODED = {"country": "countries", "instrument": "instruments", "topic": "topics"}


@dataclass(frozen=True, slots=True)
class _Found:
    """What is needed of a matching row to filter, count and sort it."""

    pk: int
    title: str
    date: datetime.date | None
    values: Mapping[str, tuple[str, ...]]


def fallback_results(query: Query) -> Results:
    """Answer a query from the rows. Two SQL queries. Raises ValueError beyond ``MAX_WINDOW``."""
    if query.offset + query.limit > MAX_WINDOW:
        raise ValueError(f"no engine answers beyond {MAX_WINDOW} hits")
    begun = time.perf_counter()
    candidates = [_found(*fields) for fields in _candidates(query)]
    matching = [row for row in candidates if _passes(row, query.filters)]
    shown = _sorted(matching, query.sort)[query.offset : query.offset + query.limit]
    return Results(
        total=len(matching),
        hits=_hits(shown, query.audience),
        facets={facet: _count(facet, candidates, query.filters) for facet in query.facets},
        took_ms=(time.perf_counter() - begun) * 1_000,
        round_trips=0,
    )


def visible_rows_q(audience: AudienceFilter) -> Q:
    """The audience filter as a condition on rows: the same as an engine's. Default deny."""
    if audience.everything:
        return Q(deleted=False)
    allowed = Q(audience_key__in=[key for key in audience.keys if key])
    if audience.owner_id is not None:
        allowed |= Q(owner_id=audience.owner_id)
    return Q(deleted=False) & allowed


def _candidates(query: Query) -> Iterable[tuple]:
    """Rows inside the audience that meet the clauses; the facets' own filters come later, one by one."""
    wanted = [visible_rows_q(query.audience), *(_clause_q(clause) for clause in query.clauses)]
    return IndexRow.objects.filter(reduce(and_, wanted)).values_list(
        "pk", "title", "date", "type", "language", "kind", *_CODED.values()
    )


def _clause_q(clause: Clause) -> Q:
    folded = fold(clause.words)
    words = [folded] if clause.phrase else folded.split()
    ways = [
        Q(**{f"{_CODED[facet]}__contains": f"|{code}|"}) for facet, code in clause.codes if facet in _CODED
    ]
    if words:
        ways.append(reduce(and_, (Q(folded__contains=word) for word in words)))
    if not ways:
        return Q()
    met = reduce(or_, ways)
    return ~met if clause.excluded else met


def _found(
    pk: int, title: str, date: datetime.date | None, type_: str, language: str, kind: str, *coded: str
) -> _Found:
    single = {
        "type": type_,
        "language": language,
        "kind": kind,
        "year": f"{date.year:04d}" if date else "",
    }
    values: dict[str, tuple[str, ...]] = {facet: (value,) if value else () for facet, value in single.items()}
    values |= {facet: split_codes(kept) for facet, kept in zip(_CODED, coded, strict=True)}
    return _Found(pk, title, date, values)


def _passes(row: _Found, filters: Mapping[str, tuple[str, ...]], *, but: str = "") -> bool:
    """Any of the values within a facet, all facets together, ``but`` left aside."""
    return all(
        facet == but or not wanted or any(value in wanted for value in row.values.get(facet, ()))
        for facet, wanted in filters.items()
    )


def _count(
    facet: str, candidates: list[_Found], filters: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, int], ...]:
    """Exact counts of a facet, its own selection ignored; most frequent first, then by value."""
    if facet not in FACETS:
        return ()
    counts: Counter[str] = Counter()
    for row in candidates:
        if _passes(row, filters, but=facet):
            counts.update(row.values[facet])
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _sorted(rows: list[_Found], sort: str) -> list[_Found]:
    """By title or date as asked; by date, newest first, where relevance is asked for. Undated ones last."""
    if sort == "title":
        return sorted(rows, key=lambda row: (fold(row.title), row.pk))
    if sort == "oldest":
        return sorted(rows, key=lambda row: (row.date is None, row.date or datetime.date.max, row.pk))
    return sorted(
        rows, key=lambda row: (row.date is None, -(row.date or datetime.date.min).toordinal(), row.pk)
    )


def _hits(shown: list[_Found], audience: AudienceFilter) -> tuple[Hit, ...]:
    """The rows of a page. The rule is asked again: an audience may be narrowed between the two queries."""
    rows = (
        IndexRow.objects.filter(visible_rows_q(audience)).defer("folded").in_bulk([row.pk for row in shown])
    )
    return tuple(_hit(rows[row.pk]) for row in shown if row.pk in rows)


def _hit(row: IndexRow) -> Hit:
    text = " ".join((row.summary or row.text).split())
    snippet = text if len(text) <= SNIPPET else f"{text[:SNIPPET].rsplit(' ', 1)[0]} …"
    return Hit(
        id=row.document_id,
        type=row.type,
        object_id=row.object_id,
        score=0.0,
        title=html.escape(row.title),
        snippet=html.escape(snippet),
        language=row.language,
        version=row.version,
    )
