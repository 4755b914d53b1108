"""From marks to rows: what is found of an object is what the database says of it now."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any

from django.db import DatabaseError, OperationalError, connection, models, transaction
from django.utils import timezone

from portal.folding import fold
from portal.indexing import Entry, EntryBuilder, builders
from portal.visibility import intern_key
from search import clock
from search.marks import forget_marked
from search.models import DirtyMark, IndexRow, ProjectionFailure, join_codes

logger = logging.getLogger(__name__)

Key = tuple[str, int]

BATCH = 300
"""Objects projected in one transaction."""
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 3_600.0

_CONTENT = (
    "version xid deleted digest language title summary text folded countries instruments topics kind date "
    "audience_key owner_id updated_at"
).split()
_VALUES = itemgetter(*_CONTENT)
_ENTRY = attrgetter(*(field.name for field in dataclasses.fields(Entry)))


@dataclass(slots=True)
class Known:
    """What has to be known of a locked row to see whether its object changed."""

    version: int
    deleted: bool
    digest: str


@dataclass(frozen=True, slots=True)
class Projected:
    """What one batch did."""

    taken: int = 0
    written: int = 0
    failed: int = 0

    def __add__(self, other: Projected) -> Projected:
        return Projected(self.taken + other.taken, self.written + other.written, self.failed + other.failed)


def project_marks(limit: int = BATCH) -> Projected:
    """Project the oldest marks, those of narrowed audiences first; one transaction.

    Several projectors may run: each takes marks nobody else has taken. One that dies leaves its marks.
    """
    try:
        with transaction.atomic():
            marks = _take(limit)
            done = _project({key for _id, key in marks})
            _remove(marks)
            return dataclasses.replace(done, taken=len(marks))
    except OperationalError:
        raise  # the database, not an object: everything is rolled back and waits
    except Exception as error:  # noqa: BLE001 - one object spoils the batch: halve it until it stands alone
        if limit > 1:
            return project_marks(limit // 2)
        return _set_aside(error)


def _set_aside(error: Exception) -> Projected:
    """Keep the object of the oldest mark as failed: its row cannot be written, but others' can."""
    with transaction.atomic():
        marks = _take(1)
        _keep_failures({key for _id, key in marks}, {key: _words(error) for _id, key in marks})
        _remove(marks)
    return Projected(taken=len(marks), failed=len(marks))


def _remove(marks: list[tuple[int, Key]]) -> None:
    DirtyMark.objects.filter(pk__in=[mark_id for mark_id, _key in marks]).delete()
    forget_marked()


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2_000].replace("\x00", " ")


def project_failed(limit: int = BATCH) -> Projected:
    """Try objects again whose entry could not be made, where their pause is over."""
    due = ProjectionFailure.objects.filter(next_try__lte=timezone.now()).order_by("next_try")
    with transaction.atomic():
        keys = set(due.values_list("type", "object_id")[:limit])
        return dataclasses.replace(_project(keys), taken=len(keys))


def project_keys(keys: Iterable[Key]) -> Projected:
    """Project these objects now, without marks; one transaction."""
    with transaction.atomic():
        return _project(set(keys))


def _take(limit: int) -> list[tuple[int, Key]]:
    marks = DirtyMark.objects.order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        marks = marks.select_for_update(skip_locked=True)
    taken = list(marks.filter(urgent=True)[:limit])
    if len(taken) < limit:
        taken += marks.filter(urgent=False)[: limit - len(taken)]
    return [(mark.pk, (mark.type, mark.object_id)) for mark in taken]


def _project(keys: set[Key]) -> Projected:
    """Lock the rows, then read the objects, then write: the order that makes the last writer right.

    Two projectors may hold marks of one object. Whoever comes second waits at the row's lock and reads the
    object afterwards, so it never writes what it read before the other did.
    """
    if not keys:
        return Projected()
    rows = _lock(keys)
    entries, failures = _read(keys)
    # An object that cannot be read is found no more until it can: its audience is not known either.
    changed = {key: found for key, row in rows.items() if (found := _change(row, entries.get(key)))}
    _write(changed)
    _keep_failures(keys, failures)
    unneeded = [key for key, row in rows.items() if row.version == 0 and key not in changed]
    if unneeded:
        IndexRow.objects.filter(_which(unneeded)).delete()
    return Projected(written=len(changed), failed=len(failures))


