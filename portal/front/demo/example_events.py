"""The demo's example events and people, for what is filled in at them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from events.exchanges.models import Event
from portal.people.models import User

Fill = Callable[[Event, dict[str, Any], dict[str, User]], None]


def fill_examples(rows: list[dict[str, Any]], is_filled: Callable[[Event], bool], fill: Fill) -> int:
    """Fill the example events that the rows name and that are not filled yet; how many were filled.

    ``fill`` is given the event, its row, and the demo's people by the first part of their address.
    """
    people = {
        user.email.removesuffix("@demo.comity.example"): user
        for user in User.objects.filter(email__endswith="@demo.comity.example")
    }
    filled = 0
    for row in rows:
        event = Event.objects.filter(slug=row["event"], is_example=True).first()
        if event is None or is_filled(event):
            continue
        fill(event, row, people)
        filled += 1
    return filled
