"""The search engines, by name.

``get_engine()`` gives the serving one. Both keep the contract of ``base``; the rest of ``search`` imports
nothing else from here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

from .base import Engine


def _embedded(options: dict[str, Any]) -> Engine:
    from .embedded import EmbeddedEngine

    return EmbeddedEngine(**options)


def _elastic(options: dict[str, Any]) -> Engine:
    from .elastic import ElasticEngine

    return ElasticEngine(**options)


_MAKERS: dict[str, Callable[[dict[str, Any]], Engine]] = {"tantivy": _embedded, "elasticsearch": _elastic}
_made: dict[str, Engine] = {}


def get_engine(name: str = "") -> Engine:
    """The engine of this name from ``settings.SEARCH_ENGINES``, or the serving one (``SEARCH_ENGINE``).

    One instance a process and name: it holds open files or connections. Raises LookupError for a name that
    is not configured.
    """
    name = name or settings.SEARCH_ENGINE
    if name not in _MAKERS or name not in settings.SEARCH_ENGINES:
        raise LookupError(f"no search engine {name!r} in SEARCH_ENGINES")
    if name not in _made:
        _made[name] = _MAKERS[name](dict(settings.SEARCH_ENGINES[name]))
    return _made[name]


def _forget(*, setting: str, **kwargs: Any) -> None:
    if setting == "SEARCH_ENGINES":
        _made.clear()


setting_changed.connect(_forget)
