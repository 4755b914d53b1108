"""Timing side by side: the two are asked in turn, so that the machine's moods meet both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many runs of one thing."""

    samples: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.samples, n=20)[18] if len(self.samples) > 1 else self.samples[0]


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds a call took, and what it gave."""
    start = time.perf_counter()
    value = run()
    return (time.perf_counter() - start) * 1000, value


def in_turn(inputs: Iterable[Any], **things: Callable[[Any], Any]) -> dict[str, Times]:
    """Run every thing on every input, in turn and in alternating order; gives the times of each."""
    samples: dict[str, list[float]] = {name: [] for name in things}
    for number, given in enumerate(inputs):
        names = list(things) if number % 2 else list(reversed(things))
        for name in names:
            took, _value = timed(partial(things[name], given))
            samples[name].append(took)
    return {name: Times(tuple(values)) for name, values in samples.items()}
