"""Asking the serving engine, and what is answered when it does not."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from search.breaker import breaker
from search.engines.base import EngineError, EngineUnavailable, Query, Results
from search.fallback import fallback_results
from search.serving import serving_engine, serving_name

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """Results, and whether they are only the plain list of the rows."""

    results: Results
    is_degraded: bool = False


def ask(query: Query) -> Answer:
    """One question to the serving engine; the plain list of the rows where it gives no answer.

    Never raises what an engine raises. An engine that does not answer is left alone for a few seconds.
    """
    circuit = breaker(serving_name())
    if circuit.allows():
        try:
            results = serving_engine().search(query)
        except EngineUnavailable as error:
            circuit.failed()
            logger.warning("search does not answer, the plain list is shown: %s", error)
        except EngineError:
            circuit.succeeded()
            logger.exception("search could not answer a query, the plain list is shown")
        else:
            circuit.succeeded()
            return Answer(results)
    return Answer(fallback_results(query), is_degraded=True)