def _lock(keys: set[Key]) -> dict[Key, Known]:
    """The rows of these objects, locked; empty ones are added where there are none.

    Always in the same order, so that two projectors never wait for each other. On SQLite the transaction itself is
    the lock: nothing has to stand there to be locked.
    """
    rows = IndexRow.objects.filter(_which(keys))
    if not connection.features.has_select_for_update:
        nothing = {key: Known(0, True, "") for key in keys}
        return nothing | _known(rows)
    while True:
        there = set(rows.values_list("type", "object_id"))
        _add_empty(sorted(keys - there))
        known = _known(rows.order_by("type", "object_id").select_for_update())
        if len(known) == len(keys):
            return known


def _known(rows: models.QuerySet[IndexRow]) -> dict[Key, Known]:
    found = rows.values_list("type", "object_id", "version", "deleted", "digest")
    return {(type_, number): Known(version, gone, name) for type_, number, version, gone, name in found}


def _which(keys: Iterable[Key]) -> models.Q:
    which = models.Q()
    for type_, ids in _by_type(sorted(keys)).items():
        which |= models.Q(type=type_, object_id__in=ids)
    return which


def _add_empty(keys: Sequence[Key]) -> None:
    """Rows that hold nothing yet, to be locked. One statement: as objects they would cost as much as full ones."""
    if not keys:
        return
    empty = "(%s, %s, 0, 0, TRUE, '', '', '', '', '', '', '', '', '', '', NULL, '', NULL, CURRENT_TIMESTAMP)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {IndexRow._meta.db_table} (type, object_id, {', '.join(_CONTENT)}) "  # noqa: S608
            f"VALUES {', '.join([empty] * len(keys))} ON CONFLICT DO NOTHING",
            [part for key in keys for part in key],
        )


