"""Writing to the embedded index: entries on their way into a generation, and the filling of a new one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import tantivy
from tantivy import Query as TQuery

from .base import Document, WriteFailure
from .embedded_schema import SCHEMA, to_tantivy
from .embedded_store import Store
from .entries import Entry, make_entries

WATERMARK_ID = "~watermark"
SMALL_HEAP = 32_000_000
LARGE_HEAP = 256_000_000
CHUNK = 1_000
SWAP_WAIT = 60.0
"""Seconds a swap waits for a writer to finish; a write never waits."""


class Filling:
    """Entries on their way into one index; keeps the highest version of each."""

    def __init__(
        self, index: tantivy.Index, writer: tantivy.IndexWriter, before: tantivy.Searcher | None
    ) -> None:
        self.index = index
        self.writer = writer
        self._open = True
        self.before = before
        self.seen: dict[str, int] = {}

    def add(self, documents: Iterable[Document], failures: list[WriteFailure]) -> None:
        entries = make_entries(documents, failures)
        while chunk := list(islice(entries, CHUNK)):
            self._look_up([entry.document.id for entry in chunk])
            for entry in chunk:
                self._add(entry)

    def _add(self, entry: Entry) -> None:
        document = entry.document
        known = self.seen.get(document.id)
        if known is not None:
            if document.version <= known:
                return
            self.writer.delete_documents_by_term("id", document.id)
        self.writer.add_document(to_tantivy(entry))
        self.seen[document.id] = document.version

    def _look_up(self, ids: list[str]) -> None:
        """Learn which versions of these the index has. An id says its type and number: ``practice:7``."""
        if self.before is None:
            return
        by_type: dict[str, list[str]] = {}
        for id in ids:
            if id not in self.seen:
                by_type.setdefault(id.rpartition(":")[0], []).append(id)
        for entry_type, of_type in by_type.items():
            query = TQuery.term_set_query(SCHEMA, "id", of_type)
            found = self.before.search(query, limit=len(of_type), count=False)
            addresses = [address for _, address in found.hits]
            numbers = self.before.fast_field_values("object_id", addresses)
            versions = self.before.fast_field_values("version", addresses)
            for number, version in zip(numbers, versions, strict=True):
                self.seen[f"{entry_type}:{number}"] = int(version or 0)

    def commit(self, watermark: str) -> None:
        if watermark:
            mark = tantivy.Document()
            mark.add_text("id", WATERMARK_ID)
            mark.add_bytes("shown", watermark.encode())
            self.writer.delete_documents_by_term("id", WATERMARK_ID)
            self.writer.add_document(mark)
        self.writer.commit()
        self._close()

    def abort(self) -> None:
        if self._open:
            try:
                self.writer.rollback()
            finally:
                self._close()

    def _close(self) -> None:
        # Without waiting, merges would be cut off and small segments pile up until searching is slow.
        self._open = False
        self.writer.wait_merging_threads()


class EmbeddedRebuild:
    """A new generation being filled. Implements ``base.Rebuild``."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.directory, self._handle = store.begin()
        self._open = True
        tantivy.Index(SCHEMA, path=str(self.directory))
        index = store.open(self.directory)
        self._filling = Filling(index, store.writer(index, self.directory, heap=LARGE_HEAP), None)

    def write(self, documents: Iterable[Document]) -> Sequence[WriteFailure]:
        failures: list[WriteFailure] = []
        self._filling.add(documents, failures)
        return failures

    def swap(self, *, watermark: str = "") -> None:
        """Raises EngineBusy if somebody writes to the serving index for longer than ``SWAP_WAIT`` seconds."""
        self._filling.commit(watermark)
        self.store.finish(self.directory, self._handle, wait=SWAP_WAIT)
        self._open = False

    def discard(self) -> None:
        if self._open:
            self._open = False
            self._filling.abort()
            self.store.abandon(self.directory, self._handle)

    def __enter__(self) -> EmbeddedRebuild:
        return self

    def __exit__(self, *exc: object) -> None:
        self.discard()
