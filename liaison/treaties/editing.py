"""Changing a single fact by hand: one party to one instrument, its reservations and declarations, history kept."""

from __future__ import annotations

from typing import Any

from liaison.treaties.history import STATEMENTS
from liaison.treaties.marks import mark_parties
from liaison.treaties.models import TreatyStatement, TreatyStatus, TreatyStatusChange
from liaison.treaties.rules import StatusFacts
from liaison.treaties.turns import my_turn
from liaison.treaties.writing import plan_rows, snapshot, write_plan
from portal.people.models import User


class Outdated(Exception):
    """Somebody else changed the fact meanwhile: nothing was written."""


def save_status(*, facts: StatusFacts, version: int, by: User) -> bool:
    """Write what a form says about one party. ``version`` is that of the row that was read, 0 where there was none.

    Gives whether anything changed. Raises ``Outdated`` where the row is no longer that one, ``Busy`` where an import
    is being written. The facts must have passed ``liaison.treaties.rules``.
    """
    with my_turn():
        _check_version(facts.instrument, facts.party, version)
        plan = plan_rows([facts], with_denunciations=True)
        write_plan(plan, by=by, source_import=None)
        return bool(plan.changes)


def save_statement(*, statement: TreatyStatement, topics: list[Any], version: int, by: User) -> None:
    """Write a reservation or declaration, new or changed. Raises as ``save_status``."""
    with my_turn():
        row = _row(statement, version)
        before = with_statements(row)
        statement.full_clean()
        statement.save()
        statement.topics.set(topics)
        _record(row, before, by)


def remove_statement(*, statement: TreatyStatement, version: int, by: User) -> None:
    """Remove what was entered by mistake; what was withdrawn keeps its entry and gets a date. Raises as above."""
    with my_turn():
        row = _row(statement, version)
        before = with_statements(row)
        statement.delete()
        _record(row, before, by)


def with_statements(row: TreatyStatus) -> dict[str, Any]:
    """What history keeps of a row when its statements change."""
    said = TreatyStatement.objects.filter(status=row.pk).order_by("pk")
    return {**snapshot(row), STATEMENTS: [statement_text(statement) for statement in said]}


def statement_text(statement: TreatyStatement) -> str:
    """A statement as history keeps it, in one line of codes and its text."""
    days = f"{statement.date or '?'}" + (f" to {statement.withdrawn}" if statement.withdrawn else "")
    place = f" {statement.article}" if statement.article else ""
    return f"{statement.kind}{place} ({days}; {statement.source}, {statement.as_of}): {statement.text}"


def _check_version(instrument: str, party: str, version: int) -> None:
    stored = TreatyStatus.objects.filter(instrument=instrument, party=party).values_list("version", flat=True)
    if (stored.first() or 0) != version:
        raise Outdated


def _row(statement: TreatyStatement, version: int) -> TreatyStatus:
    """The row a statement belongs to, if it is still the one that was read."""
    row = TreatyStatus.objects.filter(pk=statement.status_id, version=version).first()
    if row is None:
        raise Outdated
    return row


def _record(row: TreatyStatus, before: dict[str, Any], by: User) -> None:
    row.version += 1
    row.save(update_fields=["version"])
    TreatyStatusChange.objects.create(
        instrument_id=row.instrument_id, party=row.party, by=by, before=before, after=with_statements(row)
    )
    mark_parties([row.party])
