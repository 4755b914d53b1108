"""Background work on briefings: comparing them with their sources, and the mails of consultations."""

from __future__ import annotations

import logging

from django_tasks import task

logger = logging.getLogger(__name__)


@task()
def check_briefings(ids: list[int]) -> int:
    """Compare briefings with their sources; how many of them are stale. Safe at any time and in parallel."""
    from events.freshness.checking import check

    return sum(check(pk) > 0 for pk in ids)


def enqueue_check(ids: list[int]) -> None:
    """Ask for a comparison. Never raises: the writer's change is committed, and the next regular run compares too."""
    try:
        check_briefings.enqueue(ids)
    except Exception:
        logger.exception("briefings could not be compared; they wait for briefings_check")


@task()
def tell_consulted(confirmation_id: int) -> int:
    """Write to the people of a consulted body that it is asked; the number of mails."""
    from events.freshness.mails import tell_body

    return tell_body(confirmation_id)


@task()
def tell_editors(confirmation_id: int) -> int:
    """Write to those who write a briefing that a consulted body has answered; the number of mails."""
    from events.freshness.mails import tell_answer

    return tell_answer(confirmation_id)
