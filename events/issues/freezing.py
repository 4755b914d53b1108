"""Freezing: from then on an issue says the same, whatever becomes of its sources, and its hash proves it.

What is frozen is what was shown to whoever freezes it: the page says which text it showed (``said_hash``), and where
that has changed since, nothing is frozen.
"""

from __future__ import annotations

import datetime
import json
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.briefings.content import content_of
from events.briefings.history import lock_briefing
from events.briefings.models import Briefing
from events.issues.access import may_read_now
from events.issues.locator import locate
from events.issues.models import Issue
from events.issues.schema import IssueContent, said_hash
from liaison.assessments.report_schema import canonical, content_hash
from portal.indexing import mark_changed
from portal.people.enums import Role
from portal.reference.cldr import KOSOVO
from portal.reference.models import Country
from portal.visibility import NOBODY

ISSUERS: dict[str, str] = {
    Role.COMMISSION: "European Commission",
    Role.EEAS: "European External Action Service",
    Role.EUROJUST_DESK: "Eurojust",
}
"""The office that stands as author of the files, by the role of whoever freezes. Never a person."""


class FreezeRefused(Exception):
    """The briefing cannot be frozen now. Carries the reason, in the reader's language."""


class BriefingChanged(FreezeRefused):
    """The briefing says something else than what was read."""


class IssueTampered(Exception):
    """What is stored of an issue is not what was frozen."""


def draft_content(briefing: Briefing, user: Any) -> IssueContent:
    """What would be frozen now: as ``IssueContent``, with no date of freezing. A constant number of queries.

    The caller has asked ``may_read_now``.
    """
    said = content_of(briefing)
    codes = {entry["map"] for section in said["sections"] for entry in section["entries"] if entry["map"]}
    maps = {code: place for code in sorted(codes) if (place := locate(code)) is not None}
    drawn = {code for place in maps.values() for code in (*place["areas"], *place["points"])}
    union = Country.objects.filter(pk__in=drawn, is_eu=True).order_by("pk").values_list("pk", flat=True)
    return {
        **said,
        "issue": {
            "briefing": briefing.slug,
            "number": next_number(briefing),
            "at": None,
            "note": "",
            "issuer": ISSUERS.get(getattr(user, "role", ""), settings.SITE_NAME),
            "site": settings.WAGTAILADMIN_BASE_URL,
        },
        "maps": maps,
        "union": list(union),
        "footnote": _footnote(said["language"], KOSOVO in {*drawn, said["country"]}),
    }


def _footnote(language: str, shown: bool) -> str:
    """The footnote of Kosovo*, where it is the subject or on a map."""
    found = Country.objects.filter(pk=KOSOVO).first() if shown else None
    if found is None:
        return ""
    with override(language):
        return found.footnote_in()


def next_number(briefing: Briefing) -> int:
    """The number of the next issue: withdrawn ones keep theirs."""
    return (briefing.issues.aggregate(most=Max("number"))["most"] or 0) + 1


def newest_valid(briefing: Briefing) -> Issue | None:
    """The newest issue that is not withdrawn."""
    return briefing.issues.valid().order_by("-number").first()


def why_not(briefing: Briefing, content: IssueContent) -> str:
    """Why this content is not frozen; "" where it can be."""
    if briefing.archived:
        return _("This briefing is archived. Reopen it before you freeze an issue.")
    if briefing.audience_key == NOBODY:
        return _("Nobody could read an issue: the briefing names no community. Choose its audience first.")
    if not content["sections"]:
        return _("There is nothing in this briefing yet. Fill a section before you freeze an issue.")
    newest = newest_valid(briefing)
    if newest is not None and said_hash(newest.content) == said_hash(content):
        return _("Issue %(number)s already says this: there is nothing new to freeze.") % {
            "number": newest.number
        }
    return ""


@transaction.atomic
def freeze(*, briefing: Briefing, by: Any, seen: str, note: str = "") -> Issue:
    """Freeze what the briefing says now as its next issue. ``seen``: ``said_hash`` of what was read.

    The briefing is locked, and its sources are asked again. Raises ``PermissionDenied``, ``FreezeRefused`` where there
    is nothing to freeze, ``BriefingChanged`` where it says something else than what was read.
    """
    stored = lock_briefing(briefing)
    if not may_read_now(by, stored):
        raise PermissionDenied
    content = draft_content(stored, by)
    if reason := why_not(stored, content):
        raise FreezeRefused(reason)
    if said_hash(content) != seen:
        raise BriefingChanged(
            _("The briefing has changed since you opened this page. Read it again before you freeze it.")
        )
    now = timezone.now()
    content["issue"] |= {"at": now.isoformat(timespec="seconds"), "note": note}
    kept = json.loads(canonical(content))
    issue = Issue.objects.create(
        briefing=stored,
        number=content["issue"]["number"],
        as_of=datetime.date.fromisoformat(content["as_of"]),
        frozen_at=now,
        frozen_by=by,
        title=content["title"],
        tlp=content["tlp"],
        note=note,
        content=kept,
        content_hash=content_hash(kept),
        audience=stored.audience,
    )
    issue.communities.set(stored.communities.all())
    mark_changed("briefing", stored.issues.values_list("pk", flat=True))
    return issue


def verified_content(issue: Issue) -> IssueContent:
    """The content of an issue: every rendering starts here. Raises ``IssueTampered`` where it is not as frozen."""
    if content_hash(issue.content) != issue.content_hash:
        raise IssueTampered(f"issue {issue.pk} is not what was frozen")
    return cast("IssueContent", issue.content)


@transaction.atomic
def withdraw(*, issue: Issue, by: Any, reason: str) -> bool:
    """Take an issue back, with a reason; whether it was this call that did. It stays in the list, and says so."""
    stored = Issue.objects.select_for_update().defer("content").get(pk=issue.pk)
    if stored.is_withdrawn:
        return False
    Issue.objects.filter(pk=stored.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_reason=reason
    )
    mark_changed("briefing", Issue.objects.filter(briefing=stored.briefing_id).values_list("pk", flat=True))
    return True
