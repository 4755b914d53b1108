"""What a search engine of Comity takes and gives.

An engine is disposable: it is filled from the projection rows of ``search.models`` and can be thrown away
and built again at any time. It never decides who may see what. The audience filter arrives with every
query (``Query.audience`` has no default), derived from the one rule in ``portal.visibility``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from portal.visibility import AudienceFilter

FACETS = ("country", "instrument", "topic", "kind", "type", "language", "year")
"""Facets in the order in which they are shown; also the names of the URL parameters."""

SORTS = ("relevance", "newest", "oldest", "title")

MAX_WINDOW = 10_000
"""Deepest hit (offset + limit) an engine answers; beyond it a query is refused before it is sent."""


class EngineError(Exception):
    """The engine answered that it could not do what was asked."""


class EngineUnavailable(EngineError):
    """The engine did not answer: down, starting, too slow, or its index is missing."""


class EngineBusy(EngineError):
    """Another process or thread is writing to this index; nothing was written.

    The caller need not wait: whoever holds the lock must read the rows' horizon again *after* releasing it
    and write what is above the index's watermark, so that nothing left aside here is lost.
    """


FEW_HITS = 3
"""Below so many hits a query may be asked for a correction."""


@dataclass(frozen=True, slots=True)
class Document:
    """One entry of the index, made from one projection row.

    ``id`` is ``"<type>:<object_id>"``. ``version`` grows with every projection of the same object; an engine
    keeps the highest it has seen, whatever the order of arrival. ``deleted`` marks a tombstone: the entry is
    taken out and an older version that arrives late must not bring it back.
    """

    id: str
    type: str
    object_id: int
    version: int
    deleted: bool = False
    language: str = ""
    title: str = ""
    summary: str = ""
    text: str = ""
    countries: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    kind: str = ""
    date: datetime.date | None = None
    audience_key: str = ""
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One demand of the query: the words, or any of the codes they stand for.

    ``codes`` are (facet, code) pairs: the word "extradition" also matches entries filed under
    ``("topic", "extradition")`` in whatever language they are written. ``phrase`` asks for the words in
    order. ``excluded`` asks that neither words nor codes match.
    """

    words: str
    codes: tuple[tuple[str, str], ...] = ()
    phrase: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A search as an engine understands it. No user text has a syntax any more: it is words.

    ``filters`` maps a facet to the selected values: any of them within a facet, all facets together.
    An empty ``clauses`` matches everything the filters and the audience allow.
    """

    audience: AudienceFilter
    clauses: tuple[Clause, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = FACETS
    languages: tuple[str, ...] = ()
    sort: str = "relevance"
    offset: int = 0
    limit: int = 20
    suggest: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A found entry. ``title`` and ``snippet`` are HTML-escaped text in which only ``<mark>`` is markup."""

    id: str
    type: str
    object_id: int
    score: float
    title: str
    snippet: str
    language: str
    version: int


@dataclass(frozen=True, slots=True)
class Results:
    """Hits of one page with exact counts.

    ``facets`` maps a facet to (value, count) pairs, all of them, most frequent first, then by value; each
    facet ignores its own selection. ``suggestion`` is a corrected query text made only of words that occur in
    entries which the viewer may see, or ``""``. ``took_ms`` is the engine's own time, ``round_trips``
    how often it was asked.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    suggestion: str = ""
    took_ms: float = 0.0
    round_trips: int = 1


@dataclass(frozen=True, slots=True)
class WriteFailure:
    """One document an engine refused, with the engine's own words."""

    id: str
    reason: str


class Engine(Protocol):
    """One search engine. All methods raise EngineUnavailable when it does not answer in time."""

    name: str

    def search(self, query: Query) -> Results:
        """Answer one query in one round trip; a correction is looked for only when hits are few.

        Raises ValueError for a query that asks beyond ``MAX_WINDOW``, or for an unknown facet or order.
        """

    def write(self, documents: Iterable[Document], *, watermark: str = "") -> Sequence[WriteFailure]:
        """Apply documents and tombstones, idempotently, by external version; make them findable.

        Errors are isolated by document and returned, never raised. ``watermark`` is kept inside the index
        (tantivy: in the same commit; Elasticsearch: after everything before it was taken) and is read back by
        ``watermark()``. An index is never created here: without one EngineUnavailable is raised, and
        ``rebuild`` makes the first. Raises EngineBusy where somebody else is writing (tantivy only).
        """

    def watermark(self) -> str | None:
        """The watermark kept with the index, ``None`` if this engine keeps none or has no index."""

    def exists(self) -> bool:
        """Whether there is an index to search."""

    def rebuild(self) -> Rebuild:
        """Begin a new index beside the serving one; nothing changes for searches until ``swap``."""

    def versions(self) -> Iterable[tuple[str, int]]:
        """Every (id, version) in the serving index, in no particular order; tombstones left out."""

    def drop(self) -> None:
        """Remove the index and all that belongs to it. Idempotent."""


class Rebuild(Protocol):
    """A new index being filled. Usable as a context manager that discards it unless ``swap`` was called."""

    def write(self, documents: Iterable[Document]) -> Sequence[WriteFailure]: ...

    def swap(self, *, watermark: str = "") -> None:
        """Put the new index in the place of the old one, atomically for searches, and remove the old one."""

    def discard(self) -> None: ...

    def __enter__(self) -> Rebuild: ...

    def __exit__(self, *exc: object) -> None: ...
