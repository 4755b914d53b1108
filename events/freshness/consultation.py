"""Asking Eurojust, Europol and the EEAS about their parts of a briefing (11333/24, ¶8a), and what they answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from events.briefings.access import may_edit
from events.briefings.models import Briefing
from events.freshness.consulted import may_answer, parts_now
from events.freshness.enums import ConsultationState
from events.freshness.models import Confirmation
from events.freshness.tasks import tell_consulted, tell_editors
from liaison.assessments.report_schema import content_hash


class AlreadyAsked(Exception):
    """The body is asked already, and has not answered."""


class NotOpen(Exception):
    """The question was answered or taken back meanwhile."""


class PartsChanged(Exception):
    """What the body was shown says something else by now: it has to be read again."""


@transaction.atomic
def ask(*, briefing: Briefing, body: str, kinds: Iterable[str], question: str, by: Any) -> Confirmation:
    """Ask a body about sections of a briefing, and write to its people. Raises ``PermissionDenied``,
    ``AlreadyAsked``."""
    stored = Briefing.objects.select_for_update(of=("self",)).get(pk=briefing.pk)
    if not may_edit(by, stored) or stored.archived:
        raise PermissionDenied
    if stored.confirmations.filter(body=body, state=ConsultationState.ASKED).exists():
        raise AlreadyAsked
    asked = Confirmation.objects.create(
        briefing=stored, body=body, kinds=sorted(kinds), question=question, asked_by=by
    )
    transaction.on_commit(lambda: tell_consulted.enqueue(asked.pk), robust=True)
    return asked


@transaction.atomic
def answer(*, asked: Confirmation, confirms: bool, note: str, shown: str, by: Any) -> Confirmation:
    """Confirm the parts, or object. ``shown``: the hash of what the person was shown (``content_hash`` of its hashes).

    Raises ``PermissionDenied``, ``NotOpen``, ``PartsChanged``.
    """
    Briefing.objects.select_for_update(of=("self",)).get(pk=asked.briefing_id)
    stored = Confirmation.objects.select_for_update(of=("self",)).select_related("briefing").get(pk=asked.pk)
    if not may_answer(by, stored):
        raise PermissionDenied
    if not stored.is_open:
        raise NotOpen
    _parts, hashes = parts_now(stored)
    if shown != content_hash(hashes):
        raise PartsChanged
    stored.state = ConsultationState.CONFIRMED if confirms else ConsultationState.OBJECTED
    stored.at, stored.by, stored.note = timezone.now(), by, note
    stored.hashes, stored.content_hash = hashes, content_hash(hashes)
    stored.save(update_fields=["state", "at", "by", "note", "hashes", "content_hash"])
    transaction.on_commit(lambda: tell_editors.enqueue(stored.pk), robust=True)
    return stored


@transaction.atomic
def withdraw(*, asked: Confirmation, by: Any) -> Confirmation:
    """Take a question back before it is answered. Raises ``PermissionDenied``, ``NotOpen``."""
    stored = Confirmation.objects.select_for_update(of=("self",)).select_related("briefing").get(pk=asked.pk)
    if not may_edit(by, stored.briefing):
        raise PermissionDenied
    if not stored.is_open:
        raise NotOpen
    stored.state, stored.at, stored.by = ConsultationState.WITHDRAWN, timezone.now(), by
    stored.save(update_fields=["state", "at", "by"])
    return stored
