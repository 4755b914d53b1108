"""Tells how far search is behind. Exit code 1 if it is more than a limit."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.status import IndexLag, Status, status


class Command(BaseCommand):
    help = (
        "What waits to be projected, how far each index is behind, what failed, what holds the horizon back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--limit",
            type=float,
            default=300.0,
            help="seconds that a change may wait (300); more is an error",
        )
        parser.add_argument(
            "--engine", action="append", help="an engine whose index must not be behind (the serving one)"
        )
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, limit: float, engine: list[str] | None, json: bool, **options: Any) -> None:
        for name in engine or ():
            if name not in settings.SEARCH_ENGINES:
                raise CommandError(f"no engine {name!r}; there are: {', '.join(settings.SEARCH_ENGINES)}")
        now = status()
        if json:
            self.stdout.write(_as_json(now))
        else:
            self._tell(now)
        faults = now.faults(limit, engine or [settings.SEARCH_ENGINE])
        if faults:
            raise CommandError("; ".join(faults), returncode=1)

    def _tell(self, now: Status) -> None:
        waiting = f", the oldest for {now.oldest_mark:.1f} seconds" if now.marks else ""
        self.stdout.write(f"marks: {now.marks} wait ({now.urgent} urgent){waiting}")
        self.stdout.write(f"rows: {now.rows}; {now.not_projected} objects could not be projected")
        for one in now.indexes:
            self.stdout.write(_in_words(one))
        if now.horizon_held is not None:
            self.stdout.write(f"horizon: held back for {now.horizon_held:.1f} seconds ({now.horizon_holder})")


def _in_words(one: IndexLag) -> str:
    of = "serving" if one.serving else "not serving" if one.engine else "on another machine, as last reported"
    said = f"{one.index} ({of}): {one.rows} rows behind"
    said += f", the oldest for {one.seconds:.1f} seconds" if one.rows else ""
    said += f"; {one.undecided} undecided" if one.undecided else ""
    said += f"; {one.refused} refused" if one.refused else ""
    said += f"; last success {one.last_success:%Y-%m-%d %H:%M:%S %Z}" if one.last_success else ""
    return said + (f"; {one.problem}" if one.problem else "")


def _as_json(now: Status) -> str:
    return json.dumps(asdict(now), default=str, indent=2)
