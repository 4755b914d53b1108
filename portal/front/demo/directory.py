"""Demo posts and authorities from ``data/demo/directory.json``: all made up and marked as examples."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.timezone import localdate

from liaison.directory.enums import Body, ChangeKind
from liaison.directory.history import record_change
from liaison.directory.models import Authority, Contact, DirectoryEntry, Post
from portal.people.models import User

ENTRY_FIELDS = ("key", "languages", "note", "audience")
POST_FIELDS = (*ENTRY_FIELDS, "kind", "holder_name", "institution", "city", "occupancy", "since")
AUTHORITY_FIELDS = (*ENTRY_FIELDS, "name", "other_names", "channels", "transmission")
CONTACT_FIELDS = ("kind", "value", "label", "hours", "is_urgent", "audience")


@transaction.atomic
def load_directory(data: dict[str, list[dict[str, Any]]], groups: dict[str, Group]) -> int:
    """Create the entries that are missing; one that somebody changed stays. Gives how many are new.

    Raises ``KeyError`` for a community, ``ValidationError`` for a value that cannot be.
    """
    people = {user.email: user for user in User.objects.all()}
    present = set(Post.objects.values_list("key", flat=True)) | set(
        Authority.objects.values_list("key", flat=True)
    )
    new = 0
    for row in data["posts"]:
        if row["key"] not in present:
            _create(_post(row, people), row, people, groups, also={"other_countries": "other_countries"})
            new += 1
    for row in data["authorities"]:
        if row["key"] not in present:
            fields = {name: row[name] for name in AUTHORITY_FIELDS if name in row}
            authority = Authority(is_example=True, country_id=row["country"], **fields)
            _create(authority, row, people, groups, also={"measures": "measures"})
            new += 1
    return new


def _post(row: dict[str, Any], people: dict[str, User]) -> Post:
    is_body = row["represents"] in Body.values
    return Post(
        is_example=True,
        country_id=row["country"],
        represents_id=None if is_body else row["represents"],
        represents_body=row["represents"] if is_body else "",
        holder=people[row["holder"]] if "holder" in row else None,
        until=datetime.date.fromisoformat(row["until"]) if "until" in row else None,
        **{name: row[name] for name in POST_FIELDS if name in row},
    )


def _create(
    entry: DirectoryEntry,
    row: dict[str, Any],
    people: dict[str, User],
    groups: dict[str, Group],
    also: dict[str, str],
) -> None:
    if "verified_days_ago" in row:
        entry.verified_on = localdate() - datetime.timedelta(days=row["verified_days_ago"])
        entry.verified_by = people.get(row.get("verified_by", ""))
    entry.full_clean()
    entry.save()
    entry.communities.set(groups[name] for name in row.get("communities", []))
    for name, column in also.items():
        getattr(entry, name).set(row.get(column, []))
    for fields in row["contacts"]:
        owner = {"post": entry} if isinstance(entry, Post) else {"authority": entry}
        contact = Contact(**owner, **{name: fields[name] for name in CONTACT_FIELDS if name in fields})
        contact.full_clean()
        contact.save()
        contact.communities.set(groups[name] for name in fields.get("communities", []))
    record_change(entry=entry, kind=ChangeKind.CREATED, by=None, changes=[], keys=[entry.audience_key])
