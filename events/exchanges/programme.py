"""Writing the programme of an event: its sessions and speakers as one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.exchanges.actions import lock_event
from events.exchanges.history import differences, programme_snapshot, record
from events.exchanges.models import Event, Session, Speaker

IN_CALENDARS = ("title", "starts", "ends", "room")
"""What of a session calendars must be told."""


@dataclass
class SessionValues:
    """A session as it is to be; ``pk`` of one that is there."""

    title: str
    starts: datetime.datetime
    ends: datetime.datetime
    room: str = ""
    description: str = ""
    languages: list[str] = field(default_factory=list)
    interpretation: list[str] = field(default_factory=list)
    pk: int | None = None


@dataclass
class SpeakerValues:
    """A speaker as it is to be; ``session`` is the place of theirs in the list of sessions, ``None`` for none."""

    name: str
    function: str = ""
    body: str = ""
    user: Any = None
    session: int | None = None
    pk: int | None = None


@transaction.atomic
def save_programme(
    *,
    event: Event,
    sessions: list[SessionValues],
    speakers: list[SpeakerValues],
    user: Any,
    version: int | None = None,
) -> Event:
    """Make the programme say exactly this: what is not in the lists goes.

    Raises ``Conflict``, and ``ValidationError`` where a session lies outside the event or a row is of another event.
    """
    event = lock_event(event, version)
    before = programme_snapshot(event)
    saved = _save_sessions(event, sessions)
    _save_speakers(event, speakers, saved)
    changes = differences(before, programme_snapshot(event))
    if changes:
        record(event, changes, user)
    return event


def _save_sessions(event: Event, values: list[SessionValues]) -> list[Session]:
    there = {one.pk: one for one in event.sessions.all()}
    saved = []
    for number, wanted in enumerate(values):
        if wanted.ends <= wanted.starts:
            raise ValidationError(_("A session ends after it starts."))
        if wanted.starts < event.starts or wanted.ends > event.ends:
            raise ValidationError(
                _("The session “%(title)s” would lie outside the event.") % {"title": wanted.title}
            )
        session = there.pop(wanted.pk, None) if wanted.pk else Session(event=event)
        if session is None:
            raise ValidationError(_("A session was removed in the meantime. Look at the programme again."))
        moved = any(getattr(session, name) != getattr(wanted, name) for name in IN_CALENDARS)
        for name in (*IN_CALENDARS, "description", "languages", "interpretation"):
            setattr(session, name, getattr(wanted, name))
        session.order = number
        if moved and session.pk:
            session.sequence += 1
        session.save()
        saved.append(session)
    event.sessions.filter(pk__in=there).delete()
    return saved


def _save_speakers(event: Event, values: list[SpeakerValues], sessions: list[Session]) -> None:
    there = {one.pk: one for one in event.speakers.all()}
    for number, wanted in enumerate(values):
        speaker = there.pop(wanted.pk, None) if wanted.pk else Speaker(event=event)
        if speaker is None:
            raise ValidationError(_("A speaker was removed in the meantime. Look at the programme again."))
        speaker.name, speaker.function, speaker.body = wanted.name, wanted.function, wanted.body
        speaker.user, speaker.order = wanted.user, number
        has_session = wanted.session is not None and wanted.session < len(sessions)
        speaker.session = sessions[wanted.session] if has_session else None  # type: ignore[index]
        speaker.save()
    event.speakers.filter(pk__in=there).delete()
