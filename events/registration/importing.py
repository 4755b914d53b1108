"""A list of people to invite up to its confirmation, and its writing: whole or not at all."""

from __future__ import annotations

import hashlib
import json
import logging
import time
import zlib
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from events.exchanges.models import Event
from events.registration.enums import ImportState
from events.registration.inviting import Invitee, accounts_with, invite, invited_already
from events.registration.list_reading import Found, Reading, read_list
from events.registration.models import InvitationImport
from portal.people.models import User

logger = logging.getLogger(__name__)

KEPT_SECONDS = 3600
TELL_SECONDS = 0.5
Row = list[Any]
"""(row, address, name, role, delegation, number of the account or ``None``), as kept and shown."""


def progress_of(import_id: int) -> tuple[int, int]:
    """How far the reading of a list is: rows done and in all; zeros where nobody said yet."""
    found: tuple[int, int] = cache.get(f"event-invitations-{import_id}", (0, 0))
    return found


def teller(import_id: int) -> Callable[[int, int], None]:
    """Says how far a list is, at most twice a second."""
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= TELL_SECONDS:
            last = time.monotonic()
            cache.set(f"event-invitations-{import_id}", (done, total), KEPT_SECONDS)

    return tell


def take_list(*, event: Event, name: str, data: bytes, by: User) -> InvitationImport:
    """Keep a file that was sent, to be read next."""
    return InvitationImport.objects.create(
        event=event,
        by=by,
        file_name=name[-255:],
        digest=hashlib.sha256(data).hexdigest(),
        content=zlib.compress(data),
    )


def newcomers(event: Event, reading: Reading) -> list[Row]:
    """The people of a list who are not invited yet, each once, with the account that confirmed their address."""
    users, emails = invited_already(event)
    accounts = accounts_with(invitee.email for _row, invitee in reading.people)
    rows = []
    for number, one in reading.people:
        user_id = accounts.get(one.email)
        if one.email in emails or (user_id is not None and user_id in users):
            continue
        if user_id is not None:
            users.add(user_id)
        rows.append([number, one.email, one.name, one.role, one.body, user_id])
    return rows


def digest_of(rows: list[Row]) -> str:
    """SHA-256 of people as they are shown."""
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def keep_reading(given: InvitationImport, reading: Reading, *, moved: bool = False) -> None:
    """Note what was found, for the page that asks for confirmation, or for the report of a refused list."""
    given.rows = given.done = reading.rows
    given.findings = [found.as_json() for found in reading.findings]
    given.moved = moved
    if reading.is_refused:
        given.state, given.people, given.shown = ImportState.REJECTED, [], ""
        given.content, given.finished = None, timezone.now()
    else:
        given.people = newcomers(given.event, reading)
        given.state, given.shown = ImportState.PREVIEWED, digest_of(given.people)
        given.new, given.already = len(given.people), len(reading.people) - len(given.people)
    given.save()


def _read(given: InvitationImport, progress: Callable[[int, int], None] | None = None) -> Reading:
    return read_list(given.file_name, zlib.decompress(bytes(given.content or b"")), progress)


@task()
def read_invitations(import_id: int) -> str:
    """Read a list that was sent, and keep its preview or the report of why it is refused."""
    given = InvitationImport.objects.filter(pk=import_id, state=ImportState.READING).first()
    if given is None:
        return "nothing to read"
    try:
        reading = _read(given, teller(import_id))
        with transaction.atomic():
            waiting = InvitationImport.objects.select_for_update(no_key=True).filter(
                pk=import_id, state=ImportState.READING
            )
            if waiting.first() is not None:
                keep_reading(given, reading)
    except Exception:
        logger.exception("list %s could not be read", import_id)
        _stop(import_id, ImportState.READING)
        raise
    return str(given.state)


@task()
def write_invitations(import_id: int, user_id: int) -> str:
    """Invite everybody of a confirmed list. Whatever goes wrong, nobody is."""
    try:
        given = write_list(import_id=import_id, by=User.objects.get(pk=user_id))
    except Exception:
        logger.exception("list %s could not be written", import_id)
        _stop(import_id, ImportState.WRITING)
        raise
    return str(given.state)


@transaction.atomic
def write_list(*, import_id: int, by: User) -> InvitationImport:
    """Invite the people of a confirmed list (state ``writing``) in one transaction.

    Who is new is asked once more under the event's lock: where that is no longer who was shown, nobody is invited and
    the list waits for confirmation again.
    """
    given = InvitationImport.objects.select_for_update(no_key=True).get(pk=import_id)
    if given.state != ImportState.WRITING:
        return given
    Event.objects.select_for_update(no_key=True).get(pk=given.event_id)
    reading = _read(given)
    rows = newcomers(given.event, reading)
    if reading.is_refused or digest_of(rows) != given.shown:
        keep_reading(given, reading, moved=True)
        return given
    people = [
        Invitee(email=email, name=name, role=role, body=body, user_id=user_id)
        for _number, email, name, role, body, user_id in rows
    ]
    made = invite(event=given.event, people=people, by=by, imported=given)
    given.state, given.finished, given.new = ImportState.APPLIED, timezone.now(), len(made)
    given.content, given.people, given.moved = None, [], False
    given.save()
    return given


def _stop(import_id: int, state: str) -> None:
    """Say that it stopped, unless somebody else brought it further meanwhile."""
    InvitationImport.objects.filter(pk=import_id, state=state).update(
        state=ImportState.FAILED,
        content=None,
        people=[],
        finished=timezone.now(),
        findings=[Found(0, "", "fault").as_json()],
    )
