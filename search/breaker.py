"""A circuit breaker: an engine that does not answer is not asked by every reader in turn.

It is kept by each process for itself and opens for seconds only: long enough that readers don't queue up
behind timeouts, short enough that search is back with the engine.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Breaker:
    """Closed: asks go through. After ``failures`` in a row it is open and refuses for ``pause`` seconds.

    Then one ask is let through: if it succeeds the breaker closes, if not it is open again, twice as long
    each time, ``longest`` at most. May be used by several threads.
    """

    def __init__(
        self,
        *,
        failures: int = 2,
        pause: float = 2.0,
        longest: float = 15.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.failures = failures
        self.pause = pause
        self.longest = longest
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._open_until = 0.0

    def allows(self) -> bool:
        """Whether the engine may be asked now. When a pause is over, one of several is let through."""
        with self._lock:
            if self._failed < self.failures:
                return True
            now = self._clock()
            if now < self._open_until:
                return False
            self._open_until = now + self._pause()
            return True

    def succeeded(self) -> None:
        """The engine answered."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """The engine did not answer."""
        with self._lock:
            self._failed += 1
            if self._failed >= self.failures:
                self._open_until = self._clock() + self._pause()

    def _pause(self) -> float:
        return min(self.pause * 2 ** max(self._failed - self.failures, 0), self.longest)


_breakers: dict[str, Breaker] = {}
_guard = threading.Lock()


def breaker(name: str) -> Breaker:
    """The breaker of one engine in this process."""
    with _guard:
        return _breakers.setdefault(name, Breaker())


def forget() -> None:
    """Close all breakers (tests)."""
    with _guard:
        _breakers.clear()
