"""Writing down who changed what, and reading it back under the audience rule."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from liaison.directory.enums import ChangeKind, Channel, ContactKind, Transmission
from liaison.directory.models import Authority, Contact, DirectoryChange, DirectoryEntry, Post
from liaison.directory.models.entry import language_name
from portal.pages.community_names import community_names
from portal.people.models import User
from portal.reference.cldr import territory_name
from portal.visibility import intern_key, narrow, viewer_for

SHOWN = 50
"""Changes a page shows at most, newest first."""

POST_FIELDS = (
    "kind", "title", "country", "other_countries", "represents", "represents_body", "holder", "holder_name",
    "occupancy", "institution", "city", "languages", "since", "until", "note", "source", "source_date",
    "verify_every_days", "audience", "communities",
)  # fmt: skip
AUTHORITY_FIELDS = (
    "name", "other_names", "country", "measures", "channels", "transmission", "languages", "note", "source",
    "source_date", "verify_every_days", "audience", "communities",
)  # fmt: skip
CONTACT_FIELDS = ("kind", "value", "label", "hours", "is_urgent", "audience", "communities")

Snapshot = dict[str, Any]


def fields_of(item: models.Model) -> tuple[str, ...]:
    """The fields of a record that are written down."""
    if isinstance(item, Post):
        return POST_FIELDS
    return AUTHORITY_FIELDS if isinstance(item, Authority) else CONTACT_FIELDS


def snapshot(item: models.Model) -> Snapshot:
    """The values of a record as they are in memory and, for what it is related to, in the database."""
    values: Snapshot = {}
    for name in fields_of(item):
        field = item._meta.get_field(name)
        if field.many_to_many:
            values[name] = sorted(str(pk) for pk in getattr(item, name).values_list("pk", flat=True))
        else:
            value = getattr(item, getattr(field, "attname", name))
            values[name] = value.isoformat() if isinstance(value, datetime.date) else value
    return values


def differences(before: Snapshot, after: Snapshot) -> list[dict[str, Any]]:
    """The fields that differ, as ``DirectoryChange.changes`` keeps them."""
    return [
        {"field": name, "before": before.get(name), "after": value}
        for name, value in after.items()
        if _is_said(before.get(name)) != _is_said(value)
    ]


def _is_said(value: Any) -> Any:
    """A value for comparing: what is empty is the same, and a list says the same in any order."""
    if isinstance(value, list):
        return sorted(value) or ""
    return value if value not in (None, False) else ""


def record_change(
    *,
    entry: DirectoryEntry,
    kind: ChangeKind,
    by: Any,
    changes: list[dict[str, Any]],
    keys: Iterable[str],
    contact: Contact | None = None,
) -> DirectoryChange:
    """Write down one change. ``keys`` are the audience keys of what was changed, before and after."""
    return DirectoryChange.objects.create(
        post=entry if isinstance(entry, Post) else None,
        authority=entry if isinstance(entry, Authority) else None,
        contact_id=contact.pk if contact is not None else None,
        kind=kind,
        changes=changes,
        by=by,
        audience_key=intern_key(narrow(*keys)),
    )


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One field of a change in the reader's words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change as it is shown."""

    at: datetime.datetime
    by: str
    what: str
    lines: tuple[ChangeLine, ...]


def history_for(viewer: Any, entry: DirectoryEntry) -> list[ChangeView]:
    """The changes of an entry this viewer may read, newest first: for members and for the post's holder.

    The caller has asked the rule about the entry. Three queries, however many changes.
    """
    viewer = viewer_for(viewer)
    own = isinstance(entry, Post) and viewer.user_id is not None and entry.holder_id == viewer.user_id
    if not (viewer.is_member or own):
        return []
    changes = entry.history.visible_to(viewer).select_related("by")[:SHOWN]  # type: ignore[attr-defined]
    found = list(changes)
    names = _names_of(found)
    return [_view(change, entry, names) for change in found]


def _view(change: DirectoryChange, entry: DirectoryEntry, names: dict[tuple[str, str], str]) -> ChangeView:
    model: type[models.Model] = Contact if change.contact_id else type(entry)
    lines = tuple(
        ChangeLine(
            str(_label(model, row["field"])),
            _in_words(model, row["field"], row["before"], names),
            _in_words(model, row["field"], row["after"], names),
        )
        for row in change.changes
    )
    what = str(change.get_kind_display())
    if change.contact_id:
        what = _("Contact: %(what)s") % {"what": what.lower()}
    return ChangeView(change.at, str(change.by) if change.by else "", what, lines)


def _label(model: type[models.Model], name: str) -> Any:
    return getattr(model._meta.get_field(name), "verbose_name", name)


def _names_of(changes: list[DirectoryChange]) -> dict[tuple[str, str], str]:
    """Names of the people and communities that changes mention: one query each."""
    people: set[Any] = set()
    groups: set[int] = set()
    for change in changes:
        for row in change.changes:
            for value in (row["before"], row["after"]):
                if row["field"] == "holder" and value:
                    people.add(value)
                if row["field"] == "communities" and value:
                    groups.update(int(pk) for pk in value)
    names = {("holder", str(user.pk)): str(user) for user in User.objects.filter(pk__in=people)}
    if groups:
        names |= {("communities", str(pk)): name for pk, name in community_names(groups).items()}
    return names


def _in_words(model: type[models.Model], name: str, value: Any, names: dict[tuple[str, str], str]) -> str:
    """A stored value as a reader understands it."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_in_words(model, name, one, names) for one in value)
    if name in ("country", "other_countries", "represents"):
        return territory_name(str(value))
    if name == "languages":
        return language_name(str(value))
    if name in ("holder", "communities"):
        return names.get((name, str(value)), _("no longer here"))
    return str(_choices(model, name).get(value, value))


def _choices(model: type[models.Model], name: str) -> dict[Any, Any]:
    known = {"channels": Channel.choices, "transmission": Transmission.choices}
    if model is Contact and name == "kind":
        return dict(ContactKind.choices)
    return dict(known.get(name) or getattr(model._meta.get_field(name), "choices", None) or ())
