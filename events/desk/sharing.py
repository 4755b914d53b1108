"""Telling people what was shared with them: a message without words of its own, in the log of the desk.

What it says follows the reader's language. A mail goes out only while it is true: who lost the circle in the meantime,
or where papers were removed and minutes taken back, is told nothing.
"""

from __future__ import annotations

import uuid

from django.db import transaction

from events.desk.enums import Group, MessageKind
from events.desk.messages import receivers_of, tell_receivers
from events.desk.models import Message, Receipt
from events.exchanges.enums import Circle
from events.exchanges.sharing import Shared, register_teller

GROUPS: dict[str, list[str]] = {
    Circle.PARTICIPANTS: [Group.CONFIRMED, Group.SPEAKERS, Group.ORGANISERS],
    Circle.SPEAKERS: [Group.SPEAKERS, Group.ORGANISERS],
    Circle.ORGANISERS: [Group.ORGANISERS],
}
SHARED = uuid.UUID("6e0a0b52-8c2c-4f3b-9a5e-0d6f2f7c1b90")
"""The namespace of what was shared."""


@register_teller
@transaction.atomic
def tell_of(shared: Shared) -> int:
    """Keep a message to the people of the circle and send the mails after the commit; how many are told."""
    event, by = shared.event, shared.by
    groups = GROUPS[shared.circle]
    users = [user for user in receivers_of(event, groups) if user.pk != by.pk]
    if not users:
        return 0
    message, is_new = Message.objects.get_or_create(
        key=uuid.uuid5(SHARED, f"{event.pk} {shared.kind} {shared.what}"),
        defaults={
            "event": event,
            "by": by,
            "kind": MessageKind(shared.kind.value),
            "circle": shared.circle,
            "groups": groups,
        },
    )
    if not is_new:
        return 0
    Receipt.objects.bulk_create([Receipt(message=message, user=user) for user in users], batch_size=500)
    transaction.on_commit(lambda: tell_receivers.enqueue(message.pk), robust=True)
    return len(users)
