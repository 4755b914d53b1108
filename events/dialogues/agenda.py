"""The agenda: adding, changing, ordering and removing items. Every write is in the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from events.dialogues.access import agenda_for
from events.dialogues.actions import Conflict, lock_dialogue
from events.dialogues.agenda_sources import offers_for
from events.dialogues.history import differences, record, snapshot
from events.dialogues.models import AgendaItem, Dialogue
from events.dialogues.papers import delete_after_commit

MOST_ITEMS = 60
"""Items of one agenda."""
TEXT_LIMIT = 5000


@transaction.atomic
def add_item(*, dialogue: Dialogue, values: Mapping[str, Any], by: Any) -> AgendaItem:
    """Put an item at the end. Raises ``ValidationError`` where the agenda is full."""
    dialogue = lock_dialogue(dialogue)
    item = AgendaItem(dialogue=dialogue, **values)
    item.order = _last(dialogue) + 1
    _room_for(dialogue, 1)
    item.full_clean()
    item.save()
    _changed(item, {}, snapshot(item), by)
    return item


@transaction.atomic
def take_offers(*, dialogue: Dialogue, codes: set[str], circle: str, by: Any) -> list[AgendaItem]:
    """Put what was offered on the agenda: what ``by`` may see now and is not there yet.

    Raises ``ValidationError`` where the agenda is full.
    """
    dialogue = lock_dialogue(dialogue)
    offers = [offer for offer in offers_for(by, dialogue) if offer.code in codes]
    _room_for(dialogue, len(offers))
    order, added = _last(dialogue), []
    for number, offer in enumerate(offers, 1):
        item = AgendaItem(
            dialogue=dialogue,
            order=order + number,
            kind=offer.kind,
            title=offer.title[:200],
            text=offer.text[:TEXT_LIMIT],
            circle=circle,
            source_type=offer.source_type,
            source_id=offer.source_id,
            source_key=offer.key,
            source_label=offer.label[:300],
            source_url=offer.url[:300],
        )
        item.full_clean()
        item.save()
        _changed(item, {}, snapshot(item), by)
        added.append(item)
    return added


def _last(dialogue: Dialogue) -> int:
    return dialogue.agenda.aggregate(last=Max("order"))["last"] or 0


def _room_for(dialogue: Dialogue, more: int) -> None:
    if dialogue.agenda.count() + more > MOST_ITEMS:
        raise ValidationError(_("An agenda has at most %(count)d items.") % {"count": MOST_ITEMS})


@transaction.atomic
def change_item(*, item: AgendaItem, values: Mapping[str, Any], version: int, by: Any) -> AgendaItem:
    """Change an item. Raises ``Conflict``, ``ValidationError``, and ``AgendaItem.DoesNotExist`` where it is gone."""
    dialogue = lock_dialogue(item.dialogue)
    stored = AgendaItem.objects.get(pk=item.pk)
    stored.dialogue = dialogue
    if stored.version != version:
        raise Conflict(stored)
    before = snapshot(stored)
    for name, value in values.items():
        setattr(stored, name, value)
    stored.full_clean()
    if before != snapshot(stored):
        stored.version += 1
        stored.save()
        _changed(stored, before, snapshot(stored), by)
    return stored


@transaction.atomic
def remove_item(*, item: AgendaItem, by: Any) -> None:
    """Take an item off, with its papers. Doing so twice does nothing more."""
    dialogue = lock_dialogue(item.dialogue)
    stored = AgendaItem.objects.filter(pk=item.pk).first()
    if stored is None:
        return
    stored.dialogue = dialogue
    for paper in stored.papers.all():
        delete_after_commit(paper.file)
    _changed(stored, snapshot(stored), {}, by)
    stored.delete()


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: Any) -> None:
    """Exchange an item with the one that ``by`` sees before or after it."""
    dialogue = lock_dialogue(item.dialogue)
    items = agenda_for(by, dialogue)
    place = next((number for number, one in enumerate(items) if one.pk == item.pk), None)
    if place is None:
        return
    other = place - 1 if up else place + 1
    if not 0 <= other < len(items):
        return
    everything = list(dialogue.agenda.all())
    ids = [one.pk for one in everything]
    here, there = ids.index(items[place].pk), ids.index(items[other].pk)
    ids.insert(there, ids.pop(here))
    for order, pk in enumerate(ids, 1):
        AgendaItem.objects.filter(pk=pk).exclude(order=order).update(order=order)


def _changed(item: AgendaItem, before: dict[str, Any], after: dict[str, Any], by: Any) -> None:
    changes = differences(before, after) if after else {name: (value, None) for name, value in before.items()}
    halves = (
        {name: pair[0] for name, pair in changes.items() if before},
        {name: pair[1] for name, pair in changes.items() if after},
    )
    if changes:
        record(item.dialogue, {"agenda": halves}, by, key=item.source_key)
