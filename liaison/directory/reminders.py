"""Asking, before an entry is overdue, whoever can say that it is still true.

Each reminder is a row, unique by entry, due date, stage and receiver: running this twice, in two processes, or
again after a failure sends nothing twice and forgets nothing. What is due to one person goes in one mail.

Who is asked: the holder of the post; where there is none who can answer, the desk of the country; where that has
nobody, the Eurojust desk. When an entry is overdue the desk is told as well. All of them are inside the entry's
audience, asked again when the mail is sent. A mail carries no word of an entry: which country, by when, and the
link that confirms it (``liaison.directory.confirm``).
"""

from __future__ import annotations

import datetime
import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task
from wagtail.users.models import UserProfile

from liaison.directory.confirm import confirm_path, make_token
from liaison.directory.models import Authority, DirectoryEntry, MailState, Post, Reminder, Stage
from liaison.directory.verification import can_verify, due_entries, verification_of
from portal.people.models import User
from portal.people.queries import desk_group_id, eurojust_desk_group_id
from portal.reference.cldr import territory_name

log = logging.getLogger(__name__)

FIRST_PAUSE = datetime.timedelta(minutes=15)
LONGEST_PAUSE = datetime.timedelta(days=1)
CLAIM_HOLDS = datetime.timedelta(minutes=30)
"""After which a try that never ended (a killed process) is made again."""
AT_ONCE = 40
"""Entries in one mail at most; more follow in the next."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one run did."""

    noted: int
    mails: int
    failed: int


@task()
def remind_verifications() -> dict[str, int]:
    """Note the reminders that are due today and send those that wait. Safe to run at any time and in parallel."""
    report = remind(timezone.localdate())
    return {"noted": report.noted, "mails": report.mails, "failed": report.failed}


def remind(today: datetime.date) -> Report:
    """One run: note what is due, then send what waits. A mail that fails leaves its reminders waiting."""
    noted = note_due(today)
    mails = failed = 0
    waiting = Reminder.objects.filter(state=MailState.WAITING, next_try_at__lte=timezone.now())
    for receiver_id in sorted(set(waiting.values_list("receiver_id", flat=True))):
        sent = _send_to(receiver_id, today)
        mails += sent is True
        failed += sent is False
    return Report(noted, mails, failed)


# --- who is asked about what ---------------------------------------------------------------------------------


def note_due(today: datetime.date) -> int:
    """Make the rows of the reminders due by now that were not made yet; their number."""
    groups: dict[int | None, list[User]] = {}
    rows = []
    for model in (Post, Authority):
        owner = model.entry_type
        made = set(Reminder.objects.exclude(**{owner: None}).values_list(owner, "due_on", "stage"))
        for entry in due_entries(model, today):
            found = verification_of(entry, today)
            if found.due_on is None or found.stage is None or (entry.pk, found.due_on, found.stage) in made:
                continue
            for user in receivers_of(entry, found.stage, groups):
                rows.append(Reminder(due_on=found.due_on, stage=found.stage, receiver=user, **{owner: entry}))
    # Another process may be making the same rows: the constraints keep one of each.
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def receivers_of(
    entry: DirectoryEntry, stage: Stage | None, groups: dict[int | None, list[User]]
) -> list[User]:
    """Who is asked about an entry: people who may confirm it. ``groups`` keeps the desks that were read."""
    holder = entry.holder if isinstance(entry, Post) else None
    asked = _able([holder] if holder is not None else [], entry)
    if asked and stage != Stage.OVERDUE:
        return asked
    for group_id in (desk_group_id(entry.country_id), eurojust_desk_group_id()):
        if group_id not in groups:
            members = User.objects.filter(groups=group_id).order_by("pk") if group_id is not None else []
            groups[group_id] = list(members)
        desk = _able(groups[group_id], entry)
        if desk:
            return [*asked, *(user for user in desk if user not in asked)]
    return asked


