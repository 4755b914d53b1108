"""``manage.py load_agreements``: load how far the agreements have come, and tell what became of the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from liaison.agreements.loading import load_agreements
from portal.reference.loading import DATA_DIR


class Command(BaseCommand):
    """Load all rows or none. Doing it twice changes nothing the second time."""

    help = (
        "Load the agreements with third countries (data/agreements.csv). Rejected rows are told one by one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=DATA_DIR / "agreements.csv", help="the file")
        parser.add_argument("--dry-run", action="store_true", help="try and report, keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        report = load_agreements(options["file"], dry_run=options["dry_run"])
        for rejection in report.rejections:
            self.stderr.write(f"rejected: {rejection}")
        if report.rejections:
            raise CommandError(f"{len(report.rejections)} rows were rejected: nothing was loaded.")
        self.stdout.write(str(report))
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was kept.")
