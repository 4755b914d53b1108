"""A progress bar for commands: one line that is redrawn on a terminal, a line at the end elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

WIDTH = 30
REDRAW_SECONDS = 0.1


class Bar:
    """Shows how far a long piece of work is. ``update(done, total)`` may be called as often as one likes."""

    def __init__(self, out: Any, label: str) -> None:
        self.out, self.label = out, label
        self.done = self.total = 0
        self._drawn = 0.0
        self._terminal = sys.stdout.isatty()

    def update(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        now = time.monotonic()
        if self._terminal and (now - self._drawn >= REDRAW_SECONDS or done == total):
            self._drawn = now
            filled = WIDTH * done // max(total, 1)
            self._write(f"\r{self.label:<24} [{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{total}")

    def _write(self, text: str) -> None:
        self.out.write(text, ending="") if hasattr(self.out, "ending") else self.out.write(text)
        self.out.flush()

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.total:
            return
        end = "interrupted at " if kind else ""
        prefix = "\r" if self._terminal else ""
        self._write(f"{prefix}{self.label:<24} {end}{self.done}/{self.total}{' ' * WIDTH}\n")
