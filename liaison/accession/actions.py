"""Writing to the tracker: each change one transaction, with its version, its event and whoever uses the item told."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from liaison.accession.audience import audience_of, narrower
from liaison.accession.enums import EventKind
from liaison.accession.models import Accession, AccessionEvent, AccessionFollower
from liaison.accession.signals import tell_users
from portal.indexing import mark_changed

EDITED_FIELDS = ("obstacles", "next_step", "next_step_due", "owner_id", "language", "audience")
"""Fields of the form whose earlier values are kept; communities besides."""

Change = dict[str, Any]


class Conflict(Exception):
    """Somebody else changed the item since it was shown. ``current`` is what it says now."""

    def __init__(self, current: Accession) -> None:
        super().__init__("changed in the meantime")
        self.current = current


def lock(item: Accession, version: int | None) -> Accession:
    """The item as it is now, its row held until the transaction ends. Raises ``Conflict``, ``DoesNotExist``."""
    Accession.objects.select_for_update(of=("self",)).order_by().values_list("pk").get(pk=item.pk)
    current = Accession.objects.select_related("country", "instrument").get(pk=item.pk)
    if version is not None and current.version != version:
        raise Conflict(current)
    return current


@transaction.atomic
def add_accession(*, values: Mapping[str, Any], communities: Iterable[Any], user: Any) -> Accession:
    """Add an item with the first event of its history; whoever adds it follows it."""
    item = Accession(**values)
    item.full_clean(exclude=["key"])
    item.save()
    item.communities.set(communities)
    item.refresh_from_db()
    _record(item, EventKind.CREATED, user, new_status=item.status, date=item.status_since)
    if user is not None:
        follow(item=item, user=user)
    return item


@transaction.atomic
def edit_accession(
    *, item: Accession, values: Mapping[str, Any], communities: Iterable[Any], user: Any, version: int
) -> Accession:
    """Change an item but for its status. A change that changes nothing leaves no trace. Raises ``Conflict``."""
    item = lock(item, version)
    before, shown_to = _snapshot(item), audience_of(item)
    for name, value in values.items():
        setattr(item, name, value)
    item.full_clean(exclude=["key"])
    item.save()
    item.communities.set(communities)
    item.refresh_from_db()
    after = _snapshot(item)
    changes = [
        {"field": name, "before": before[name], "after": after[name]}
        for name in before
        if before[name] != after[name]
    ]
    if changes:
        item.version += 1
        item.save(update_fields=["version"])
        audience = narrower(shown_to, audience_of(item))
        _record(item, EventKind.EDITED, user, audience=audience, changes=changes)
    return item


def _snapshot(item: Accession) -> dict[str, Any]:
    """The values of an item as its history keeps them."""
    values = {name: getattr(item, name) for name in EDITED_FIELDS}
    due = values["next_step_due"]
    values["next_step_due"] = due.isoformat() if isinstance(due, datetime.date) else ""
    values["communities"] = sorted(item.communities.values_list("pk", flat=True))
    return values


@transaction.atomic
def change_status(
    *, item: Accession, status: str, date: datetime.date, text: str, user: Any, version: int | None
) -> AccessionEvent | None:
    """Move an item to another status, keep who did it and when, and tell followers and whatever uses the item.

    ``None`` where it stands there already. Raises ``Conflict`` where somebody changed the item since ``version``.
    """
    item = lock(item, version)
    if item.status == status:
        return None
    old, item.status, item.status_since = item.status, status, date
    item.version += 1
    item.save()
    event = _record(item, EventKind.STATUS, user, old_status=old, new_status=status, date=date, text=text)
    tell_users(item, event)
    return event


@transaction.atomic
def note_raised(
    *,
    item: Accession,
    values: Mapping[str, Any],
    audience: tuple[str, Iterable[int]] | None,
    user: Any,
) -> AccessionEvent:
    """Write down where accession was raised. ``audience`` is narrower than the item's; ``None`` for the same."""
    item = lock(item, None)
    narrowed = audience is not None
    return _record(item, EventKind.RAISED, user, audience=audience, is_narrowed=narrowed, **values)


def _record(
    item: Accession,
    kind: str,
    user: Any,
    *,
    audience: tuple[str, Iterable[int]] | None = None,
    **fields: Any,
) -> AccessionEvent:
    """Add an event to the history, under the audience of the item or a narrower one, in the caller's transaction."""
    chosen, communities = audience if audience is not None else audience_of(item)
    event = AccessionEvent(
        accession=item, kind=kind, by=user, audience=chosen, **{"language": item.language, **fields}
    )
    event.save()
    event.communities.set(communities)
    event.refresh_from_db(fields=["own_key", "audience_key"])
    mark_changed("accession", [item.pk])
    return event


def record_handover(item: Accession, user: Any) -> AccessionEvent:
    """Write into the history that somebody else looks after the item now."""
    return _record(item, EventKind.HANDED_OVER, user)


def follow(*, item: Accession, user: Any) -> None:
    """Let a user be told of changes of status. Twice is once."""
    AccessionFollower.objects.get_or_create(accession=item, user=user)


def unfollow(*, item: Accession, user: Any) -> None:
    """Tell a user no more."""
    AccessionFollower.objects.filter(accession=item, user=user).delete()