def _by_type(keys: Iterable[Key]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = defaultdict(list)
    for type_, object_id in keys:
        grouped[type_].append(object_id)
    return grouped


def _read(keys: set[Key]) -> tuple[dict[Key, Entry], dict[Key, str]]:
    """The entries of these objects as the database has them, and the errors of those that have none."""
    entries: dict[Key, Entry] = {}
    failures: dict[Key, str] = {}
    registered = builders()
    for type_, ids in _by_type(keys).items():
        builder = registered.get(type_)
        if builder is None:
            continue  # a type nobody registers any more: its rows become tombstones
        try:
            with transaction.atomic():
                found, failed = read_entries(builder, ids)
        except Exception as error:  # noqa: BLE001 - one of them spoils the query: find out which, alone
            logger.warning("projecting %s one by one: %s", type_, error)
            found, failed = _read_one_by_one(builder, ids)
        entries |= {(type_, object_id): entry for object_id, entry in found.items()}
        failures |= {(type_, object_id): reason for object_id, reason in failed.items()}
    return entries, failures


def read_entries(builder: EntryBuilder, ids: Sequence[int]) -> tuple[dict[int, Entry], dict[int, str]]:
    """Entries by object id, and reasons by object id for the objects whose entry could not be made."""
    entries: dict[int, Entry] = {}
    failures: dict[int, str] = {}
    objects = builder.read(ids)
    builder.prepare(objects)
    for obj in objects:
        object_id = builder.object_id(obj)
        try:
            entry = builder.entry(obj)
            if entry is not None:
                _check(entry)
                entries[object_id] = entry
        except DatabaseError:
            raise  # the transaction is spoilt: the caller reads one by one
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one object concerns only that one
            failures[object_id] = _words(error)
    return entries, failures


def _read_one_by_one(builder: EntryBuilder, ids: Sequence[int]) -> tuple[dict[int, Entry], dict[int, str]]:
    entries: dict[int, Entry] = {}
    failures: dict[int, str] = {}
    for object_id in ids:
        try:
            with transaction.atomic():
                found, failed = read_entries(builder, [object_id])
        except Exception as error:  # noqa: BLE001 - isolated on purpose, kept with its text
            failures[object_id] = _words(error)
        else:
            entries |= found
            failures |= failed
    return entries, failures


@cache
def _longest(name: str) -> int:
    """How many characters a column of the row holds."""
    return int(getattr(IndexRow._meta.get_field(name), "max_length", 0) or 0)


def _check(entry: Entry) -> None:
    """Refuse what no row can hold, and an entry without an audience. Raises ValueError."""
    if not entry.audience_key:
        raise ValueError("an entry needs an audience key")
    for name in ("language", "kind", "audience_key"):
        if len(getattr(entry, name)) > _longest(name):
            raise ValueError(f"{name} is too long")
    for code in (*entry.countries, *entry.instruments, *entry.topics):
        if "|" in code:
            raise ValueError(f"{code!r} is not a code")


def digest(entry: Entry) -> str:
    """A short name for the content of an entry: equal content, equal digest."""
    return hashlib.blake2b(repr(_ENTRY(entry)).encode(), digest_size=20).hexdigest()


def _change(row: Known, entry: Entry | None) -> dict[str, Any] | None:
    """The fields that bring a row to what the entry says; ``None`` where it says so already."""
    if entry is None:
        if row.deleted:
            return None
        return {**content(Entry("", "", "", "", "")), "deleted": True, "digest": ""}
    name = digest(entry)
    if not row.deleted and row.digest == name:
        return None
    return {**content(entry), "deleted": False, "digest": name}


def content(entry: Entry) -> dict[str, Any]:
    """The fields of a row that hold an entry."""
    title, summary, text = _storable(entry.title), _storable(entry.summary), _storable(entry.text)
    return {
        "language": entry.language,
        "title": title,
        "summary": summary,
        "text": text,
        "folded": fold(f"{title}\n{summary}\n{text}"),
        "countries": join_codes(entry.countries),
        "instruments": join_codes(entry.instruments),
        "topics": join_codes(entry.topics),
        "kind": entry.kind,
        "date": entry.date,
        "audience_key": entry.audience_key,
        "owner_id": entry.owner_id,
    }


def _storable(text: str) -> str:
    """No NUL, which PostgreSQL refuses, and no half of a surrogate pair, which nothing can encode."""
    text = text.replace("\x00", " ")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _write(changed: dict[Key, dict[str, Any]]) -> None:
    """Write the rows with new versions, drawn now that the rows are locked. One statement, for speed."""
    if not changed:
        return
    for audience in {fields["audience_key"] for fields in changed.values() if not fields["deleted"]}:
        intern_key(audience)
    moment = connection.ops.adapt_datetimefield_value(timezone.now())
    values: list[Any] = []
    versions = clock.next_versions(len(changed))
    for (key, fields), (version, xid) in zip(changed.items(), versions, strict=True):
        fields |= {"version": version, "xid": xid, "updated_at": moment}
        fields["date"] = connection.ops.adapt_datefield_value(fields["date"])
        values += [*key, *_VALUES(fields)]
    row = f"({', '.join(['%s'] * (len(_CONTENT) + 2))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {IndexRow._meta.db_table} (type, object_id, {', '.join(_CONTENT)}) "  # noqa: S608
            f"VALUES {', '.join([row] * len(changed))} ON CONFLICT (type, object_id) DO UPDATE SET "
            + ", ".join(f"{name} = EXCLUDED.{name}" for name in _CONTENT),
            values,
        )


def _keep_failures(keys: set[Key], failures: dict[Key, str]) -> None:
    known = {(kept.type, kept.object_id): kept for kept in ProjectionFailure.objects.all()}
    for key, reason in failures.items():
        attempts = known[key].attempts + 1 if key in known else 1
        logger.error("no entry of %s:%s: %s", *key, reason)
        ProjectionFailure.objects.update_or_create(
            type=key[0],
            object_id=key[1],
            defaults={"reason": reason, "attempts": attempts, "next_try": timezone.now() + pause(attempts)},
        )
    mended = [kept.pk for key, kept in known.items() if key in keys and key not in failures]
    if mended:
        ProjectionFailure.objects.filter(pk__in=mended).delete()


def pause(attempts: int) -> datetime.timedelta:
    """How long to wait before the next attempt: twice as long each time, an hour at most."""
    return datetime.timedelta(seconds=min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE))
