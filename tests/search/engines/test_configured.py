"""Engines by name, from the settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from search.engines import get_engine


def test_engines_are_made_once_from_settings(tmp_path: Path) -> None:
    engines = {
        "tantivy": {"path": tmp_path},
        "elasticsearch": {"hosts": ["http://127.0.0.1:1"], "timeout": 1.0},
    }
    with override_settings(SEARCH_ENGINES=engines, SEARCH_ENGINE="elasticsearch"):
        assert get_engine().name == "elasticsearch"
        assert get_engine("tantivy").name == "tantivy"
        assert get_engine("tantivy") is get_engine("tantivy")
        first = get_engine("tantivy")
    with override_settings(SEARCH_ENGINES=engines):
        assert get_engine("tantivy") is not first


@pytest.mark.parametrize("name", ["solr", "elasticsearch"])
def test_unknown_engine_is_refused(tmp_path: Path, name: str) -> None:
    with override_settings(SEARCH_ENGINES={"tantivy": {"path": tmp_path}}), pytest.raises(LookupError):
        get_engine(name)
