"""Projects what is marked and lets the engine follow; with ``--watch`` it stays and does so forever."""

from __future__ import annotations

import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, close_old_connections

from search.drain import Drained, drain
from search.models import DirtyMark

LOOK_ANYWAY = 30.0
"""Seconds after which the watcher drains without a mark: for what was written while an engine was away."""


class Command(BaseCommand):
    help = "Bring what was changed into the search: once, or continuously with --watch."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="stay, and drain as marks arrive")
        parser.add_argument("--interval", type=float, default=0.2, help="seconds between two looks (0.2)")
        parser.add_argument(
            "--engine", action="append", help="an engine to bring up to date (the serving one)"
        )

    def handle(
        self, *args: Any, watch: bool, interval: float, engine: list[str] | None, **options: Any
    ) -> None:
        for name in engine or ():
            if name not in settings.SEARCH_ENGINES:
                raise CommandError(f"no engine {name!r}; there are: {', '.join(settings.SEARCH_ENGINES)}")
        if watch:
            self._watch(engine, interval)
            return
        done = drain(engine)
        self.stdout.write(str(done))
        if down := [one for one in done.followed if one.outcome == "down"]:
            raise CommandError("; ".join(f"{one.engine}: {one.error}" for one in down))

    def _watch(self, engines: list[str] | None, interval: float) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: stop.set())
        next_look = 0.0
        while not stop.is_set():
            close_old_connections()
            try:
                if time.monotonic() >= next_look or DirtyMark.objects.exists():
                    done = drain(engines)
                    self._tell(done)
                    wait = LOOK_ANYWAY if done.pause is None else min(done.pause, LOOK_ANYWAY)
                    next_look = time.monotonic() + wait
            except (OperationalError, InterfaceError) as error:
                self.stderr.write(f"the database did not answer, trying again: {error}")
                stop.wait(2.0)
            stop.wait(interval)

    def _tell(self, done: Drained) -> None:
        if done.projected.taken or any(one.written or one.outcome == "down" for one in done.followed):
            self.stdout.write(str(done))
            self.stdout.flush()
