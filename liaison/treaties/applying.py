"""A confirmed import is written whole or not at all, and can be taken back as long as nothing stands on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from liaison.treaties.enums import ImportState
from liaison.treaties.importing import content_of, keep_preview, preview_of
from liaison.treaties.marks import mark_parties
from liaison.treaties.models import TreatyImport, TreatyStatement, TreatyStatus, TreatyStatusChange
from liaison.treaties.turns import my_turn
from liaison.treaties.writing import Change, Key, Plan, snapshot, write_plan
from portal.people.models import User

Progress = Callable[[int, int], None]


class CannotUndo(Exception):
    """Some rows were changed since, or were loaded without history. ``keys`` names them."""

    def __init__(self, keys: list[Key]) -> None:
        super().__init__(keys)
        self.keys = keys


def apply_import(*, import_id: int, by: User | None, progress: Progress | None = None) -> TreatyImport:
    """Write a confirmed import (state ``writing``) in one transaction, earlier values going to history.

    The file is compared once more inside the transaction: where the differences are no longer those that were
    shown, nothing is written and the new ones wait for confirmation. Raises ``Busy`` where somebody else writes.
    """
    with my_turn():
        given = TreatyImport.objects.select_for_update().get(pk=import_id)
        if given.state != ImportState.WRITING:
            return given
        preview = preview_of(given.file_name, content_of(given))
        if preview.is_refused or preview.digest != given.shown:
            keep_preview(given, preview, moved=True)
            return given
        write_plan(preview.plan, by=by, source_import=given, progress=progress)
        given.state, given.finished = ImportState.APPLIED, timezone.now()
        given.content, given.differences, given.moved = None, [], False
        given.save()
    return given


def undo_import(*, import_id: int, by: User) -> TreatyImport:
    """Restore what stood before an import. Raises ``CannotUndo`` where a row was changed since, ``Busy`` as above.

    A row that the import added is removed, unless reservations or declarations were entered for it meanwhile.
    """
    with my_turn():
        given = TreatyImport.objects.select_for_update().get(pk=import_id)
        if given.state != ImportState.APPLIED:
            return given
        changes = list(given.changes.all())
        if not changes or len(changes) != given.created + given.updated:
            raise CannotUndo([])
        rows = _rows_of(changes)
        if held := _changed_since(changes, rows):
            raise CannotUndo(held)
        _remove([rows[_key(change)] for change in changes if not change.before], given, by)
        restored = Plan(updated=[_back(change, rows[_key(change)]) for change in changes if change.before])
        write_plan(restored, by=by, source_import=given)
        given.state, given.finished = ImportState.UNDONE, timezone.now()
        given.save()
    return given


def _key(change: TreatyStatusChange) -> Key:
    return change.instrument_id, change.party


def _rows_of(changes: list[TreatyStatusChange]) -> dict[Key, TreatyStatus]:
    found = TreatyStatus.objects.filter(instrument__in={change.instrument_id for change in changes})
    return {(row.instrument_id, row.party): row for row in found}


def _changed_since(changes: list[TreatyStatusChange], rows: dict[Key, TreatyStatus]) -> list[Key]:
    """Rows that say something else than the import left, or on which statements stand now."""
    added = [rows[_key(change)].pk for change in changes if not change.before and _key(change) in rows]
    stated = set(TreatyStatement.objects.filter(status__in=added).values_list("status", flat=True))
    held = []
    for change in changes:
        row = rows.get(_key(change))
        if row is None or snapshot(row) != change.after or row.pk in stated:
            held.append(_key(change))
    return held


def _back(change: TreatyStatusChange, row: TreatyStatus) -> Change:
    for name, value in change.before.items():
        field: Any = TreatyStatus._meta.get_field(name.removesuffix("_id"))
        setattr(row, name, value if name.endswith("_id") else field.to_python(value))
    row.country_id = None if row.party_type == "organisation" else row.party
    row.version += 1
    return Change(row, change.after, change.before)


def _remove(rows: list[TreatyStatus], given: TreatyImport, by: User) -> None:
    TreatyStatusChange.objects.bulk_create(
        TreatyStatusChange(
            instrument_id=row.instrument_id,
            party=row.party,
            by=by,
            source_import=given,
            before=snapshot(row),
            after={},
        )
        for row in rows
    )
    TreatyStatus.objects.filter(pk__in=[row.pk for row in rows]).delete()
    mark_parties(row.party for row in rows)
