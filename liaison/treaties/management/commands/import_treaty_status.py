"""``manage.py import_treaty_status FILE``: import treaty status from a CSV or XLSX file, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from liaison.treaties.applying import apply_import
from liaison.treaties.enums import ImportState
from liaison.treaties.importing import Preview, keep_preview, preview_of, take_file
from liaison.treaties.models import TreatyImport
from liaison.treaties.turns import Busy
from portal.people.models import User
from portal.progress import Bar


class Command(BaseCommand):
    """The import of the site for files that are long, or come from a machine. Interrupted, it has written nothing."""

    help = "Import treaty status from a CSV or XLSX file. A file with one error is refused; earlier values are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", metavar="E-MAIL", help="who imports, for the history")
        parser.add_argument("--dry-run", action="store_true", help="tell what would change, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        by = self._person(options["by"])
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        with Bar(self.stdout, "Reading") as bar:
            preview = preview_of(path.name, data, bar.update)
            bar.update(preview.rows, preview.rows)
        for finding in preview.findings:
            (self.stderr if finding.is_error else self.stdout).write(f"{finding.level}: {finding}")
        plan = preview.plan
        self.stdout.write(
            f"{preview.rows} rows: {len(plan.created)} new, {len(plan.updated)} changed, "
            f"{plan.unchanged} unchanged, {preview.rejected} refused"
        )
        if preview.is_refused:
            raise CommandError("The file was refused; nothing was written.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")
        elif preview.differences:
            self._write(path.name, data, by, preview)

    @staticmethod
    def _person(email: str | None) -> User | None:
        if email is None:
            return None
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"{email} has no account.")
        return person

    def _write(self, name: str, data: bytes, by: User | None, preview: Preview) -> None:
        given = take_file(name=name, data=data, by=by)
        keep_preview(given, preview)
        TreatyImport.objects.filter(pk=given.pk).update(state=ImportState.WRITING)
        try:
            with Bar(self.stdout, "Writing") as bar:
                given = apply_import(import_id=given.pk, by=by, progress=bar.update)
        except Busy as error:
            self._discard(given)
            raise CommandError(
                "Somebody else is changing treaty status. Nothing was written: try again."
            ) from error
        except BaseException:
            self._discard(given)
            raise
        if given.state != ImportState.APPLIED:
            self._discard(given)
            raise CommandError("The data changed meanwhile. Nothing was written: try again.")
        self.stdout.write(f"Written as import {given.pk}.")

    @staticmethod
    def _discard(given: TreatyImport) -> None:
        """What was not written waits for nobody."""
        TreatyImport.objects.filter(pk=given.pk).update(
            state=ImportState.DISCARDED, content=None, differences=[]
        )
