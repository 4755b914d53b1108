"""Loading data/treaty_status.csv and data/treaty_provisions.csv: every rejected row told, a file whole or not at all.

Loading twice changes nothing the second time. Rows that people changed here (by an import or in the admin) are left
alone; where a file says something else than it did before, the earlier values go to history.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from liaison.treaties.cells import COLUMNS, OPTIONAL_COLUMNS, RowChecker
from liaison.treaties.enums import ImportState
from liaison.treaties.models import TreatyImport, TreatyProvision, TreatyStatusChange
from liaison.treaties.rules import Known, StatusFacts, TreatyDates
from liaison.treaties.turns import my_turn
from liaison.treaties.writing import Key, Plan, plan_rows, write_plan
from portal.reference.enums import Confidence
from portal.reference.models import Country, Instrument, Source, Topic
from portal.reference.rows import FileReport, Row, RowError, read_rows
from portal.reference.syncing import collect, keys_of, sync

DATA_DIR: Path = settings.BASE_DIR / "data"
STATUS_FILE = "treaty_status.csv"
PROVISIONS_FILE = "treaty_provisions.csv"
Progress = Callable[[int, int], None]


def known_codes() -> Known:
    """The instruments with their dates, countries and sources that a row may name; three queries."""
    return Known(
        instruments={
            code: TreatyDates(opened, in_force)
            for code, opened, in_force in Instrument.objects.values_list("code", "opened", "in_force")
        },
        countries=keys_of(Country),
        sources=keys_of(Source),
    )


def changed_here() -> set[Key]:
    """Rows that a person changed at any time: by instrument and party."""
    return set(TreatyStatusChange.objects.filter(by__isnull=False).values_list("instrument_id", "party"))


def load_statuses(path: Path, *, dry_run: bool = False, progress: Progress | None = None) -> FileReport:
    """Load a file of treaty status in one transaction; nothing of it where a single row is rejected.

    Raises ``Busy`` where somebody else writes treaty status.
    """
    report = FileReport(path.name)
    facts = list(_checked(path, report))
    if report.rejections:
        return report
    with my_turn():
        plan = plan_rows(facts, with_denunciations=_has_denunciations(path), leave=changed_here())
        if plan.changes:
            given = TreatyImport.objects.create(
                file_name=path.name,
                digest=hashlib.sha256(path.read_bytes()).hexdigest(),
                state=ImportState.APPLIED,
                rows=len(facts),
                created=len(plan.created),
                updated=len(plan.updated),
                unchanged=plan.unchanged,
            )
            write_plan(plan, by=None, source_import=given, record_new=False, progress=progress)
        if dry_run:
            transaction.set_rollback(True)
    _count(report, plan)
    if progress:
        progress(len(facts), len(facts))
    return report


def _checked(path: Path, report: FileReport) -> Iterator[StatusFacts]:
    """What the rows say; the faults of those that cannot be taken go to the report."""
    checker = RowChecker(known_codes(), timezone.localdate())
    for row in read_rows(path, COLUMNS, report):
        facts, findings = checker.check(row.number, row.values)
        for finding in findings:
            if finding.is_error:
                report.reject(finding.row, finding.column, finding.message)
        if facts is not None:
            yield facts


def _has_denunciations(path: Path) -> bool:
    with path.open(encoding="utf-8-sig") as file:
        header = {name.strip() for name in file.readline().split(",")}
    return set(OPTIONAL_COLUMNS) <= header


def _count(report: FileReport, plan: Plan) -> None:
    report.created, report.updated = len(plan.created), len(plan.updated)
    report.unchanged, report.kept = plan.unchanged, len(plan.kept)


def load_provisions(path: Path, *, dry_run: bool = False) -> FileReport:
    """Load the articles by measure; nothing of the file where a single row is rejected."""
    report = FileReport(path.name)
    instruments, topics, sources = keys_of(Instrument), keys_of(Topic), keys_of(Source)

    def parse(row: Row) -> dict[str, Any]:
        return {
            "instrument_id": row.one_of("instrument", instruments, "instrument"),
            "topic_id": row.one_of("topic", topics, "topic"),
            "articles": row.needed("articles", 200),
            "note": row.text("note"),
            "note_fr": row.text("note_fr"),
            "source": row.one_of("source", sources, "source"),
            "as_of": _day(row, "as_of"),
            "confidence": row.one_of("confidence", Confidence.values, "confidence"),
        }

    columns = ("instrument", "topic", "articles", "note", "note_fr", "source", "as_of", "confidence")
    key = ("instrument_id", "topic_id")
    wanted = collect(path, columns, parse, report, model=TreatyProvision, key=key)
    if report.rejections:
        return report
    with transaction.atomic():
        sync(TreatyProvision, key, wanted, report, owner="instrument_id", remove=True)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _day(row: Row, column: str) -> datetime.date:
    day, text = row.partial_date(column)
    if day is None:
        raise RowError(column, f"{text!r} is not a full date")
    return day
