"""Demo items of the accession tracker, from ``data/demo/accession.json``: made up, and marked as examples."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.timezone import localdate

from liaison.accession.actions import add_accession, follow, note_raised
from liaison.accession.models import Accession
from portal.people.models import User
from portal.visibility import Audience


@transaction.atomic
def load_accessions(rows: list[dict[str, Any]], groups: dict[str, Group]) -> int:
    """Add the items that are missing; one that somebody changed stays. Gives how many are new."""
    people = {user.email: user for user in User.objects.all()}
    present = set(Accession.objects.values_list("key", flat=True))
    new = [row for row in rows if row["key"] not in present]
    for row in new:
        _create(row, people, groups)
    return len(new)


def _create(row: dict[str, Any], people: dict[str, User], groups: dict[str, Group]) -> None:
    owner = people.get(row["owner"])
    days = row["due_in_days"]
    values = {
        "key": row["key"],
        "country_id": row["country"],
        "instrument_id": row["instrument"],
        "status": row["status"],
        "status_since": datetime.date.fromisoformat(row["status_since"]),
        "obstacles": row["obstacles"],
        "next_step": row["next_step"],
        "next_step_due": None if days is None else localdate() + datetime.timedelta(days=days),
        "owner": owner,
        "audience": row["audience"],
        "is_example": True,
    }
    item = add_accession(values=values, communities=[groups[name] for name in row["communities"]], user=owner)
    for event in row["events"]:
        note_raised(
            item=item,
            values={name: event[name] for name in ("forum", "place", "raised_by", "text")}
            | {"date": datetime.date.fromisoformat(event["date"])},
            audience=None if event["audience"] == "item" else (Audience.COMMUNITIES, ()),
            user=people[event["by"]],
        )
    magistrate = people.get("liaison.magistrate@demo.comity.example")
    if magistrate is not None and item.can_view(magistrate):
        follow(item=item, user=magistrate)
