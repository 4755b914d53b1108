"""Bringing treaty status in line with checked rows: what would change, then writing it, earlier values kept.

Used by the loader of data/treaty_status.csv and by the import with preview. Queries do not grow with the number of
rows, apart from the batches a database takes at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from liaison.treaties.marks import mark_parties
from liaison.treaties.models import TreatyImport, TreatyStatus, TreatyStatusChange
from liaison.treaties.rules import StatusFacts
from portal.indexing import mark_changed
from portal.people.models import User
from portal.reference.indexing import InstrumentBuilder, number_of

BATCH = 500
DENUNCIATION = ("denounced", "denunciation_effective")
Key = tuple[str, str]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Change:
    """A row that says something else than before; ``before`` is empty where it is new."""

    row: TreatyStatus
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def fields(self) -> list[str]:
        """The fields whose values differ."""
        return [name for name, value in self.after.items() if self.before.get(name) != value]


@dataclass(slots=True)
class Plan:
    """What writing some rows would do. Nothing is written by making one."""

    created: list[Change] = field(default_factory=list)
    updated: list[Change] = field(default_factory=list)
    unchanged: int = 0
    kept: list[Key] = field(default_factory=list)
    """Rows left alone because they were changed here."""

    @property
    def changes(self) -> list[Change]:
        """New rows and changed ones."""
        return self.created + self.updated


def snapshot(row: TreatyStatus) -> dict[str, Any]:
    """The values of a row that history keeps, as JSON."""
    values = {name: getattr(row, name) for name in TreatyStatusChange.FIELDS}
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value
        for name, value in values.items()
    }


def plan_rows(facts: Iterable[StatusFacts], *, with_denunciations: bool, leave: Collection[Key] = ()) -> Plan:
    """What the rows would change. ``leave`` are rows that stay as they are.

    Without ``with_denunciations`` (the file has no such columns) what is known of denunciations is kept: also the
    status, where a row on file is denounced and the file still says "in force".
    """
    wanted = list(facts)
    existing: dict[Key, TreatyStatus] = {
        (row.instrument_id, row.party): row
        for row in TreatyStatus.objects.filter(instrument__in={each.instrument for each in wanted})
    }
    plan = Plan()
    for each in wanted:
        found = existing.get(each.key)
        if found is None:
            row = TreatyStatus(instrument_id=each.instrument, party=each.party, **_values(each))
            plan.created.append(Change(row, {}, snapshot(row)))
        elif each.key in leave:
            plan.kept.append(each.key)
        else:
            values = _values(each)
            if not with_denunciations:
                values = _without_denunciation(values, found)
            before = snapshot(found)
            for name, value in values.items():
                setattr(found, name, value)
            after = snapshot(found)
            if before == after:
                plan.unchanged += 1
            else:
                found.version += 1
                plan.updated.append(Change(found, before, after))
    return plan


def _values(facts: StatusFacts) -> dict[str, Any]:
    """The fields of a row as the model names them."""
    values = {name: getattr(facts, name) for name in TreatyStatusChange.FIELDS if name != "responsible_id"}
    values["responsible_id"] = facts.responsible or None
    values["country_id"] = None if facts.party_type == "organisation" else facts.party
    return values


def _without_denunciation(values: dict[str, Any], found: TreatyStatus) -> dict[str, Any]:
    kept = {name: value for name, value in values.items() if name not in DENUNCIATION}
    if found.denounced or found.denunciation_effective:
        kept.pop("status")
    return kept


def write_plan(
    plan: Plan,
    *,
    by: User | None,
    source_import: TreatyImport | None,
    record_new: bool = True,
    progress: Progress | None = None,
) -> None:
    """Write a plan in one transaction, with history, and mark the instruments for search.

    ``record_new`` also keeps in history that a row was added.
    """
    changes, done = plan.changes, 0
    recorded = changes if record_new else plan.updated
    total = len(changes) + len(recorded)
    with transaction.atomic():
        for start in range(0, len(changes), BATCH):
            _upsert([change.row for change in changes[start : start + BATCH]])
            done += len(changes[start : start + BATCH])
            if progress:
                progress(done, total)
        for start in range(0, len(recorded), BATCH):
            TreatyStatusChange.objects.bulk_create(
                TreatyStatusChange(
                    instrument_id=change.row.instrument_id,
                    party=change.row.party,
                    by=by,
                    source_import=source_import,
                    before=change.before,
                    after=change.after,
                )
                for change in recorded[start : start + BATCH]
            )
            done += len(recorded[start : start + BATCH])
            if progress:
                progress(done, total)
        codes = {change.row.instrument_id for change in changes}
        mark_changed(InstrumentBuilder.type, map(number_of, sorted(codes)))
        mark_parties(change.row.party for change in changes)


def _upsert(rows: list[TreatyStatus]) -> None:
    """Write rows, new or known, in one statement a batch."""
    fields = [*TreatyStatusChange.FIELDS, "country_id", "version"]
    for row in rows:
        row.pk = None  # the row is known by instrument and party
    TreatyStatus.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["instrument", "party"],
        update_fields=[name.removesuffix("_id") for name in fields],
    )
