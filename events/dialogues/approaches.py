"""Writing to approaches, and which approaches to a country fall into the same weeks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.dialogues.actions import Conflict
from events.dialogues.enums import DialogueStatus
from events.dialogues.history import differences, record_approach, snapshot
from events.dialogues.models import Approach, Dialogue
from events.exchanges.enums import Status as EventStatus
from events.exchanges.models import Event

SAME_WEEKS = datetime.timedelta(days=14)
"""How near two approaches to one country are told of each other."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Crossing:
    """Another approach in the same weeks. ``code`` tells it apart from others in a form."""

    code: str
    kind: str
    title: str
    url: str
    first: datetime.date
    last: datetime.date


def crossings(
    user: Any,
    country_id: str,
    first: datetime.date,
    last: datetime.date,
    *,
    dialogue: Dialogue | None = None,
    approach: Approach | None = None,
) -> list[Crossing]:
    """What the user may see of other approaches to a country within fourteen days of ``first`` to ``last``, by date:
    dialogues, visits, démarches and exchanges that are not cancelled. ``dialogue`` or ``approach`` is the one asked
    about. Three queries; of what the user may not see nothing is told."""
    since, until = first - SAME_WEEKS, last + SAME_WEEKS
    found = [
        *_dialogues(user, country_id, since, until, dialogue),
        *_approaches(user, country_id, since, until, approach),
        *_events(user, country_id, since, until),
    ]
    return sorted(found, key=lambda one: (one.first, one.title))


def _dialogues(
    user: Any, country_id: str, since: datetime.date, until: datetime.date, but: Dialogue | None
) -> list[Crossing]:
    found = (
        Dialogue.objects.visible_to(user)
        .filter(country=country_id, starts__date__lte=until, ends__date__gte=since)
        .exclude(status=DialogueStatus.CANCELLED)
    )
    if but is not None and but.pk:
        found = found.exclude(pk=but.pk)
    return [
        Crossing(
            f"d{one.slug}", _("Dialogue"), one.title, one.get_absolute_url(), one.first_day, one.last_day
        )
        for one in found[:MOST]
    ]


def _approaches(
    user: Any, country_id: str, since: datetime.date, until: datetime.date, but: Approach | None
) -> list[Crossing]:
    found = Approach.objects.visible_to(user).filter(
        country=country_id, starts__lte=until, ends__gte=since, is_cancelled=False
    )
    if but is not None and but.pk:
        found = found.exclude(pk=but.pk)
    return [
        Crossing(
            f"a{one.key}",
            str(one.get_kind_display()),
            one.title,
            one.get_absolute_url(),
            one.starts,
            one.ends,
        )
        for one in found[:MOST]
    ]


def _events(user: Any, country_id: str, since: datetime.date, until: datetime.date) -> list[Crossing]:
    found = (
        Event.objects.visible_to(user)
        .filter(countries=country_id, starts__date__lte=until, ends__date__gte=since)
        .exclude(status=EventStatus.CANCELLED)
    )
    return [
        Crossing(
            f"e{one.slug}",
            _("Exchange of experience"),
            one.title,
            one.get_absolute_url(),
            one.local_starts.date(),
            one.local_ends.date(),
        )
        for one in found[:MOST]
    ]


@transaction.atomic
def add_approach(*, values: Mapping[str, Any], by: Any) -> Approach:
    """Note an approach. Raises ``ValidationError`` by field."""
    approach = Approach(owner=by)
    _write(approach, values)
    record_approach(approach, {"created": (False, True)}, by)
    return approach


@transaction.atomic
def change_approach(*, approach: Approach, values: Mapping[str, Any], version: int, by: Any) -> Approach:
    """Change an approach, its country included. Raises ``Conflict`` and ``ValidationError``."""
    stored = Approach.objects.select_for_update(of=("self",), no_key=True).get(pk=approach.pk)
    if stored.version != version:
        raise Conflict(stored)
    before = snapshot(stored)
    _write(stored, values)
    if changes := differences(before, snapshot(stored)):
        record_approach(stored, changes, by)
    return stored


def _write(approach: Approach, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name != "communities":
            setattr(approach, name, value)
    approach.full_clean(exclude=["key"])
    approach.save()
    if "communities" in values:
        approach.communities.set(values["communities"])
        approach.refresh_from_db()
