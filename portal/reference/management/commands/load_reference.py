"""``manage.py load_reference``: load the reference data and tell what became of every file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.reference.editors import ensure_editors
from portal.reference.loading import DATA_DIR, load_all


class Command(BaseCommand):
    """Load countries, topics and instruments from files. Doing it twice changes nothing the second time."""

    help = "Load the reference data (countries, topics, instruments). Rejected rows are told one by one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--directory", type=Path, default=DATA_DIR, help="where the files are")
        parser.add_argument("--dry-run", action="store_true", help="try and report, keep nothing")
        parser.add_argument("--strict", action="store_true", help="fail if any row was rejected")

    def handle(self, *args: Any, **options: Any) -> None:
        report = load_all(options["directory"], dry_run=options["dry_run"])
        for file in report.files:
            self.stdout.write(str(file))
        for rejection in report.rejections:
            self.stderr.write(f"rejected: {rejection}")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was kept.")
        else:
            ensure_editors()
        if options["strict"] and report.rejections:
            raise CommandError(f"{len(report.rejections)} rows were rejected.")
