"""Who opened which issue, when, in which form. Every reading is kept, the editors' too."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from events.issues.models import Issue, IssueRead


def record_read(user: Any, issue: Issue, form: str) -> IssueRead:
    """Write down that a user is about to be shown an issue. ``form``: a ``Reading``."""
    return IssueRead.objects.create(issue=issue, by=user, form=form)


def reads_of(issue: Issue) -> QuerySet[IssueRead]:
    """The readings of an issue, newest first."""
    return issue.reads.select_related("by").order_by("-at", "-pk")
