"""Reading the serving generation: opened once in each process, reloaded when somebody has committed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import tantivy

from .base import EngineUnavailable
from .embedded_store import Store

_META = "meta.json"
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the index. Later commits do not change what it sees."""

    searcher: tantivy.Searcher
    directory: Path
    index: tantivy.Index
    process: int
    stamp: tuple[int, int, int]
    audience_keys: frozenset[str]
    """All audience keys that occur here."""


class Reader:
    """Gives the newest state of the serving index, in whichever process it is asked."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._snapshot: Snapshot | None = None

    def forget(self) -> None:
        self._snapshot = None

    def snapshot(self) -> Snapshot:
        """The newest committed state. Raises EngineUnavailable if there is no index."""
        for _ in range(_TRIES):
            directory = self.store.current()
            if directory is None:
                self._snapshot = None
                raise EngineUnavailable(f"no index in {self.store.path}")
            try:
                return self._newest(directory)
            except (FileNotFoundError, EngineUnavailable) as error:
                # A swap removed this generation after its name was read: read the pointer again.
                gone = error
        raise EngineUnavailable(f"no index in {self.store.path}: {gone}")

    def _newest(self, directory: Path) -> Snapshot:
        stamp = _stamp(directory)
        kept = self._snapshot
        if kept is None or kept.directory != directory or kept.stamp != stamp or kept.process != os.getpid():
            # Two threads may do this at once; both results are right, so no lock is needed.
            kept = self._snapshot = self._renewed(directory, stamp)
        return kept

    def _renewed(self, directory: Path, stamp: tuple[int, int, int]) -> Snapshot:
        kept = self._snapshot
        if kept is not None and kept.directory == directory and kept.process == os.getpid():
            index = kept.index
        else:
            index = self.store.open(directory)
        try:
            # The stamp was taken before: a commit in between makes the next search reload once more.
            index.reload()
        except ValueError as error:
            raise EngineUnavailable(f"cannot read the index in {directory}: {error}") from error
        searcher = index.searcher()
        keys = frozenset(key for key, _ in searcher.terms_with_prefix("audience_key", ""))
        return Snapshot(searcher, directory, index, os.getpid(), stamp, keys)


def _stamp(directory: Path) -> tuple[int, int, int]:
    """Changes with every commit: tantivy replaces this file."""
    status = os.stat(directory / _META)
    return status.st_ino, status.st_mtime_ns, status.st_size
