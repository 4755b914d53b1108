"""Portals of their own: a database made once a run and copied for each scenario."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from wagtail.models import Page

from tests.services import demand

ROOT = Path(__file__).resolve().parent.parent.parent.parent
LONGEST = 240
KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]

Play = Callable[..., dict[str, Any]]


def run(database_url: str, folder: Path, *arguments: str | int) -> dict[str, Any]:
    """Play a scenario in a portal; gives what it printed. Fails with the process's own words."""
    environment = {**os.environ, "DATABASE_URL": database_url, "COMITY_VAR": str(folder)}
    environment |= {"COMITY_SEARCH_ENGINE": "tantivy", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "tests.search.processes.host", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-6000:]}"
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {**result, "stderr": done.stderr}


@pytest.fixture(scope="session")
def sqlite_template(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with a SQLite database and its index. Migrated already where the tests run on SQLite themselves."""
    folder = tmp_path_factory.mktemp("sqlite-portal")
    file = folder / "comity.sqlite3"
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite" and Page.objects.exists():
            connection.ensure_connection()
            with contextlib.closing(sqlite3.connect(file)) as copy:
                connection.connection.backup(copy)
    run(f"sqlite:///{file}", folder, "create")
    return folder


class Cluster:
    """Databases of our own in the cluster that DATABASE_URL names."""

    def __init__(self, url: str) -> None:
        self.base, _slash, self.maintenance = url.rpartition("/")
        self.made: list[str] = []

    def make(self, template: str = "template0") -> str:
        name = f"comity_{uuid.uuid4().hex[:12]}"
        self._do(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        self.made.append(name)
        return name

    def url(self, name: str) -> str:
        return f"{self.base}/{name}"

    def drop_all(self) -> None:
        for name in self.made:
            self._do(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _do(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url(self.maintenance), autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    demand("postgres")
    found = Cluster(os.environ["DATABASE_URL"])
    yield found
    found.drop_all()


@pytest.fixture(scope="session")
def postgres_template(
    cluster: Cluster, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a PostgreSQL database to copy. Its index stays behind: a copy is another database."""
    with django_db_blocker.unblock():
        # A test that commits empties the tables at its end. What the migrations put there is then made anew.
        source = connection.settings_dict["NAME"] if Page.objects.exists() else "template0"
        connection.close()  # a database that somebody uses cannot be copied
        name = cluster.make(source)
    run(cluster.url(name), tmp_path_factory.mktemp("postgres-portal"), "create")
    return name


@pytest.fixture
def postgres(cluster: Cluster, postgres_template: str, tmp_path: Path) -> Play:
    """Plays scenarios in a portal of its own on PostgreSQL."""
    url = cluster.url(cluster.make(postgres_template))
    return lambda *arguments: run(url, tmp_path, *arguments)


@pytest.fixture(scope="session", params=KINDS)
def template(request: pytest.FixtureRequest) -> tuple[str, Any]:
    """Each kind of database with what is copied. Made before a test's own transaction begins."""
    if request.param == "postgres":
        demand("postgres")
    return request.param, request.getfixturevalue(f"{request.param}_template")


@pytest.fixture
def portal(template: tuple[str, Any], request: pytest.FixtureRequest, tmp_path: Path) -> Play:
    """Plays scenarios in a portal of its own on each database."""
    kind, source = template
    if kind == "postgres":
        return request.getfixturevalue("postgres")
    folder = tmp_path / "portal"
    shutil.copytree(source, folder)
    return lambda *arguments: run(f"sqlite:///{folder}/comity.sqlite3", folder, *arguments)
