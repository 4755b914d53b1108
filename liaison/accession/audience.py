"""Keeping the keys of items and events true when a community, a desk or an account changes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from liaison.accession.models import Accession, AccessionEvent
from liaison.directory.audience import follow_communities, naming
from portal.indexing import mark_changed
from portal.people.enums import CommunityKind, Role
from portal.people.models import Community, User
from portal.visibility import Audience, group_token


def connect() -> None:
    """Listen to the communities of items and events. Called when the app is ready."""
    for model in (Accession, AccessionEvent):
        m2m_changed.connect(
            follow_communities,
            sender=model.communities.through,
            dispatch_uid=f"accession-{model.__name__}",
        )


@receiver(post_delete, sender=Group)
def forget_a_group(sender: type[Group], instance: Group, **kwargs: Any) -> None:
    """A community that is gone belongs to no audience any more."""
    _refresh(_naming(group_token(instance.pk)))


@receiver(post_delete, sender=Community)
@receiver(post_save, sender=Community)
def follow_a_desk(sender: type[Community], instance: Community, raw: bool = False, **kwargs: Any) -> None:
    """A desk that was opened takes over its country's items; one that was closed leaves them to Eurojust's."""
    if raw:
        return
    concerned = _naming(group_token(instance.group_id))
    items = Accession.objects.order_by().values_list("pk", flat=True)
    if instance.kind == CommunityKind.DESK:
        concerned |= set(items.filter(country=instance.country_code))
    elif instance.kind == CommunityKind.ROLE and instance.role == Role.EUROJUST_DESK:
        desks = Community.objects.filter(kind=CommunityKind.DESK).values("country_code")
        concerned |= set(items.exclude(country__in=desks))
    _refresh(concerned)


@receiver(pre_delete, sender=User)
def forget_an_owner(sender: type[User], instance: User, **kwargs: Any) -> None:
    """An item stays when the account of whoever looked after it is deleted: the desk looks after it."""
    mark_changed(
        "accession", list(Accession.objects.filter(owner_id=instance.pk).values_list("pk", flat=True))
    )


def _naming(token: str) -> set[int]:
    """The items whose keys, or whose events' keys, name a token."""
    return naming(Accession, token) | naming(AccessionEvent, token, item="accession_id")


@transaction.atomic
def _refresh(items: set[int]) -> None:
    """Compute the keys of these items again; their events follow."""
    for item in Accession.objects.filter(pk__in=items).order_by("pk"):
        item.refresh_keys()


def narrower(first: tuple[str, set[int]], second: tuple[str, set[int]]) -> tuple[str, set[int]]:
    """An audience that is inside both, so that what an item was before is told to nobody new.

    A community may have guests, who are not of "all members": of those two only the country's desk is surely in both.
    The desk belongs to every narrow audience, so there is always somebody left.
    """
    kinds = {first[0], second[0]}
    if kinds == {Audience.COMMUNITIES}:
        return Audience.COMMUNITIES, first[1] & second[1]
    if kinds == {Audience.COMMUNITIES, Audience.MEMBERS}:
        return Audience.COMMUNITIES, set()
    if Audience.COMMUNITIES in kinds:
        return first if first[0] == Audience.COMMUNITIES else second
    return (Audience.MEMBERS if Audience.MEMBERS in kinds else Audience.PUBLIC), set()


def audience_of(item: Accession | AccessionEvent) -> tuple[str, set[int]]:
    """What an item or event says of its own audience."""
    return item.audience, set(item.communities.values_list("pk", flat=True))
