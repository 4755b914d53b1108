"""An index of the test's own, in the embedded engine or in one that fails as told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import search.engines
from search import breaker, drain, follow
from tests.search.fakes import FakeEngine


@pytest.fixture
def embedded(settings: Any, tmp_path: Path) -> str:
    """The embedded engine on an empty folder answers searches; gives its name."""
    settings.SEARCH_ENGINES = {"tantivy": {"path": str(tmp_path / "index")}}
    settings.SEARCH_ENGINE = "tantivy"
    forget()
    return "tantivy"


@pytest.fixture
def fake(settings: Any, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """An engine in memory answers searches. It has no index yet."""
    engine = FakeEngine()
    settings.SEARCH_ENGINES = {"fake": {"index": f"fake-{id(engine)}"}}
    settings.SEARCH_ENGINE = "fake"
    monkeypatch.setitem(search.engines._MAKERS, "fake", lambda options: engine)
    forget()
    return engine


def forget() -> None:
    """What a process remembers from one call to the next, as if it had just begun."""
    follow._beyond.clear()
    breaker.forget()
    drain._last_purge = 0.0
