"""The link in a reminder with which its receiver confirms an entry.

The link is a bearer secret for one purpose: whoever has it can say, in the receiver's name, that one entry is true;
nothing else, and without reading more than what the entry is called. It is signed, ends after ``MAX_AGE``, and is
bound to the verification it asks to renew, so that it works once.

Opening it changes nothing: filters of incoming mail open every link before a person does. The page has one button,
which does: one click after opening.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.urls import reverse

from liaison.directory.actions import lock
from liaison.directory.models import DirectoryEntry
from liaison.directory.verification import can_verify, entry_of, verify_entry
from portal.people.models import User

SALT = "liaison.directory.confirm"
MAX_AGE = datetime.timedelta(days=60)
"""Long enough for a reminder well before the day to be answered well after it."""
MAX_LENGTH = 400
"""No link of ours is longer; a longer text is not looked at."""


class LinkState(Enum):
    """What a valid link can do now."""

    OPEN = "open"
    USED = "used"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is genuine and whose receiver may still confirm the entry."""

    entry: DirectoryEntry
    user: User
    state: LinkState
    version: int


def make_token(entry: DirectoryEntry, user: Any) -> str:
    """The secret part of the link that lets ``user`` confirm ``entry`` as it stands now."""
    said = [entry.entry_type, entry.pk, entry.version, _date(entry), user.pk]
    return signing.dumps(said, salt=SALT)


def confirm_path(token: str) -> str:
    """Where the link leads."""
    return reverse("directory:confirm", args=[token])


def _date(entry: DirectoryEntry) -> str:
    return entry.verified_on.isoformat() if entry.verified_on else ""


def read_token(token: str) -> Link | None:
    """What a link is about; ``None`` for whatever is not genuine, is too old, is about what is gone, or was sent to
    somebody who may not confirm it any more. These are not told apart: not here, and not to whoever asks."""
    if len(token) > MAX_LENGTH:
        return None
    try:
        kind, pk, version, verified_on, user_id = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    entry, user = entry_of(kind, pk), User.objects.filter(pk=user_id, is_active=True).first()
    if entry is None or user is None or not can_verify(user, entry):
        return None
    return Link(entry, user, _state(entry, user, version, verified_on), version)


def _state(entry: DirectoryEntry, user: User, version: int, verified_on: str) -> LinkState:
    if _date(entry) != verified_on:
        return LinkState.USED
    # A change by the receiver is known to the receiver.
    if entry.version != version and entry.updated_by_id != user.pk:
        return LinkState.CHANGED
    return LinkState.OPEN


@transaction.atomic
def use_token(token: str) -> Link | None:
    """Confirm the entry in the receiver's name, if the link still can. Gives the link as it was found:
    ``OPEN`` means that it was used now, ``USED`` that somebody confirmed the entry before. Two clicks at once are
    one confirmation: the entry is locked before the link is read."""
    link = read_token(token)
    if link is None:
        return None
    try:
        lock(link.entry)
    except ObjectDoesNotExist:
        return None
    link = read_token(token)
    if link is not None and link.state is LinkState.OPEN:
        verify_entry(entry=link.entry, user=link.user)
    return link
