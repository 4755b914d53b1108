"""Asking the serving engine, and what is answered when it does not."""

from __future__ import annotations

from dataclasses import dataclass

from search.engines.base import Query, Results
from search.serving import serving_engine


@dataclass(frozen=True, slots=True)
class Answer:
    """Results, and whether they are only the plain list of the rows."""

    results: Results
    is_degraded: bool = False


def ask(query: Query) -> Answer:
    """One question to the serving engine."""
    return Answer(serving_engine().search(query))
