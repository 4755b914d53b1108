"""An engine in memory that does what it is told, failures included. Keeps the contract of ``engines.base``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from search.engines.base import Document, EngineUnavailable, Query, Results, WriteFailure


class FakeEngine:
    """``is_down`` answers nothing; ``refused`` ids are refused; ``before_write`` runs before each write."""

    name = "fake"

    def __init__(self) -> None:
        self.held: dict[str, Document] | None = None
        self.kept = ""
        self.is_down = False
        self.refused: set[str] = set()
        self.before_write: Callable[[], None] = lambda: None
        self.writes: list[list[str]] = []

    def _answer(self) -> None:
        if self.is_down:
            raise EngineUnavailable("stopped by the test")

    def search(self, query: Query) -> Results:
        self._answer()
        return Results(total=len(self.held or ()), hits=(), facets={})

    def write(self, documents: Iterable[Document], *, watermark: str = "") -> Sequence[WriteFailure]:
        self._answer()
        if self.held is None:
            raise EngineUnavailable("no index")
        self.before_write()
        documents = list(documents)
        failures = take(self.held, documents, self.refused)
        self._answer()  # an engine that was stopped meanwhile took the documents but told nobody
        self.writes.append([document.id for document in documents])
        self.kept = watermark or self.kept
        return failures

    def watermark(self) -> str | None:
        self._answer()
        return None if self.held is None else self.kept

    def exists(self) -> bool:
        return self.held is not None

    def versions(self) -> Iterator[tuple[str, int]]:
        self._answer()
        held = self.held or {}
        return ((document.id, document.version) for document in held.values() if not document.deleted)

    def found(self) -> dict[str, str]:
        """Titles by id of what can be found."""
        return {key: document.title for key, document in (self.held or {}).items() if not document.deleted}

    def drop(self) -> None:
        self.held, self.kept = None, ""

    def rebuild(self) -> FakeRebuild:
        self._answer()
        return FakeRebuild(self)


class FakeRebuild:
    def __init__(self, engine: FakeEngine) -> None:
        self.engine = engine
        self.filled: dict[str, Document] = {}

    def write(self, documents: Iterable[Document]) -> Sequence[WriteFailure]:
        self.engine._answer()
        self.engine.before_write()
        return take(self.filled, list(documents), self.engine.refused)

    def swap(self, *, watermark: str = "") -> None:
        self.engine.held, self.engine.kept = self.filled, watermark

    def discard(self) -> None:
        self.filled = {}

    def __enter__(self) -> FakeRebuild:
        return self

    def __exit__(self, *exc: object) -> None:
        if self.engine.held is not self.filled:
            self.discard()


def take(held: dict[str, Document], documents: Sequence[Document], refused: set[str]) -> list[WriteFailure]:
    """Keep the highest version of each document, tombstones included."""
    failures = []
    for document in documents:
        if document.id in refused and not document.deleted:
            failures.append(WriteFailure(document.id, "refused by the test"))
        elif document.id not in held or held[document.id].version < document.version:
            held[document.id] = document
    return failures
