"""Writing to dialogues: one transaction with version and history, or nothing."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from typing import Any

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from events.dialogues.carrying import carry_over
from events.dialogues.enums import DialogueStatus, ReviewState
from events.dialogues.history import differences, record, snapshot
from events.dialogues.models import CommitmentReview, Dialogue

_LETTERS = string.ascii_lowercase + string.digits

NEXT: dict[str, tuple[str, ...]] = {
    DialogueStatus.PLANNED: (DialogueStatus.CONFIRMED, DialogueStatus.HELD, DialogueStatus.CANCELLED),
    DialogueStatus.CONFIRMED: (DialogueStatus.HELD, DialogueStatus.CANCELLED),
    DialogueStatus.HELD: (),
    DialogueStatus.CANCELLED: (),
}
"""What can follow. What was held is over; what is cancelled stays so: another dialogue is planned."""


class Conflict(Exception):
    """Somebody else changed it since the form was shown. ``current`` is the item as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__("changed in the meantime")
        self.current = current


class NotNow(Exception):
    """Something that cannot be done as things stand. The message is for the reader."""


def new_slug(title: str) -> str:
    """An address made of a title, ended by random letters: one that is refused, or numbered, would tell of another."""
    base = slugify(anyascii(title))[:80].strip("-") or "dialogue"
    return f"{base}-{''.join(secrets.choice(_LETTERS) for _n in range(6))}"


def lock_dialogue(dialogue: Dialogue) -> Dialogue:
    """The dialogue as it is now, its row held until the transaction ends."""
    return (
        Dialogue.objects.select_for_update(of=("self",), no_key=True)
        .select_related("country")
        .get(pk=dialogue.pk)
    )


def next_steps(dialogue: Dialogue) -> list[str]:
    """The steps that can be taken now: a dialogue is held only once it has begun."""
    return [
        step
        for step in NEXT[dialogue.status]
        if not (step == DialogueStatus.HELD and not dialogue.has_begun)
        and not (step == DialogueStatus.CONFIRMED and dialogue.is_over)
    ]


@transaction.atomic
def create_dialogue(*, values: Mapping[str, Any], user: Any) -> Dialogue:
    """A planned dialogue, which ``user`` owns and organises; the country's open commitments are carried to it.

    Raises ``ValidationError`` by field.
    """
    dialogue = Dialogue(owner=user, slug=new_slug(values["title"]))
    _assign(dialogue, values)
    dialogue.full_clean(exclude=["slug"])
    dialogue.save()
    if "communities" in values:
        dialogue.communities.set(values["communities"])
    dialogue.organisers.add(user)
    dialogue.refresh_from_db()
    record(dialogue, {"created": (False, True)}, user)
    carry_over(dialogue.country_id)
    return dialogue


@transaction.atomic
def save_dialogue(*, dialogue: Dialogue, values: Mapping[str, Any], user: Any, version: int) -> Dialogue:
    """Change a dialogue so that it says ``values``; its country stays.

    Raises ``Conflict``, and ``ValidationError`` by field. A change that changes nothing leaves no trace.
    """
    dialogue = lock_dialogue(dialogue)
    if version != dialogue.version:
        raise Conflict(dialogue)
    before = snapshot(dialogue)
    _assign(dialogue, {name: value for name, value in values.items() if name != "country"})
    dialogue.full_clean(exclude=["slug"])
    dialogue.save()
    if "communities" in values:
        dialogue.communities.set(values["communities"])
    dialogue.refresh_from_db()
    if changes := differences(before, snapshot(dialogue)):
        record(dialogue, changes, user, own=True)
        if {"starts", "ends"} & changes.keys():
            carry_over(dialogue.country_id)
    return dialogue


