"""Bringing the records of one model in line with what a file says, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from portal.reference.rows import FileReport, Row, RowError, read_rows

Fields = dict[str, Any]
Wanted = dict[Hashable, Fields]


def collect(
    path: Path,
    columns: tuple[str, ...],
    parse: Callable[[Row], Fields],
    report: FileReport,
    *,
    model: type[models.Model],
    key: tuple[str, ...],
) -> Wanted:
    """What the rows of a file say, by key. Rows that cannot be are rejected, so are second equal keys."""
    wanted: Wanted = {}
    relations = {field.name for field in model._meta.get_fields() if field.is_relation}
    for row in read_rows(path, columns, report):
        try:
            fields = parse(row)
            own = {name: value for name, value in fields.items() if name not in relations}
            model(**own).clean_fields(exclude=relations)
        except RowError as error:
            report.reject(row.number, error.column, error.reason)
            continue
        except ValidationError as error:
            column, messages = next(iter(error.message_dict.items()))
            report.reject(row.number, column, " ".join(messages))
            continue
        identity = tuple(fields[name] for name in key)
        if identity in wanted:
            report.reject(row.number, columns[0], f"same as row {report.rows[identity]}")
            continue
        wanted[identity] = fields
        report.rows[identity] = row.number
    return wanted


def sync(
    model: type[models.Model],
    key: tuple[str, ...],
    wanted: Wanted,
    report: FileReport,
    *,
    local: Collection[Hashable] = (),
    owner: str = "",
    remove: bool = False,
) -> None:
    """Create and update records so that they say what is wanted. Many-to-many fields are lists of keys.

    ``local`` are keys that were changed in the admin: of the records themselves, or of their owners where
    ``owner`` names the field that holds one. They are left alone. With ``remove``, records that are not
    wanted are deleted (never those of local owners).
    """
    many = {field.name for field in model._meta.many_to_many}
    existing: dict[Hashable, Any] = {
        tuple(getattr(o, name) for name in key): o for o in model._default_manager.all()
    }
    held = {name: _links(model, name) for name in many}
    create, update, relink = [], [], {}
    changed_fields: set[str] = set()
    for identity, fields in wanted.items():
        own = {name: value for name, value in fields.items() if name not in many}
        if (fields[owner] if owner else identity[0]) in local:  # type: ignore[index]
            report.kept += 1
            continue
        found = existing.get(identity)
        if found is None:
            found = model(**own)
            create.append(found)
            moved = {name: set(fields[name]) for name in many if fields.get(name)}
            report.created += 1
        else:
            changes = {name for name, value in own.items() if getattr(found, name) != value}
            moved = {
                name: set(fields[name])
                for name in many & fields.keys()
                if held[name].get(found.pk, set()) != set(fields[name])
            }
            for name in changes:
                setattr(found, name, own[name])
            if changes:
                update.append(found)
                changed_fields |= changes
            if changes or moved:
                report.updated += 1
            else:
                report.unchanged += 1
        if moved:
            relink[found] = moved
    manager = model._default_manager
    manager.bulk_create(create, batch_size=500)
    if update:
        manager.bulk_update(update, sorted(changed_fields), batch_size=200)
    _relink(model, relink)
    if remove:
        gone = [
            o.pk
            for identity, o in existing.items()
            if identity not in wanted and getattr(o, owner) not in local
        ]
        report.removed = len(gone)
        manager.filter(pk__in=gone).delete()


def _links(model: type[models.Model], name: str) -> dict[Any, set[Any]]:
    """The keys that each record is linked to through a many-to-many field."""
    field: Any = model._meta.get_field(name)
    links: dict[Any, set[Any]] = {}
    pairs = field.remote_field.through.objects.values_list(field.m2m_column_name(), field.m2m_reverse_name())
    for source, target in pairs:
        links.setdefault(source, set()).add(target)
    return links


def _relink(model: type[models.Model], relink: dict[Any, dict[str, set[Any]]]) -> None:
    """Set the many-to-many links of some records."""
    for name in {name for moved in relink.values() for name in moved}:
        field: Any = model._meta.get_field(name)
        through, source, target = (
            field.remote_field.through,
            field.m2m_column_name(),
            field.m2m_reverse_name(),
        )
        owners = [o for o, moved in relink.items() if name in moved]
        through.objects.filter(**{f"{source}__in": [o.pk for o in owners]}).delete()
        links = [
            through(**{source: o.pk, target: value}) for o in owners for value in sorted(relink[o][name])
        ]
        through.objects.bulk_create(links, batch_size=500)


def local_keys(model: type[models.Model]) -> set[str]:
    """Keys of the records that were changed in the admin."""
    return set(model._default_manager.filter(is_local=True).values_list("pk", flat=True))


def keys_of(model: type[models.Model]) -> frozenset[str]:
    """The keys of all records of a model."""
    return frozenset(model._default_manager.values_list("pk", flat=True))
