"""Sharing an issue for a visit or a meeting: who is told, by an e-mail that carries nothing of it.

Sharing opens nothing. Who is told, and may read it, is asked again when the mail is sent.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task
from wagtail.users.models import UserProfile

from events.issues.access import may_read
from events.issues.enums import NoticeState
from events.issues.models import Issue, Share, ShareNotice
from portal.people.naming import nameable
from portal.visibility import Audience

log = logging.getLogger(__name__)

CLAIM_HOLDS = datetime.timedelta(minutes=30)
"""After which a try that never ended (a killed process) is made again."""
FIRST_PAUSE = datetime.timedelta(minutes=10)
MOST_ATTEMPTS = 8


def communities_inside(issue: Issue, user: Any) -> QuerySet[Group]:
    """The communities an issue can be shared with: those it is for, or those the user may name where it is for all
    members. Who of a community may not read it is not told."""
    if issue.audience == Audience.COMMUNITIES:
        return issue.communities.order_by("name")
    return nameable(user)


def person_inside(issue: Issue, address: str) -> Any | None:
    """The active account with an address, where it is inside the audience; ``None`` in any other case."""
    user = get_user_model().objects.filter(email__iexact=address, is_active=True).first()
    return user if user is not None and may_read(user, issue) else None


@transaction.atomic
def share(
    *,
    issue: Issue,
    by: Any,
    values: dict[str, Any],
    communities: Iterable[Group] = (),
    people: Iterable[Any] = (),
) -> Share:
    """Share an issue, and tell who is inside its audience after the commit, but for whoever shares it.

    ``values``: occasion, title and date. The same person is told once, however often they are named.
    """
    made = Share.objects.create(issue=issue, by=by, **values)
    made.communities.set(communities)
    made.people.set(people)
    told = [user for user in people_of(made) if user.pk != by.pk and may_read(user, issue)]
    ShareNotice.objects.bulk_create([ShareNotice(share=made, receiver=user) for user in told])
    transaction.on_commit(lambda: send_share_notices.enqueue(made.pk), robust=True)
    return made


def people_of(share: Share) -> list[Any]:
    """The active accounts a sharing names, themselves or by a community."""
    named = Q(pk__in=share.people.values("pk")) | Q(groups__in=share.communities.values("pk"))
    return list(get_user_model().objects.filter(named, is_active=True).distinct().order_by("pk"))


def shared_with(user: Any) -> QuerySet[Share]:
    """What was shared with a user, themselves or by a community, of issues that they may read and that are valid."""
    named = Q(people=user.pk) | Q(communities__in=user.groups.values("pk"))
    issues = Issue.objects.visible_to(user).valid().values("pk")
    found = Share.objects.filter(pk__in=Share.objects.filter(named).values("pk"), issue__in=issues)
    return found.select_related("issue__briefing__country").defer("issue__content")


@task()
def send_share_notices(share_id: int) -> int:
    """Send the mails of a sharing that still wait; the number sent."""
    return _send(ShareNotice.objects.filter(share=share_id))


def send_waiting() -> int:
    """Send every mail that still waits; the number sent. Safe at any time and in parallel."""
    return _send(ShareNotice.objects.all())


def _send(which: QuerySet[ShareNotice]) -> int:
    sent, now = 0, timezone.now()
    waiting = which.filter(state=NoticeState.WAITING, next_try_at__lte=now)
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        mine = ShareNotice.objects.filter(pk=pk, state=NoticeState.WAITING, next_try_at__lte=now)
        if mine.update(next_try_at=now + CLAIM_HOLDS, attempts=F("attempts") + 1):
            sent += _send_one(
                ShareNotice.objects.select_related("share__issue__briefing", "receiver")
                .defer("share__issue__content")
                .get(pk=pk)
            )
    return sent


def _send_one(notice: ShareNotice) -> bool:
    issue, receiver = notice.share.issue, notice.receiver
    mine = ShareNotice.objects.filter(pk=notice.pk)
    if issue.is_withdrawn or not (receiver.is_active and receiver.email and may_read(receiver, issue)):
        mine.update(state=NoticeState.DROPPED)
        return False
    try:
        _mail(issue, receiver)
    except Exception as error:  # noqa: BLE001 - whatever a mail server does, the others are sent
        over = notice.attempts >= MOST_ATTEMPTS
        pause = FIRST_PAUSE * 2 ** max(notice.attempts - 1, 0)
        state = NoticeState.FAILED if over else NoticeState.WAITING
        mine.update(state=state, next_try_at=timezone.now() + pause)
        log.warning("A notice of a shared issue failed: %s", type(error).__name__)
        return False
    mine.update(state=NoticeState.SENT, sent_at=timezone.now())
    return True


def _mail(issue: Issue, receiver: Any) -> None:
    """One mail in the receiver's language: that there is something, and where. No country, no title, no occasion."""
    with override(UserProfile.get_for_user(receiver).get_preferred_language()):
        address = reverse("briefing_issues:go", args=[issue.pk])
        context = {"address": settings.WAGTAILADMIN_BASE_URL + address, "site_name": settings.SITE_NAME}
        subject = " ".join(render_to_string("briefing_issues/mail/shared_subject.txt", context).split())
        text = render_to_string("briefing_issues/mail/shared.txt", context)
        send_mail(subject, text.strip() + "\n", None, [receiver.email])
