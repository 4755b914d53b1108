"""The one rule for who may read and who may handle frozen issues. Default deny.

* **Reading** an issue (page, files, comparison): who is inside its audience, which is never wider than the briefing's
  is now. Nobody reads one for being the briefing's owner or editor.
* **Freezing**: who writes the briefing (``events.briefings.access``) *and* is inside its audience: nobody freezes what
  they have not read.
* **Handling** (sharing, withdrawing, seeing who opened it): who writes the briefing. Their pages show nothing of the
  content.

Whoever may not is told what is told of an issue that does not exist: 404.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404

from events.briefings.access import edited_briefing, may_edit
from events.briefings.models import Briefing
from events.issues.models import Issue
from portal.visibility import viewer_for


def visible_issue(user: Any, slug: str, number: int) -> Issue:
    """The issue at an address, withdrawn ones too. Raises 404 where there is none for this user."""
    found = (
        Issue.objects.visible_to(user)
        .filter(briefing__slug=slug, number=number)
        .select_related("briefing__country", "briefing__owner")
        .first()
    )
    if found is None:
        raise Http404
    return found


def may_read(user: Any, issue: Issue) -> bool:
    """Object form of ``IssueQuerySet.visible_to``."""
    return viewer_for(user).holds(issue.audience_key)


def handled_issue(user: Any, slug: str, number: int) -> Issue:
    """The issue at an address without its content, for those who write its briefing. Raises 404 for everybody else."""
    briefing = edited_briefing(user, slug)
    found = Issue.objects.filter(briefing=briefing, number=number).defer("content").first()
    if found is None:
        raise Http404
    found.briefing = briefing
    return found


def may_read_now(user: Any, briefing: Briefing) -> bool:
    """Whether a user may read, whole, what the briefing says now: one of its editors, inside its audience."""
    return may_edit(user, briefing) and viewer_for(user).holds(briefing.audience_key)
