"""What is to be done before the meeting: adding, ticking and removing. Every write is in the history."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.dialogues.actions import lock_dialogue
from events.dialogues.history import plain, record
from events.dialogues.models import ChecklistItem, Dialogue

MOST_ITEMS = 100


@transaction.atomic
def add_checklist_item(*, dialogue: Dialogue, text: str, due: datetime.date | None, by: Any) -> ChecklistItem:
    """Note something to be done. Raises ``ValidationError`` where the list is full."""
    dialogue = lock_dialogue(dialogue)
    if dialogue.checklist.count() >= MOST_ITEMS:
        raise ValidationError(_("A checklist has at most %(count)d items.") % {"count": MOST_ITEMS})
    item = ChecklistItem.objects.create(dialogue=dialogue, text=text, due=due)
    _log(item, None, by)
    return item


@transaction.atomic
def tick_checklist_item(*, dialogue: Dialogue, pk: int, done: bool, by: Any) -> None:
    """Say that an item is done, or is not. What is so already stays as it is."""
    dialogue = lock_dialogue(dialogue)
    item = dialogue.checklist.filter(pk=pk).first()
    if item is None or bool(item.done_at) == done:
        return
    before = _state(item)
    item.done_at, item.done_by = (timezone.now(), by) if done else (None, None)
    item.save()
    _log(item, before, by)


@transaction.atomic
def remove_checklist_item(*, dialogue: Dialogue, pk: int, by: Any) -> None:
    """Take an item off the list. Doing so twice does nothing more."""
    dialogue = lock_dialogue(dialogue)
    item = dialogue.checklist.filter(pk=pk).first()
    if item is not None:
        record(dialogue, {"checklist": (_state(item), None)}, by)
        item.delete()


def _state(item: ChecklistItem) -> dict[str, Any]:
    return {"text": item.text, "due": plain(item.due), "done": item.done_at is not None}


def _log(item: ChecklistItem, before: dict[str, Any] | None, by: Any) -> None:
    record(item.dialogue, {"checklist": (before, _state(item))}, by)
