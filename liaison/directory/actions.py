"""Writing to the directory: one transaction, with version and history, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from liaison.directory.enums import ChangeKind
from liaison.directory.history import differences, record_change, snapshot
from liaison.directory.models import Contact, DirectoryEntry
from liaison.directory.models.change import narrow_history


class Conflict(Exception):
    """Somebody else changed the record since the form was shown. ``current`` is what it says now."""

    def __init__(self, current: Any) -> None:
        super().__init__("changed in the meantime")
        self.current = current


def lock(entry: DirectoryEntry) -> Any:
    """The entry as it is now, its row held until the transaction ends."""
    model = type(entry)
    model._default_manager.select_for_update(of=("self",)).values_list("pk").get(pk=entry.pk)
    return model._default_manager.get(pk=entry.pk)


@transaction.atomic
def save_entry(
    *, entry: DirectoryEntry, values: Mapping[str, Any], user: Any, version: int | None = None
) -> Any:
    """Create an entry, or change it, so that it says ``values`` (names of fields, relations as lists).

    ``entry`` is a new object or the one to change; ``version`` the version its editor was shown.
    Raises ``Conflict`` where somebody changed it since, ``ValidationError`` where the model does not accept it.
    A change that changes nothing leaves no trace.
    """
    is_new = entry.pk is None
    if not is_new:
        entry = lock(entry)
        if version is not None and version != entry.version:
            raise Conflict(entry)
    before = {} if is_new else snapshot(entry)
    key_before = entry.audience_key
    many = {field.name for field in entry._meta.many_to_many}
    for name, value in values.items():
        if name not in many:
            setattr(entry, name, value)
    entry.full_clean(exclude=["key"])
    entry.is_local = True
    entry.updated_by = user
    entry.save()
    for name in many & values.keys():
        getattr(entry, name).set(values[name])
    entry.refresh_from_db()
    after = snapshot(entry)
    changed = differences(before, after)
    if not is_new and not changed:
        return entry
    if not is_new:
        entry.version += 1
        entry.save(update_fields=["version"])
    kind = ChangeKind.CREATED if is_new else ChangeKind.CHANGED
    keys = [entry.audience_key] if is_new else [key_before, entry.audience_key]
    record_change(entry=entry, kind=kind, by=user, changes=changed, keys=keys)
    return entry


@transaction.atomic
def save_contact(
    *, contact: Contact, values: Mapping[str, Any], user: Any, version: int | None = None
) -> Contact:
    """Add a contact to its entry, or change it. Raises as ``save_entry`` does.

    The entry's own version stays: whoever edits the entry may not know of this contact.
    """
    lock(contact.entry)
    is_new = contact.pk is None
    if not is_new:
        contact = Contact.objects.select_related("post", "authority").get(pk=contact.pk)
        if version is not None and version != contact.version:
            raise Conflict(contact)
    before = {} if is_new else snapshot(contact)
    key_before = contact.audience_key
    for name, value in values.items():
        if name != "communities":
            setattr(contact, name, value)
    contact.full_clean()
    contact.save()
    if "communities" in values:
        contact.communities.set(values["communities"])
    contact.refresh_from_db()
    changed = differences(before, snapshot(contact))
    if not is_new and not changed:
        return contact
    if not is_new:
        contact.version += 1
        contact.save(update_fields=["version"])
    keys = [contact.audience_key] if is_new else [key_before, contact.audience_key]
    kind = ChangeKind.CREATED if is_new else ChangeKind.CHANGED
    record_change(entry=contact.entry, kind=kind, by=user, changes=changed, keys=keys, contact=contact)
    return contact


@transaction.atomic
def remove_contact(*, contact: Contact, user: Any, version: int | None = None) -> None:
    """Remove a contact; what it said stays in the history, as narrow as it was.

    Raises ``Conflict`` where it was changed since the editor saw it, ``Contact.DoesNotExist`` where it is gone.
    """
    lock(contact.entry)
    contact = Contact.objects.select_related("post", "authority").get(pk=contact.pk)
    if version is not None and version != contact.version:
        raise Conflict(contact)
    before = snapshot(contact)
    changed = [{"field": name, "before": value, "after": ""} for name, value in before.items() if value]
    entry, key, pk = contact.entry, contact.audience_key, contact.pk
    record_change(entry=entry, kind=ChangeKind.REMOVED, by=user, changes=changed, keys=[key], contact=contact)
    narrow_history(pk, key)
    contact.delete()
