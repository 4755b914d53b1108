"""The small portal of ``world`` in an index of each engine, made once a module and rolled back at its end."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test.utils import override_settings

from portal.reference.loading import load_all
from search import rebuild
from search.serving import serving_engine
from tests.search.page.world import World, build_world
from tests.services import demand

ENGINES = ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The portal. Tests of a module share it: what a test changes is rolled back after the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_all()
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module", params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    name: str = request.param
    if name == "elasticsearch":
        demand("elasticsearch")
    return name


@pytest.fixture(scope="module")
def index(world: World, engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The world in an index of this engine, which answers searches; gives the engine's name."""
    with serving(engine_name, tmp_path_factory.mktemp("index")):
        yield engine_name


@pytest.fixture(scope="module")
def embedded_index(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The world in the embedded engine, for tests that do not depend on which engine answers."""
    with serving("tantivy", tmp_path_factory.mktemp("index")):
        yield


@contextmanager
def serving(name: str, folder: Path) -> Iterator[None]:
    """A context in which an engine of its own, filled from the database, answers searches."""
    options: dict[str, Any] = {"path": str(folder)}
    if name == "elasticsearch":
        hosts = [os.environ["ELASTICSEARCH_URL"]]
        options = {"hosts": hosts, "index": f"test-page-{uuid.uuid4().hex[:10]}", "timeout": 20.0}
    with override_settings(SEARCH_ENGINE=name, SEARCH_ENGINES={name: options}):
        refill()
        try:
            yield
        finally:
            serving_engine().drop()


def refill() -> None:
    """Make all rows again and fill the serving engine's index from them."""
    rebuild.project_all()
    rebuild.fill()
