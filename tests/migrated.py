"""A migrated SQLite database kept between runs of the tests: making one takes a minute of processor time.

It is kept under the fingerprint of all migrations, so that a new or changed one makes a new database. ``migrate`` runs
over the copy all the same and does what is missing, as it does for every portal that exists already. Tests on
PostgreSQL migrate an empty database each time.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

import django
from django.db import connection
from django.db.migrations.loader import MigrationLoader

KEPT = 3
"""How many databases stay: branches with other migrations take turns on one machine."""


def kept_file() -> Path:
    """Where the database of these migrations is kept, or would be."""
    digest = hashlib.sha256(f"{django.__version__} {sys.version_info[:2]} {sqlite3.sqlite_version}".encode())
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    for name, migration in sorted(migrations.items()):
        digest.update(repr(name).encode())
        digest.update(Path(inspect.getfile(type(migration))).read_bytes())
    cache = Path(os.environ.get("COMITY_CACHE") or Path.home() / ".cache" / "comity")
    return cache / "migrated" / f"{digest.hexdigest()[:20]}.sqlite3"


def fill_when_new(file: Path, opened: Any) -> None:
    """Put the kept database into a connection that was just opened, unless something is there already."""
    with contextlib.closing(opened.connection.cursor()) as cursor:
        if cursor.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as kept:
        kept.backup(opened.connection)


def keep(file: Path) -> None:
    """Keep the database of the tests as the migrations made it. Several processes may do so at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}")
    with contextlib.closing(sqlite3.connect(unfinished)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    unfinished.replace(file)
    by_age = sorted(file.parent.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_age[KEPT:]:
        old.unlink(missing_ok=True)
