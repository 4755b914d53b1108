"""``manage.py load_treaties``: load treaty status and the articles by measure, and tell what became of every row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from liaison.treaties.loading import DATA_DIR, PROVISIONS_FILE, STATUS_FILE, load_provisions, load_statuses
from liaison.treaties.permissions import ensure_treaty_editors
from liaison.treaties.turns import Busy
from portal.progress import Bar


class Command(BaseCommand):
    """Load treaty status from files. Doing it twice changes nothing the second time."""

    help = "Load treaty status. Rejected rows are told one by one; a file with one is not loaded at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--directory", type=Path, default=DATA_DIR, help="where the files are")
        parser.add_argument("--dry-run", action="store_true", help="try and report, keep nothing")
        parser.add_argument("--strict", action="store_true", help="fail if any row was rejected")

    def handle(self, *args: Any, **options: Any) -> None:
        directory, dry_run = options["directory"], options["dry_run"]
        try:
            with Bar(self.stdout, "Treaty status") as bar:
                reports = [load_statuses(directory / STATUS_FILE, dry_run=dry_run, progress=bar.update)]
        except Busy:
            raise CommandError("Somebody else is writing treaty status. Nothing was loaded.") from None
        reports.append(load_provisions(directory / PROVISIONS_FILE, dry_run=dry_run))
        count = 0
        for report in reports:
            for rejection in report.rejections:
                self.stderr.write(f"rejected: {rejection}")
            count += len(report.rejections)
            self.stdout.write(f"{report}; nothing was loaded" if report.rejections else str(report))
        if dry_run:
            self.stdout.write("Dry run: nothing was kept.")
        else:
            ensure_treaty_editors()
        if options["strict"] and count:
            raise CommandError(f"{count} values were rejected.")