def _assign(dialogue: Dialogue, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name != "communities":
            setattr(dialogue, name, value)


@transaction.atomic
def take_step(*, dialogue: Dialogue, status: str, user: Any, note: str = "", version: int) -> Dialogue:
    """Take a dialogue to its next status. Once it was held, or is cancelled, what waits in it goes on to the next.

    ``note`` says why it is cancelled. Raises ``Conflict`` and ``NotNow``.
    """
    dialogue = lock_dialogue(dialogue)
    if version != dialogue.version:
        raise Conflict(dialogue)
    if status not in next_steps(dialogue):
        raise NotNow(_("This step cannot be taken now."))
    before = {"status": dialogue.status, "cancelled_reason": dialogue.cancelled_reason}
    dialogue.status = status
    if status == DialogueStatus.CANCELLED:
        dialogue.cancelled_reason = note
    dialogue.save()
    after = {"status": dialogue.status, "cancelled_reason": dialogue.cancelled_reason}
    record(dialogue, differences(before, after), user, own=True)
    if status == DialogueStatus.HELD:
        CommitmentReview.objects.filter(dialogue=dialogue, state=ReviewState.PENDING).update(
            state=ReviewState.KEPT, at=timezone.now(), by=user
        )
    if status != DialogueStatus.CONFIRMED:
        carry_over(dialogue.country_id)
    return dialogue


@transaction.atomic
def name_organiser(*, dialogue: Dialogue, person: Any, user: Any) -> None:
    """Make somebody an organiser. Raises ``ValidationError`` for an official of a third country."""
    if person.is_guest:
        raise ValidationError(_("An official of a third country cannot organise a dialogue."))
    dialogue = lock_dialogue(dialogue)
    before = _organiser_ids(dialogue)
    dialogue.organisers.add(person)
    _organisers_changed(dialogue, before, user)


@transaction.atomic
def remove_organiser(*, dialogue: Dialogue, person_id: int, user: Any) -> None:
    """Take an organiser off. Raises ``ValidationError`` where nobody who can sign in would be left."""
    dialogue = lock_dialogue(dialogue)
    before = _organiser_ids(dialogue)
    if person_id not in before:
        return
    if not dialogue.organisers.filter(is_active=True).exclude(pk=person_id).exists():
        raise ValidationError(_("Somebody has to organise the dialogue: name another organiser first."))
    dialogue.organisers.remove(person_id)
    if dialogue.owner_id == person_id:  # the owner of an item sees it whatever else they are
        dialogue.owner = dialogue.organisers.filter(is_active=True).order_by("pk").first()
        dialogue.save(update_fields=["owner"])
    _organisers_changed(dialogue, before, user)


def _organiser_ids(dialogue: Dialogue) -> list[int]:
    return sorted(dialogue.organisers.values_list("pk", flat=True))


def _organisers_changed(dialogue: Dialogue, before: list[int], user: Any) -> None:
    after = _organiser_ids(dialogue)
    if after != before:
        record(dialogue, {"organisers": (before, after)}, user)


@transaction.atomic
def save_line(
    *, dialogue: Dialogue, text: str, circle: str, agreed: bool, user: Any, version: int
) -> Dialogue:
    """Write the joint line, and say whether the delegations have agreed to it. A new text is not agreed to by anybody,
    unless it is said in the same breath. Raises ``Conflict``."""
    dialogue = lock_dialogue(dialogue)
    if version != dialogue.line_version:
        raise Conflict(dialogue)
    before = _line(dialogue)
    changed = (text, circle) != (dialogue.joint_line, dialogue.line_circle)
    dialogue.joint_line, dialogue.line_circle = text, circle
    if not agreed or not text:
        dialogue.line_agreed_at = dialogue.line_agreed_by = None
    elif changed or dialogue.line_agreed_at is None:
        dialogue.line_agreed_at, dialogue.line_agreed_by = timezone.now(), user
    if before == _line(dialogue):
        return dialogue
    dialogue.line_version += 1
    dialogue.save()
    record(dialogue, {"joint_line": (before, _line(dialogue))}, user)
    return dialogue


def _line(dialogue: Dialogue) -> dict[str, Any]:
    agreed = dialogue.line_agreed_at
    return {
        "text": dialogue.joint_line,
        "circle": dialogue.line_circle,
        "agreed": agreed.isoformat() if agreed else None,
    }
