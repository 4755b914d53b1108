"""An import of treaty status up to its confirmation: what a file would change, beside everything wrong with it."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from liaison.treaties.cells import COLUMNS, OPTIONAL_COLUMNS, RowChecker
from liaison.treaties.enums import ImportState
from liaison.treaties.findings import WARNING, Finding, has_errors
from liaison.treaties.loading import known_codes
from liaison.treaties.models import TreatyImport
from liaison.treaties.reading import Table
from liaison.treaties.rules import StatusFacts
from liaison.treaties.writing import Change, Key, Plan, plan_rows
from portal.people.models import User

NEW, CHANGED = "new", "changed"
MOST_FINDINGS = 1_000
TELL_EVERY = 500
"""Rows after which progress is told."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """What the import would do to one party: ``fields`` are (name, value before, value after)."""

    row: int
    kind: str
    instrument: str
    party: str
    fields: tuple[tuple[str, Any, Any], ...]

    def as_json(self) -> list[Any]:
        """For keeping."""
        return [self.row, self.kind, self.instrument, self.party, [list(each) for each in self.fields]]

    @classmethod
    def from_json(cls, kept: list[Any]) -> Difference:
        """A kept difference."""
        row, kind, instrument, party, fields = kept
        return cls(row, kind, instrument, party, tuple((name, old, new) for name, old, new in fields))


@dataclass(slots=True)
class Preview:
    """What a file says against what is on file. ``plan`` can be written where there are no errors."""

    plan: Plan
    rows: int = 0
    rejected: int = 0
    encoding: str = ""
    findings: list[Finding] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether one error refuses the whole file."""
        return has_errors(self.findings)

    @property
    def digest(self) -> str:
        """Stands for exactly these differences."""
        return digest_of([difference.as_json() for difference in self.differences])


def digest_of(differences: list[Any]) -> str:
    """SHA-256 of differences as they are kept."""
    return hashlib.sha256(json.dumps(differences, sort_keys=True).encode()).hexdigest()


def preview_of(name: str, data: bytes, progress: Progress | None = None) -> Preview:
    """Read a file, check every row, and compare it with what is on file. Writes nothing, raises for no content."""
    table = Table(name, data, COLUMNS, OPTIONAL_COLUMNS)
    expected = data.count(b"\n")
    checker = RowChecker(known_codes(), timezone.localdate())
    facts: list[StatusFacts] = []
    findings: list[Finding] = []
    rows = rejected = 0
    for number, values in table.rows():
        rows += 1
        taken, found = checker.check(number, values)
        findings += found
        if taken is None:
            rejected += 1
        else:
            facts.append(taken)
        if progress and rows % TELL_EVERY == 0:
            progress(rows, max(rows, expected))
    with_denunciations = _has_denunciations(table)
    findings = _in_order([*table.findings, *findings])
    preview = Preview(Plan(), rows, rejected, table.encoding, findings)
    if not preview.is_refused:
        preview.plan = plan_rows(facts, with_denunciations=with_denunciations)
        preview.differences = [_difference(change, checker.seen) for change in preview.plan.changes]
        preview.differences.sort(key=lambda difference: difference.row)
    return preview


def _has_denunciations(table: Table) -> bool:
    """Both columns or none: one alone would say half of what is needed."""
    given = [column for column in OPTIONAL_COLUMNS if column in table.header]
    if given and len(given) < len(OPTIONAL_COLUMNS):
        missing = next(column for column in OPTIONAL_COLUMNS if column not in given)
        table.findings.append(Finding(1, missing, "no_column", {"column": missing}))
    return bool(given)


def _in_order(findings: list[Finding]) -> list[Finding]:
    """By row, errors before warnings where there are too many to keep them all."""
    kept = sorted(findings, key=lambda finding: (not finding.is_error, finding.row))[:MOST_FINDINGS]
    kept.sort(key=lambda finding: finding.row)
    if len(findings) > MOST_FINDINGS:
        kept.append(Finding(0, "", "more", {"limit": str(MOST_FINDINGS)}, WARNING))
    return kept


def _difference(change: Change, numbers: dict[Key, int]) -> Difference:
    key = (change.row.instrument_id, change.row.party)
    fields = tuple((name, change.before.get(name), change.after[name]) for name in change.fields)
    if not change.before:
        fields = tuple((name, None, value) for name, _before, value in fields if value not in (None, ""))
    return Difference(numbers.get(key, 0), CHANGED if change.before else NEW, *key, fields)


def take_file(*, name: str, data: bytes, by: User | None) -> TreatyImport:
    """Keep a file that was sent, to be read next."""
    return TreatyImport.objects.create(
        by=by,
        file_name=name[-255:],
        digest=hashlib.sha256(data).hexdigest(),
        state=ImportState.READING,
        content=zlib.compress(data),
    )


def content_of(given: TreatyImport) -> bytes:
    """The file as it was sent."""
    return zlib.decompress(bytes(given.content)) if given.content else b""


def keep_preview(given: TreatyImport, preview: Preview, *, moved: bool = False) -> None:
    """Note what was found, for the page that asks for confirmation, or for the report of a refused file."""
    refused = preview.is_refused
    given.state = ImportState.REJECTED if refused else ImportState.PREVIEWED
    given.rows, given.rejected = preview.rows, preview.rejected
    given.created, given.updated = len(preview.plan.created), len(preview.plan.updated)
    given.unchanged = preview.plan.unchanged
    given.encoding = preview.encoding
    given.findings = [finding.as_json() for finding in preview.findings]
    given.differences = [difference.as_json() for difference in preview.differences]
    given.shown = "" if refused else preview.digest
    given.moved = moved
    given.done = given.total = preview.rows
    if refused:
        given.content, given.finished = None, timezone.now()
    given.save()
