"""Fills a new index from the rows while the old one serves, then puts it in its place."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import rebuild
from search.drain import drain
from search.engines.base import EngineError
from search.follow import follow
from search.serving import serving_name


class Command(BaseCommand):
    help = "Rebuild the search index without interrupting search. Ctrl-C leaves the old index serving."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", help="the engine to rebuild (the serving one)")
        parser.add_argument(
            "--from-objects", action="store_true", help="first make all rows again from the objects"
        )
        parser.add_argument(
            "--force", action="store_true", help="with --from-objects: also rows that are the same"
        )

    def handle(
        self, *args: Any, engine: str | None, from_objects: bool, force: bool, verbosity: int, **options: Any
    ) -> None:
        name = engine or serving_name()
        if name not in settings.SEARCH_ENGINES:
            raise CommandError(f"no engine {name!r}; there are: {', '.join(settings.SEARCH_ENGINES)}")
        self.quiet = verbosity == 0
        try:
            if from_objects:
                self._project(force)
            self._fill(name)
        except KeyboardInterrupt:
            raise CommandError("interrupted: the old index serves as before", returncode=130) from None
        except (EngineError, rebuild.RebuildBusy) as error:
            raise CommandError(str(error)) from error

    def _project(self, force: bool) -> None:
        bar = Bar("objects to rows", quiet=self.quiet)
        done = rebuild.project_all(progress=bar, force=force)
        bar.end(f"{done.written} rows changed, {done.failed} objects failed")

    def _fill(self, name: str) -> None:
        bar = Bar(f"rows to {name}", quiet=self.quiet)
        report = rebuild.fill(name, progress=bar)
        bar.end(f"{report.written} documents, {len(report.failures)} refused")
        for failure in report.failures.values():
            self.stderr.write(f"refused {failure.id}: {failure.reason}")
        # What was left aside while the swap held the lock, and marks nobody has projected yet.
        follow(name)
        drain([name])


class Bar:
    """A progress bar on standard error: redrawn on a terminal, a line each ten seconds elsewhere."""

    WIDTH = 30

    def __init__(self, what: str, *, quiet: bool = False) -> None:
        self.what = what
        self.quiet = quiet
        self.begun = time.monotonic()
        self.shown = self.begun if not sys.stderr.isatty() else 0.0

    def __call__(self, done: int, total: int) -> None:
        terminal = sys.stderr.isatty()
        if self.quiet or time.monotonic() - self.shown < (0.1 if terminal else 10.0):
            return
        self.shown = time.monotonic()
        filled = self.WIDTH * done // max(total, 1)
        text = f"{self.what} [{'#' * filled}{'.' * (self.WIDTH - filled)}] {done}/{total}"
        sys.stderr.write(f"\r{text}" if terminal else f"{text}\n")
        sys.stderr.flush()

    def end(self, summary: str) -> None:
        if not self.quiet:
            start = "\r\033[K" if sys.stderr.isatty() else ""
            sys.stderr.write(f"{start}{self.what}: {summary}, {time.monotonic() - self.begun:.1f} s\n")