def _able(users: Iterable[User], entry: DirectoryEntry) -> list[User]:
    """Those who can be written to and may confirm the entry, which asks for its audience too."""
    return [user for user in users if user.is_active and user.email and can_verify(user, entry)]


# --- sending -------------------------------------------------------------------------------------------------


def _send_to(receiver_id: int, today: datetime.date) -> bool | None:
    """Send one person what waits for them. ``True`` where a mail went out, ``False`` where it failed and will be
    tried again, ``None`` where nothing was left to send."""
    claim = uuid.uuid4()
    now = timezone.now()
    mine = Q(receiver_id=receiver_id, state=MailState.WAITING, next_try_at__lte=now)
    ids = list(Reminder.objects.filter(mine).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    Reminder.objects.filter(mine, pk__in=ids).update(
        claim=claim, next_try_at=now + CLAIM_HOLDS, attempts=F("attempts") + 1
    )
    claimed = Reminder.objects.filter(claim=claim, state=MailState.WAITING).select_related(
        "post", "authority"
    )
    reminders = list(claimed.order_by("due_on", "pk"))
    receiver = User.objects.filter(pk=receiver_id).first()
    wanted = [r for r in reminders if receiver is not None and _still_true(r, receiver, today)]
    dropped = {r.pk for r in reminders} - {r.pk for r in wanted}
    Reminder.objects.filter(pk__in=dropped).update(state=MailState.DROPPED)
    if receiver is None or not wanted:
        return None
    try:
        _mail(receiver, wanted)
    except Exception as error:  # noqa: BLE001 - whatever a mail server does, the next run tries again
        _try_later(wanted, error)
        return False
    Reminder.objects.filter(claim=claim, pk__in=[r.pk for r in wanted]).update(
        state=MailState.SENT, sent_at=timezone.now(), error=""
    )
    return True


def _entry(reminder: Reminder) -> DirectoryEntry:
    entry = reminder.post if reminder.post_id else reminder.authority
    assert entry is not None  # noqa: S101 - the constraint reminder_of_one
    return entry


def _still_true(reminder: Reminder, receiver: User, today: datetime.date) -> bool:
    """Whether the reminder still says what is so: same date, same stage, and to somebody who may answer it."""
    entry = _entry(reminder)
    found = verification_of(entry, today)
    same = found.due_on == reminder.due_on and found.stage == reminder.stage
    return same and bool(_able([receiver], entry))


def _try_later(reminders: list[Reminder], error: Exception) -> None:
    for reminder in reminders:
        pause = min(FIRST_PAUSE * 2 ** min(reminder.attempts - 1, 10), LONGEST_PAUSE)
        Reminder.objects.filter(pk=reminder.pk, state=MailState.WAITING).update(
            next_try_at=timezone.now() + pause, claim=None, error=type(error).__name__[:200]
        )
    log.warning("A reminder to user %s failed: %s", reminders[0].receiver_id, type(error).__name__)


def _mail(receiver: User, reminders: list[Reminder]) -> None:
    """Send one mail, in the receiver's language. Raises what the mail server makes it raise."""
    with override(UserProfile.get_for_user(receiver).get_preferred_language()):
        by_country: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for reminder in reminders:
            entry = _entry(reminder)
            by_country[territory_name(entry.country_id)].append(
                {
                    "type": entry.entry_type,
                    "due_on": reminder.due_on,
                    "overdue": reminder.stage == Stage.OVERDUE,
                    "address": settings.WAGTAILADMIN_BASE_URL + confirm_path(make_token(entry, receiver)),
                }
            )
        context = {
            "countries": sorted(by_country.items()),
            "count": len(reminders),
            "overdue": any(reminder.stage == Stage.OVERDUE for reminder in reminders),
            "directory": f"{settings.WAGTAILADMIN_BASE_URL}/directory/",
            "site_name": settings.SITE_NAME,
        }
        subject = " ".join(render_to_string("directory/mail/reminder_subject.txt", context).split())
        text = render_to_string("directory/mail/reminder.txt", context)
        send_mail(subject, text.strip() + "\n", None, [receiver.email])
