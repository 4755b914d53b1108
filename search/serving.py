"""The engines as the settings name them."""

from __future__ import annotations

import functools
import os
import socket
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.base import Engine

CLASSES = {
    "tantivy": "search.engines.embedded.EmbeddedEngine",
    "elasticsearch": "search.engines.elastic.ElasticEngine",
}


def search_enabled() -> bool:
    """Whether changes are marked at all. Switched off only to measure what marking costs."""
    return getattr(settings, "SEARCH_ENABLED", True)


def serving_name() -> str:
    """The name of the engine that answers searches and is kept up to date."""
    return settings.SEARCH_ENGINE


def serving_engine() -> Engine:
    """The engine that answers searches."""
    return engine(serving_name())


def engine(name: str) -> Engine:
    """An engine by its name in ``SEARCH_ENGINES``; kept for the life of the process and its settings.

    Raises KeyError for a name the settings don't have.
    """
    return _engine(name, tuple(sorted(_options(name).items(), key=str)), os.getpid())


@functools.lru_cache(maxsize=16)
def _engine(name: str, options: tuple[tuple[str, Any], ...], process: int) -> Engine:
    keywords = {key: list(value) if isinstance(value, tuple) else value for key, value in options}
    return import_string(keywords.pop("class", None) or CLASSES[name])(**keywords)


def _options(name: str) -> dict[str, Any]:
    options = settings.SEARCH_ENGINES[name]
    return {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}


def is_local(name: str) -> bool:
    """Whether the engine's index is on this machine's disk, so that every machine has one of its own."""
    return "path" in settings.SEARCH_ENGINES[name]


def index_key(name: str) -> str:
    """What names one index among all that follow this database."""
    options = settings.SEARCH_ENGINES[name]
    if is_local(name):
        return f"{name}:{socket.gethostname()}:{options['path']}"[-200:]
    return f"{name}:{options.get('index', '')}"[-200:]
