"""Keeping the keys of dialogues, commitments and approaches true when a community or an account changes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed, post_delete, pre_delete
from django.dispatch import receiver

from events.dialogues.models import Approach, Commitment, Dialogue
from liaison.directory.audience import naming
from portal.indexing import mark_changed
from portal.people.models import User
from portal.visibility import group_token

MODELS: tuple[Any, ...] = (Dialogue, Commitment, Approach)
"""Dialogues first: commitments follow them."""


def follow_communities(sender: Any, instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """The keys follow the communities, in the transaction that changes them."""
    if not reverse and action in ("post_add", "post_remove", "post_clear"):
        instance.refresh_keys()


def connect() -> None:
    """Listen to the communities of everything that has an audience here. Called when the app is ready."""
    for model in MODELS:
        through = model.communities.through
        m2m_changed.connect(follow_communities, sender=through, dispatch_uid=f"dialogues-{model.__name__}")


@receiver(post_delete, sender=Group)
def forget_a_group(sender: type[Group], instance: Group, **kwargs: Any) -> None:
    """A community that is gone belongs to no audience any more."""
    for model in MODELS:
        for item in model.objects.filter(pk__in=naming(model, group_token(instance.pk))):
            item.refresh_keys()


@receiver(pre_delete, sender=User)
def forget_an_owner(sender: type[User], instance: User, **kwargs: Any) -> None:
    """A dialogue stays when the account of whoever made it is deleted; it is found as nobody's own."""
    mark_changed("dialogue", list(Dialogue.objects.filter(owner_id=instance.pk).values_list("pk", flat=True)))
