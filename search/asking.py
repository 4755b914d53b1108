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
    """One question to the serving engine; the plain list of the rows where it does not answer.

    An engine that did not answer twice in a row is left alone for some seconds, so that readers don't queue
    up behind its timeouts. Raises ValueError for a query beyond ``MAX_WINDOW``.
    """
    switch = breaker(serving_name())
    if not switch.allows():
        return Answer(fallback_results(query), is_degraded=True)
    try:
        results = serving_engine().search(query)
    except EngineUnavailable as error:
        switch.failed()
        logger.warning("search engine %s does not answer: %s", serving_name(), error)
    except EngineError:
        switch.succeeded()
        logger.exception("search engine %s could not answer", serving_name())
    else:
        switch.succeeded()
        return Answer(results)
    return Answer(fallback_results(query), is_degraded=True)
