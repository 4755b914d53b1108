"""Keeping the keys of briefings and of released figures true when a community changes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed, post_delete
from django.dispatch import receiver

from events.briefings.models import Briefing, FigureRelease
from liaison.directory.audience import naming
from portal.visibility import group_token


def follow_communities(sender: Any, instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """The keys follow the communities, in the transaction that changes them."""
    if not reverse and action in ("post_add", "post_remove", "post_clear"):
        instance.refresh_keys()


MODELS: tuple[type[Briefing] | type[FigureRelease], ...] = (Briefing, FigureRelease)


def connect() -> None:
    """Listen to the communities of briefings and releases. Called when the app is ready."""
    for model in MODELS:
        through = model.communities.through
        m2m_changed.connect(follow_communities, sender=through, dispatch_uid=f"briefings-{model.__name__}")


@receiver(post_delete, sender=Group)
def forget_a_group(sender: type[Group], instance: Group, **kwargs: Any) -> None:
    """A community that is gone belongs to no audience any more."""
    for model in MODELS:
        named = naming(model, group_token(instance.pk))
        for item in model._default_manager.filter(pk__in=named):
            item.refresh_keys()
