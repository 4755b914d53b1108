"""What was said earlier about a party to an instrument, in words: who changed what, when, from which source."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from liaison.treaties.models import TreatyImport, TreatyStatus, TreatyStatusChange
from portal.reference.cldr import territory_name

STATEMENTS = "statements"
"""Key under which reservations and declarations stand in what a change keeps."""
NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a change. Dates stay dates, so that a page can write them in its own way."""

    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one party. ``by`` is for members only: names are no public fact."""

    at: datetime.datetime
    instrument: str
    party: str
    party_name: str
    kind: str
    """``new``, ``changed`` or ``removed``."""
    fields: list[FieldChange]
    by: str
    source: str
    as_of: datetime.date | None
    source_import: TreatyImport | None


def steps_of(changes: Iterable[TreatyStatusChange]) -> list[Step]:
    """Changes in words, in the order given. ``by`` and ``source_import`` should be loaded with them."""
    return [_step(change) for change in changes]


def _step(change: TreatyStatusChange) -> Step:
    kind = "changed" if change.before and change.after else "new" if change.after else "removed"
    names = [name for name in (*TreatyStatusChange.FIELDS, STATEMENTS) if _differs(change, name)]
    fields = [(name, change.before.get(name), change.after.get(name)) for name in names]
    stands = change.after or change.before
    return Step(
        at=change.at,
        instrument=change.instrument_id,
        party=change.party,
        party_name=territory_name(change.party),
        kind=kind,
        fields=differences_in_words(fields),
        by=str(change.by) if change.by else "",
        source=str(stands.get("source", "")),
        as_of=_day(stands.get("as_of")),
        source_import=change.source_import,
    )


def _differs(change: TreatyStatusChange, name: str) -> bool:
    before, after = change.before.get(name), change.after.get(name)
    return before != after and not (before in NOTHING and after in NOTHING)


def differences_in_words(fields: Iterable[tuple[str, Any, Any]]) -> list[FieldChange]:
    """Labels of fields and values as readers know them."""
    return [
        FieldChange(label_of(name), in_words(name, before), in_words(name, after))
        for name, before, after in fields
    ]


def label_of(name: str) -> str:
    """What a field is called on pages."""
    if name == STATEMENTS:
        return _("Reservations and declarations")
    field: Any = TreatyStatus._meta.get_field(name.removesuffix("_id"))
    return str(field.verbose_name).capitalize()


def in_words(name: str, value: Any) -> Any:
    """A kept value for readers: the label of a choice, the name of a country, a date; "" for nothing."""
    if value in NOTHING:
        return ""
    if name == STATEMENTS:
        return "\n".join(value)
    if name == "responsible_id":
        return territory_name(value)
    field: Any = TreatyStatus._meta.get_field(name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _day(value) if field.get_internal_type() == "DateField" else value


def _day(value: Any) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if value else None
