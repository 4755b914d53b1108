"""Names every difference between the database, the rows and the index. Exit code 1 if there is any."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.drain import drain
from search.verify import Verified, repair, verify


class Command(BaseCommand):
    help = "Compare pages' audiences, objects, rows and index; name every difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", help="the engine to compare with (the serving one)")
        parser.add_argument("--no-index", action="store_true", help="compare objects and rows only")
        parser.add_argument(
            "--repair", action="store_true", help="mark what differs, drain, and compare again"
        )
        parser.add_argument(
            "--limit", type=int, default=200, help="differences to print (200); all are counted"
        )

    def handle(
        self, *args: Any, engine: str | None, no_index: bool, repair: bool, limit: int, **options: Any
    ) -> None:
        if engine and engine not in settings.SEARCH_ENGINES:
            raise CommandError(f"no engine {engine!r}; there are: {', '.join(settings.SEARCH_ENGINES)}")
        report = verify(engine, index=not no_index)
        self._tell(report, limit)
        if repair and not report.is_clean:
            report = self._repair(report, engine, index=not no_index)
            self._tell(report, limit)
        if not report.is_clean:
            raise CommandError("search is not as it must be", returncode=1)

    def _repair(self, report: Verified, engine: str | None, *, index: bool) -> Verified:
        marked = repair(report)
        self.stdout.write(f"{marked} objects marked")
        self.stdout.write(str(drain([engine] if engine else None)))
        again = verify(engine, index=index)
        if any(one.where == "index" for one in again.differences) or again.problem:
            self.stdout.write("The index still differs: run search_rebuild, which fills a new one.")
        return again

    def _tell(self, report: Verified, limit: int) -> None:
        for one in report.differences[:limit]:
            self.stdout.write(str(one))
        if len(report.differences) > limit:
            self.stdout.write(f"... and {len(report.differences) - limit} more")
        if report.problem:
            self.stdout.write(report.problem)
        if report.waiting:
            self.stdout.write(f"{report.waiting} marks wait to be projected (search_drain)")
        self.stdout.write(
            f"{report.pages} pages, {report.objects} findable objects, {report.rows} rows, "
            f"{report.documents} documents: {len(report.differences)} differences"
        )
