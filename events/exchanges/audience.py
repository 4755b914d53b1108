"""Keeping the keys of events true when a community changes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed, post_delete, pre_delete
from django.dispatch import receiver

from events.exchanges.models import Event
from liaison.directory.audience import naming
from portal.indexing import mark_changed
from portal.people.models import User
from portal.visibility import group_token


def follow_communities(sender: Any, instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """The keys follow the communities, in the transaction that changes them."""
    if not reverse and action in ("post_add", "post_remove", "post_clear"):
        instance.refresh_keys()


def connect() -> None:
    """Listen to the communities of events. Called when the app is ready."""
    m2m_changed.connect(follow_communities, sender=Event.communities.through, dispatch_uid="exchanges-Event")


@receiver(post_delete, sender=Group)
def forget_a_group(sender: type[Group], instance: Group, **kwargs: Any) -> None:
    """A community that is gone belongs to no audience any more."""
    for event in Event.objects.filter(pk__in=naming(Event, group_token(instance.pk))):
        event.refresh_keys()


@receiver(pre_delete, sender=User)
def forget_an_owner(sender: type[User], instance: User, **kwargs: Any) -> None:
    """An event stays when the account of whoever made it is deleted; it is found as nobody's own."""
    mark_changed("event", list(Event.objects.filter(owner_id=instance.pk).values_list("pk", flat=True)))
