"""Fixtures every test may use. PostgreSQL, Elasticsearch and Chromium come from tests.services."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from tests.migrated import fill_when_new, keep, kept_file
from tests.services import CHROMIUM_FLAGS, chromium_path, demand

if TYPE_CHECKING:
    from tests.factories import Tree


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit come last: they empty the database, and other tests need what the migrations put there.

    pytest-django sorts them so as well, but pytest then moves tests together that share a session's parameter,
    such as the browser. Those that wait for the cluster's horizon come just before: while others keep a world in
    one long transaction beside them, it does not move; and they copy the database, which must not be empty yet.
    """
    items.sort(key=lambda item: 2 if commits(item) else int(waits_for_the_horizon(item)))


def commits(item: pytest.Item) -> bool:
    """Whether a test commits, by its ``django_db`` marker or by the fixtures it asks for."""
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or (marker and marker.kwargs.get("transaction")))


def waits_for_the_horizon(item: pytest.Item) -> bool:
    """Whether a test plays a scenario in a portal of its own on the cluster that all tests share."""
    return bool({"portal", "postgres"} & set(getattr(item, "fixturenames", ())))


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations that changed, before any worker of a parallel run begins."""
    if not hasattr(config, "workerinput"):
        subprocess.run([sys.executable, "scripts/compile_messages.py"], cwd=config.rootpath, check=True)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser: the system's Chromium, never one it downloads."""
    demand("chromium")
    return {"executable_path": chromium_path(), "args": CHROMIUM_FLAGS, "headless": True}


@pytest.fixture(scope="session")
def kept_database() -> Iterator[Path | None]:
    """The file that holds a migrated SQLite database, whether it is there or not; ``None`` on PostgreSQL.

    Where it is there, the database of the tests begins with it.
    """
    if connection.vendor != "sqlite":
        yield None
        return
    file = kept_file()
    fill = partial(_fill, file)
    connection_created.connect(fill)
    yield file
    connection_created.disconnect(fill)


def _fill(file: Path, *, connection: Any, **_signal: Any) -> None:
    if connection.is_in_memory_db() and file.exists():
        fill_when_new(file, connection)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, request: pytest.FixtureRequest, kept_database: Path | None
) -> None:
    """Start Playwright before the database is opened, where this run has tests in a browser.

    Its event loop runs in the thread of the tests. Django keeps one connection for code under a running loop and
    another for code without: opened first without, the second one would neither be shared with the live server
    nor know what ``serialized_rollback`` has to put back.
    """
    if any("playwright" in getattr(item, "fixturenames", ()) for item in request.session.items):
        request.getfixturevalue("playwright")


@pytest.fixture(scope="session")
def django_db_setup(kept_database: Path | None, django_db_setup: None, django_db_blocker: Any) -> None:
    """Let nothing be made anew when a test's end empties the tables.

    Django then sends ``post_migrate`` unless the connection at hand is the one that knows what to put back, which
    under Playwright's event loop it need not be. Content types would come again under other numbers, and what
    ``serialized_rollback`` puts back for the next test would meet them.
    """
    post_migrate.receivers = []
    if kept_database and not kept_database.exists():
        with django_db_blocker.unblock():
            keep(kept_database)


@pytest.fixture
def tree(db: None) -> Tree:
    """Home, the list of countries and three dossiers, two with a desk."""
    from tests.factories import make_tree

    return make_tree()
