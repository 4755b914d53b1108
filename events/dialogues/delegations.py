"""Who sits at the table: adding, changing and removing members of delegations. Every write is in the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.dialogues.actions import Conflict, lock_dialogue
from events.dialogues.bodies import EU_BODIES, body_choices
from events.dialogues.enums import Side
from events.dialogues.history import record
from events.dialogues.models import Delegation, Dialogue, Representative

MOST_PEOPLE = 200
"""Members of all delegations of one dialogue."""


@dataclass(frozen=True, slots=True)
class RepresentativeValues:
    """What is said of a member of a delegation. Without a name, the delegation alone is noted."""

    body: str
    name: str = ""
    function: str = ""
    level: str = "other"
    is_head: bool = False
    user: Any = None


def delegations_of(dialogue: Dialogue) -> list[Delegation]:
    """The delegations of a dialogue with their members: the Union's side first, in the order of its bodies. Two
    queries."""
    order = {code: number for number, (code, _name) in enumerate(body_choices())}
    found = dialogue.delegations.prefetch_related("representatives__user")
    return sorted(found, key=lambda one: (one.side != Side.EU, order.get(one.body, len(order)), one.pk))


def side_of(body: str) -> str:
    """On which side a body sits."""
    return Side.EU if body in EU_BODIES else Side.THIRD_COUNTRY


@transaction.atomic
def add_representative(*, dialogue: Dialogue, values: RepresentativeValues, by: Any) -> Delegation:
    """Put somebody into the delegation of a body, which is made where there is none.

    Raises ``ValidationError``.
    """
    dialogue = lock_dialogue(dialogue)
    if values.body not in EU_BODIES and values.body != dialogue.country_id:
        raise ValidationError({"body": _("This body is not at the table.")})
    before = _snapshot(dialogue)
    if Representative.objects.filter(delegation__dialogue=dialogue).count() >= MOST_PEOPLE:
        raise ValidationError(_("A dialogue has at most %(count)d people.") % {"count": MOST_PEOPLE})
    delegation, _is_new = Delegation.objects.get_or_create(
        dialogue=dialogue, body=values.body, defaults={"side": side_of(values.body)}
    )
    if values.name:
        _write(Representative(delegation=delegation), values)
    _changed(dialogue, delegation, before, by)
    return delegation


@transaction.atomic
def change_representative(
    *, representative: Representative, values: RepresentativeValues, version: int, by: Any
) -> None:
    """Change what is said of a member; their delegation stays. Raises ``Conflict`` and ``ValidationError``."""
    dialogue = lock_dialogue(representative.delegation.dialogue)
    stored = Representative.objects.select_related("delegation", "user").get(pk=representative.pk)
    if stored.delegation.version != version:
        raise Conflict(stored)
    before = _snapshot(dialogue)
    _write(stored, values)
    _changed(dialogue, stored.delegation, before, by)


def _write(one: Representative, values: RepresentativeValues) -> None:
    one.name, one.function, one.level = values.name, values.function, values.level
    one.user, one.is_head = values.user, values.is_head
    one.full_clean(validate_unique=False, validate_constraints=False)
    if one.is_head:
        one.delegation.representatives.exclude(pk=one.pk).update(is_head=False)
    one.save()


@transaction.atomic
def remove_representative(*, representative: Representative, by: Any) -> None:
    """Take somebody off. Doing so twice does nothing more."""
    dialogue = lock_dialogue(representative.delegation.dialogue)
    before = _snapshot(dialogue)
    Representative.objects.filter(pk=representative.pk).delete()
    _changed(dialogue, representative.delegation, before, by)


@transaction.atomic
def remove_delegation(*, delegation: Delegation, by: Any) -> None:
    """Take a delegation off with everybody in it."""
    dialogue = lock_dialogue(delegation.dialogue)
    before = _snapshot(dialogue)
    Delegation.objects.filter(pk=delegation.pk).delete()
    _changed(dialogue, None, before, by)


def _snapshot(dialogue: Dialogue) -> list[dict[str, Any]]:
    return [
        {
            "body": delegation.body,
            "people": [
                {
                    "name": one.name,
                    "function": one.function,
                    "level": one.level,
                    "head": one.is_head,
                    "user": one.user_id,
                }
                for one in delegation.representatives.all()
            ],
        }
        for delegation in delegations_of(dialogue)
    ]


def _changed(
    dialogue: Dialogue, delegation: Delegation | None, before: list[dict[str, Any]], by: Any
) -> None:
    after = _snapshot(dialogue)
    if after == before:
        return
    if delegation is not None:
        Delegation.objects.filter(pk=delegation.pk).update(version=delegation.version + 1)
    record(dialogue, {"delegations": (before, after)}, by)
