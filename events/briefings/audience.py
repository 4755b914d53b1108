"""Keeping the keys of briefings true when a community changes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed, post_delete
from django.dispatch import receiver

from events.briefings.models import Briefing
from liaison.directory.audience import naming
from portal.visibility import group_token


def follow_communities(sender: Any, instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """The keys follow the communities, in the transaction that changes them."""
    if not reverse and action in ("post_add", "post_remove", "post_clear"):
        instance.refresh_keys()


def connect() -> None:
    """Listen to the communities of briefings. Called when the app is ready."""
    m2m_changed.connect(
        follow_communities, sender=Briefing.communities.through, dispatch_uid="briefings-Briefing"
    )


@receiver(post_delete, sender=Group)
def forget_a_group(sender: type[Group], instance: Group, **kwargs: Any) -> None:
    """A community that is gone belongs to no audience any more."""
    for briefing in Briefing.objects.filter(pk__in=naming(Briefing, group_token(instance.pk))):
        briefing.refresh_keys()
