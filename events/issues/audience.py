"""Keeping the keys of issues true: they follow their briefing and the communities they name.

Briefings listen to the same signals; they are connected first (``INSTALLED_APPS``), so their keys are fresh here.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save

from events.briefings.models import Briefing
from events.issues.models import Issue
from liaison.directory.audience import naming
from portal.indexing import mark_changed
from portal.visibility import group_token

CHANGED = ("post_add", "post_remove", "post_clear")


def follow_briefing(sender: Any, instance: Briefing, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A briefing was saved: its issues are as narrow as it is."""
    if not raw and not created:
        _refresh(Issue.objects.filter(briefing=instance))


def follow_its_communities(sender: Any, instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """The communities of a briefing changed."""
    if not reverse and action in CHANGED:
        _refresh(Issue.objects.filter(briefing=instance))


def follow_own_communities(sender: Any, instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """The communities of an issue are set when it is frozen."""
    if not reverse and action in CHANGED:
        instance.refresh_keys()


def forget_a_group(sender: type[Group], instance: Group, **kwargs: Any) -> None:
    """A community that is gone belongs to no audience any more."""
    _refresh(Issue.objects.filter(pk__in=naming(Issue, group_token(instance.pk))))


def _refresh(issues: QuerySet[Issue]) -> None:
    """Fresh keys; what became another is found anew."""
    moved = []
    for issue in issues.defer("content"):
        before = issue.audience_key
        issue.refresh_keys()
        if issue.audience_key != before:
            moved.append(issue.pk)
    mark_changed("briefing", moved)


def connect() -> None:
    """Listen. Called when the app is ready."""
    uid = "briefing-issues"
    post_save.connect(follow_briefing, sender=Briefing, dispatch_uid=uid)
    m2m_changed.connect(
        follow_its_communities, sender=Briefing.communities.through, dispatch_uid=f"{uid}-parent"
    )
    m2m_changed.connect(follow_own_communities, sender=Issue.communities.through, dispatch_uid=f"{uid}-own")
    post_delete.connect(forget_a_group, sender=Group, dispatch_uid=uid)
