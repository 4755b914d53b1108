"""Audience keys of what stands inside a dialogue."""

from __future__ import annotations

from events.dialogues.enums import DialogueCircle
from events.dialogues.tokens import dialogue_tokens
from portal.visibility import MEMBERS, format_key, narrow


def circle_key_of(dialogue_id: int, dialogue_key: str, circle: str) -> str:
    """The key of something in a dialogue that is meant for a circle.

    Officials of third countries hold no token of a dialogue and are not members: they are in no circle. Whoever stores
    the key interns it (``portal.visibility.intern_key``).
    """
    if circle == DialogueCircle.ALL:
        return dialogue_key
    kinds = {DialogueCircle.DELEGATION: "od", DialogueCircle.ORGANISERS: "o"}[DialogueCircle(circle)]
    return narrow(MEMBERS, format_key([dialogue_tokens(dialogue_id, kinds)]))
