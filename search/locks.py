"""Locks with a name, held by one process at a time and freed by the system when that process dies."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

_POLL = 0.05


@contextmanager
def hold(name: str, *, wait: float = 0.0, local: bool = False) -> Iterator[bool]:
    """Hold a lock while the block runs; gives ``False`` where someone else has it after ``wait`` seconds.

    On PostgreSQL it is an advisory lock of the session, which holds on every machine and, unlike a row lock,
    keeps no transaction open. ``local`` asks for a lock of this machine only (an index on its disk), which is
    a file; so is every lock on SQLite.
    """
    with _file(name, wait) if local or connection.vendor != "postgresql" else _advisory(name, wait) as held:
        yield held


def number_of(name: str) -> int:
    """The number by which PostgreSQL knows a lock."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


@contextmanager
def _advisory(name: str, wait: float) -> Iterator[bool]:
    number = number_of(name)
    until = time.monotonic() + wait
    while not (held := _ask("SELECT pg_try_advisory_lock(%s)", number)) and time.monotonic() < until:
        time.sleep(_POLL)
    try:
        yield held
    finally:
        if held:
            _ask("SELECT pg_advisory_unlock(%s)", number)


def _ask(sql: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [number])
        return bool(cursor.fetchone()[0])


@contextmanager
def _file(name: str, wait: float) -> Iterator[bool]:
    folder = Path(settings.VAR_DIR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / hashlib.blake2b(name.encode(), digest_size=12).hexdigest()
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + wait
        while not (held := _try_flock(handle)) and time.monotonic() < until:
            time.sleep(_POLL)
        yield held
    finally:
        os.close(handle)


def _try_flock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
