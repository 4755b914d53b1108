"""Who belongs to a dialogue, as tokens of the one rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet, Value

from events.dialogues.enums import Side
from events.dialogues.models import Dialogue, Representative
from events.dialogues.tokens import DELEGATION, ORGANISER, dialogue_token
from portal.prepared import Prepared
from portal.visibility import register_token_provider, viewer_for


@register_token_provider
def tokens_of_dialogues(user: Any) -> Iterable[str]:
    """The tokens a signed-in user holds by organising dialogues and sitting in delegations of the Union. One query.

    An official of a third country holds none, whatever is written down.
    """
    if getattr(user, "is_guest", False):
        return set()
    return {dialogue_token(pk, kind) for pk, kind in _dialogues.rows(user.pk)}


def _dialogues_of(user_id: int) -> QuerySet[Any]:
    organised = (
        Dialogue.organisers.through._default_manager.filter(user_id=user_id)
        .order_by()
        .values_list("dialogue_id", Value(ORGANISER))
    )
    seats = (
        Representative.objects.filter(user=user_id, delegation__side=Side.EU)
        .order_by()
        .values_list("delegation__dialogue_id", Value(DELEGATION))
    )
    return organised.union(seats)


_dialogues = Prepared(_dialogues_of)
"""Every page of everybody signed in asks it."""

_TOKEN = re.compile(r"^dl(\d+)([od])$")


def involved_in(user: Any, kinds: str = "od") -> set[int]:
    """The dialogues of which a viewer is one of the people, by number. Asks nothing beyond the viewer's tokens."""
    found = (_TOKEN.match(token) for token in viewer_for(user).tokens)
    return {int(match[1]) for match in found if match and match[2] in kinds}
