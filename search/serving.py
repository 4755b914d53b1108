"""The engines as the settings name them, and what names their indexes."""

from __future__ import annotations

import socket

from django.conf import settings

from search.engines import get_engine
from search.engines.base import Engine


def search_enabled() -> bool:
    """Whether changes are marked at all. Switched off only to measure what marking costs."""
    return getattr(settings, "SEARCH_ENABLED", True)


def serving_name() -> str:
    """The name of the engine that answers searches and is kept up to date."""
    return settings.SEARCH_ENGINE


def serving_engine() -> Engine:
    """The engine that answers searches."""
    return get_engine(serving_name())


def engine(name: str) -> Engine:
    """An engine by its name in ``SEARCH_ENGINES``. Raises LookupError for a name the settings don't have."""
    return get_engine(name)


def is_local(name: str) -> bool:
    """Whether the engine's index is on this machine's disk, so that every machine has one of its own."""
    return "path" in settings.SEARCH_ENGINES[name]


def index_key(name: str) -> str:
    """What names one index among all that follow this database."""
    options = settings.SEARCH_ENGINES[name]
    if is_local(name):
        return f"{name}:{socket.gethostname()}:{options['path']}"[-200:]
    return f"{name}:{options.get('index', '')}"[-200:]
