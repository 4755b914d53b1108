"""Where the embedded index lives on disk, and who may write to it.

::

    <path>/CURRENT             the name of the serving generation; replaced atomically by a swap
    <path>/<generation>/       one tantivy index
    <path>/LOCK                held by whoever writes to the serving generation or swaps it

Only one process, and in it one thread, writes at a time. The lock is a POSIX record lock: the kernel frees it
when its process dies, and a forked child does not inherit it (tantivy's own lock, a ``flock``, is inherited,
and a child that lives on keeps it; it is therefore taken out of the way whenever ours is held).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import tantivy

from .base import EngineBusy, EngineUnavailable
from .embedded_schema import SCHEMA, register

_POINTER = "CURRENT"
_LOCK = "LOCK"
_FILLING = "FILLING"
_TANTIVY_LOCK = ".tantivy-writer.lock"
_POLL = 0.05

_thread_locks: dict[str, threading.Lock] = {}
_guard = threading.Lock()
_filled_here: set[Path] = set()


def _forget_after_fork() -> None:
    """A child has none of its parent's threads: what they held is free, what they filled is not its own."""
    global _guard
    _guard = threading.Lock()
    _thread_locks.clear()
    _filled_here.clear()


os.register_at_fork(after_in_child=_forget_after_fork)


class Store:
    """The generations of one embedded index."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path).absolute()

    def current(self) -> Path | None:
        """The directory of the serving generation, ``None`` if there is no index."""
        try:
            name = (self.path / _POINTER).read_text("utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return self.path / name if name else None

    def open(self, directory: Path) -> tantivy.Index:
        """Open an index with our tokenizers; they are not part of what tantivy keeps on disk.

        Raises EngineUnavailable if there is none, or one of another schema.
        """
        try:
            index = tantivy.Index.open(str(directory))
            if index.schema != SCHEMA:
                raise EngineUnavailable(f"the index in {directory} is of another version and must be rebuilt")
        except (ValueError, OSError) as error:
            raise EngineUnavailable(f"no index in {directory}: {error}") from error
        return register(index)

    # --- writing ----------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def locked(self, *, wait: float = 0.0) -> Iterator[None]:
        """Hold the write lock. Raises EngineBusy if somebody else has it after ``wait`` seconds."""
        self.path.mkdir(parents=True, exist_ok=True)
        key = str(self.path / _LOCK)
        with _guard:
            lock = _thread_locks.setdefault(key, threading.Lock())
        until = time.monotonic() + wait
        if not (lock.acquire(timeout=wait) if wait else lock.acquire(blocking=False)):
            raise EngineBusy(f"another thread is writing to {self.path}")
        try:
            # Opened only here, under the thread lock: closing any descriptor of the file frees a record lock.
            handle = os.open(key, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                _take(handle, until, self.path)
                yield
            finally:
                os.close(handle)
        finally:
            lock.release()

    @staticmethod
    def writer(index: tantivy.Index, directory: Path, *, heap: int) -> tantivy.IndexWriter:
        """The writer of a generation; the caller holds ``locked()`` or has made the generation itself."""
        with contextlib.suppress(FileNotFoundError):
            (directory / _TANTIVY_LOCK).unlink()
        try:
            writer = index.writer(heap_size=heap, num_threads=1)
            # A commit that was cut off by a kill leaves its file of deletions, and the next commit would choose
            # the same name and fail for ever.
            writer.garbage_collect_files()
            return writer
        except ValueError as error:
            raise EngineBusy(f"tantivy does not let us write to {directory}: {error}") from error

    # --- generations ------------------------------------------------------------------------------------

    def begin(self) -> tuple[Path, int]:
        """Make the directory of a new generation; gives it with the handle that marks it as being filled."""
        self.path.mkdir(parents=True, exist_ok=True)
        self._sweep()
        name = f"{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
        directory = self.path / name
        _filled_here.add(directory)
        directory.mkdir()
        handle = os.open(directory / _FILLING, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return directory, handle

    def finish(self, directory: Path, handle: int, *, wait: float) -> None:
        """Let all processes search this generation from now on, and remove the one before."""
        with self.locked(wait=wait):
            before = self.current()
            temporary = self.path / f"{_POINTER}.{secrets.token_hex(4)}"
            with open(temporary, "w", encoding="utf-8") as file:
                file.write(directory.name)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path / _POINTER)
            self._release(directory, handle)
            if before is not None and before != directory:
                # Readers that have it open keep their mapped files until they look at the pointer again.
                shutil.rmtree(before, ignore_errors=True)

    def abandon(self, directory: Path, handle: int) -> None:
        """Remove a generation that was not finished."""
        self._release(directory, handle)
        shutil.rmtree(directory, ignore_errors=True)

    def clear(self, *, wait: float) -> None:
        """Remove all generations but those being filled. The lock file stays: others may wait for it."""
        if not self.path.is_dir():
            return
        with self.locked(wait=wait):
            serving = self.current()
            (self.path / _POINTER).unlink(missing_ok=True)
            if serving is not None:
                shutil.rmtree(serving, ignore_errors=True)
            self._sweep()

    def _release(self, directory: Path, handle: int) -> None:
        (directory / _FILLING).unlink(missing_ok=True)
        os.close(handle)
        _filled_here.discard(directory)

    def _sweep(self) -> None:
        """Remove what killed processes left: generations that neither serve nor are being filled."""
        current = self.current()
        for directory in self.path.iterdir():
            if not directory.is_dir() or directory == current or _is_being_filled(directory):
                continue
            # Asked once more: a generation that was being filled a moment ago may have begun to serve.
            if directory != self.current():
                shutil.rmtree(directory, ignore_errors=True)


def _take(handle: int, until: float, path: Path) -> None:
    while True:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            if time.monotonic() >= until:
                raise EngineBusy(f"another process is writing to {path}") from error
            time.sleep(_POLL)
        else:
            return


def _is_being_filled(directory: Path) -> bool:
    if directory in _filled_here:
        return True
    try:
        handle = os.open(directory / _FILLING, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        # Just made and not yet marked, or left behind: only an old one is surely left behind.
        with contextlib.suppress(FileNotFoundError):
            return time.time() - directory.stat().st_mtime < 60
        return True
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return True
    finally:
        os.close(handle)
    return False
