"""Frozen issues of briefings, whom they were shared with, and who opened them."""

from __future__ import annotations

from events.issues.models.issue import Issue, IssueQuerySet, IssueRead
from events.issues.models.share import Share, ShareNotice

__all__ = ["Issue", "IssueQuerySet", "IssueRead", "Share", "ShareNotice"]
