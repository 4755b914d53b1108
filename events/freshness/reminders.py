"""Reminding those who write a briefing to look at it again, by the interval they chose (``Briefing.interval_days``).

Each reminder is a row, unique by briefing, receiver and day on which the look was due: running this twice, in two
processes, or again after a failure sends nothing twice and forgets nothing. Whether it is still true is asked again
when it is sent: the briefing not refreshed meanwhile, and the receiver still writing it. A mail carries no word of it.
"""

from __future__ import annotations

import datetime
import logging
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task
from wagtail.users.models import UserProfile

from events.briefings.access import may_edit
from events.briefings.models import Briefing
from events.freshness.mails import editors_of
from events.freshness.models import BriefingReminder
from liaison.directory.models import MailState

log = logging.getLogger(__name__)

FIRST_PAUSE = datetime.timedelta(minutes=15)
LONGEST_PAUSE = datetime.timedelta(days=1)
CLAIM_HOLDS = datetime.timedelta(minutes=30)
"""After which a try that never ended (a killed process) is made again."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one run did."""

    noted: int
    sent: int
    failed: int


def due_on(briefing: Briefing, day: datetime.date) -> datetime.date | None:
    """The last day up to ``day`` on which a look at the briefing was due; ``None`` where none was.

    It is due every ``interval_days`` after it was last refreshed from its sources, or made.
    """
    seen = timezone.localdate(briefing.compiled_at or briefing.created_at)
    times = (day - seen).days // briefing.interval_days
    return seen + datetime.timedelta(days=times * briefing.interval_days) if times > 0 else None


def next_look(briefing: Briefing, day: datetime.date) -> datetime.date:
    """The next day on which a look is due; the last one that was missed counts as next."""
    seen = timezone.localdate(briefing.compiled_at or briefing.created_at)
    return due_on(briefing, day) or seen + datetime.timedelta(days=briefing.interval_days)


@task()
def remind_of_briefings() -> dict[str, int]:
    """One run for today. Safe to run at any time and in parallel."""
    report = remind(timezone.localdate())
    return {"noted": report.noted, "sent": report.sent, "failed": report.failed}


def remind(day: datetime.date) -> Report:
    """Note what is due on a day, then send what waits. A mail that fails leaves its reminder waiting."""
    noted = note_due(day)
    sent = failed = 0
    waiting = BriefingReminder.objects.filter(state=MailState.WAITING, next_try_at__lte=timezone.now())
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        done = _send(pk, day)
        sent += done is True
        failed += done is False
    return Report(noted, sent, failed)


def note_due(day: datetime.date) -> int:
    """Make the rows of the reminders due on a day that were not made yet; their number."""
    made = set(BriefingReminder.objects.values_list("briefing_id", "receiver_id", "due"))
    rows = []
    for briefing in Briefing.objects.current().select_related("owner"):
        due = due_on(briefing, day)
        if due is None:
            continue
        rows += [
            BriefingReminder(briefing=briefing, receiver=user, due=due)
            for user in editors_of(briefing)
            if (briefing.pk, user.pk, due) not in made
        ]
    # Another process may be making the same rows: the constraint keeps one of each.
    BriefingReminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def _send(pk: int, day: datetime.date) -> bool | None:
    """Send one reminder. ``True`` where a mail went out, ``False`` where it failed and is tried again, ``None`` where
    another process has it or it is no longer true."""
    claim, now = uuid.uuid4(), timezone.now()
    mine = BriefingReminder.objects.filter(pk=pk, state=MailState.WAITING, next_try_at__lte=now)
    if not mine.update(claim=claim, next_try_at=now + CLAIM_HOLDS, attempts=F("attempts") + 1):
        return None
    claimed = BriefingReminder.objects.filter(pk=pk, claim=claim)
    reminder = claimed.select_related("briefing__owner", "receiver").first()
    if reminder is None:
        return None
    if not _still_true(reminder, day):
        claimed.update(state=MailState.DROPPED)
        return None
    try:
        _mail(reminder)
    except Exception as error:  # noqa: BLE001 - whatever a mail server does, the next run tries again
        pause = min(FIRST_PAUSE * 2 ** min(reminder.attempts - 1, 10), LONGEST_PAUSE)
        claimed.update(next_try_at=timezone.now() + pause, claim=None, error=type(error).__name__[:200])
        log.warning("A reminder to user %s failed: %s", reminder.receiver_id, type(error).__name__)
        return False
    claimed.update(state=MailState.SENT, sent_at=timezone.now(), error="")
    return True


def _still_true(reminder: BriefingReminder, day: datetime.date) -> bool:
    """Whether the briefing was not looked at since, and the receiver still writes it."""
    briefing, receiver = reminder.briefing, reminder.receiver
    able = receiver.is_active and bool(receiver.email) and may_edit(receiver, briefing)
    return able and not briefing.archived and due_on(briefing, day) == reminder.due


def _mail(reminder: BriefingReminder) -> None:
    """Send the mail, in the receiver's language. Raises what the mail server makes it raise."""
    with override(UserProfile.get_for_user(reminder.receiver).get_preferred_language()):
        path = reverse("freshness:freshness", args=[reminder.briefing.slug])
        context = {"address": settings.WAGTAILADMIN_BASE_URL + path, "site_name": settings.SITE_NAME}
        subject = " ".join(render_to_string("freshness/mail/reminder_subject.txt", context).split())
        text = render_to_string("freshness/mail/reminder.txt", context)
        send_mail(subject, text.strip() + "\n", None, [reminder.receiver.email])
