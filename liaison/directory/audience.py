"""Keeping the keys of the directory true when a community, a desk or an account changes."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from liaison.directory.models import Authority, Contact, Post
from portal.indexing import mark_changed
from portal.people.enums import CommunityKind, Role
from portal.people.models import Community, User
from portal.visibility import group_token

MODELS: tuple[type[Post] | type[Authority] | type[Contact], ...] = (Post, Authority, Contact)


def follow_communities(sender: Any, instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """The keys follow the communities, in the transaction that changes them."""
    if not reverse and action in ("post_add", "post_remove", "post_clear"):
        instance.refresh_keys()


def connect() -> None:
    """Listen to the communities of everything that has an audience here. Called when the app is ready."""
    for model in MODELS:
        through = model.communities.through
        m2m_changed.connect(follow_communities, sender=through, dispatch_uid=f"directory-{model.__name__}")


@receiver(post_delete, sender=Group)
def forget_a_group(sender: type[Group], instance: Group, **kwargs: Any) -> None:
    """A community that is gone belongs to no audience any more."""
    _refresh(_naming(group_token(instance.pk)))


@receiver(post_delete, sender=Community)
@receiver(post_save, sender=Community)
def follow_a_desk(sender: type[Community], instance: Community, raw: bool = False, **kwargs: Any) -> None:
    """A desk that was opened takes over its country's entries; one that was closed leaves them to Eurojust's."""
    if raw:
        return
    concerned = _naming(group_token(instance.group_id))
    if instance.kind == CommunityKind.DESK:
        concerned |= {(Post, pk) for pk in _of_country(Post, instance)}
        concerned |= {(Authority, pk) for pk in _of_country(Authority, instance)}
    elif instance.kind == CommunityKind.ROLE and instance.role == Role.EUROJUST_DESK:
        desks = Community.objects.filter(kind=CommunityKind.DESK).values("country_code")
        for model in (Post, Authority):
            without = model._default_manager.exclude(country__in=desks)
            concerned |= {(model, pk) for pk in without.values_list("pk", flat=True)}
    _refresh(concerned)


@receiver(pre_delete, sender=User)
def forget_a_holder(sender: type[User], instance: User, **kwargs: Any) -> None:
    """A post stays when its holder's account is deleted; it is found as nobody's own."""
    mark_changed("post", list(Post.objects.filter(holder_id=instance.pk).values_list("pk", flat=True)))


Concerned = set[tuple[Any, int]]


def _of_country(model: Any, desk: Community) -> list[int]:
    return list(model.objects.filter(country=desk.country_code).values_list("pk", flat=True))


def _naming(token: str) -> Concerned:
    """The entries and contacts whose keys name a token."""
    return {(model, pk) for model in MODELS for pk in naming(model, token)}


def naming(model: Any, token: str, *, item: str = "pk") -> set[int]:
    """The numbers in column ``item`` of the records under an audience whose keys name a token."""
    named = Q(own_key__contains=token) | Q(audience_key__contains=token)
    rows = model._default_manager.filter(named).values_list(item, "own_key", "audience_key")
    return {pk for pk, *keys in rows if token in re.split(r"[|&]", "&".join(keys))}


@transaction.atomic
def _refresh(concerned: Concerned) -> None:
    """Entries first: their contacts follow them."""
    for model in MODELS:
        ids = [pk for kind, pk in concerned if kind is model]
        for item in model._default_manager.filter(pk__in=ids):
            item.refresh_keys()
