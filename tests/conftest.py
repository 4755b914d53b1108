"""Fixtures every test may use. PostgreSQL, Elasticsearch and Chromium come from tests.services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.services import CHROMIUM_FLAGS, chromium_path, demand

if TYPE_CHECKING:
    from tests.factories import Tree



@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser: the system's Chromium, never one it downloads."""
    demand("chromium")
    return {"executable_path": chromium_path(), "args": CHROMIUM_FLAGS, "headless": True}


@pytest.fixture
def tree(db: None) -> Tree:
    """Home, the list of countries and three dossiers, two with a desk."""
    from tests.factories import make_tree

    return make_tree()
