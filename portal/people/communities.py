"""Opening communities: a group for each role, a desk for a country, networks."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import override

from portal.people.enums import GUEST_ROLES, CommunityKind, Role
from portal.people.models import Community, User


def _with_admin_access(group: Group) -> Group:
    """Let a community into the editor; what its members may do there is decided by page permissions."""
    group.permissions.add(
        Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
    )
    return group


@transaction.atomic
def ensure_role_communities() -> list[Community]:
    """One community for each role; everyone with the role is in it. Guests have no editor. Idempotent."""
    found = []
    for role in Role:
        community = (
            Community.objects.filter(kind=CommunityKind.ROLE, role=role).select_related("group").first()
        )
        if community is None:
            with override(
                "en"
            ):  # names are kept in English, whoever asks, and shown in the reader's language
                name = f"Role: {Role(role).label}"
            group, _ = Group.objects.get_or_create(name=name)
            community = Community.objects.create(group=group, kind=CommunityKind.ROLE, role=role)
        if role not in GUEST_ROLES:
            _with_admin_access(community.group)
        found.append(community)
    return found


@transaction.atomic
def open_desk(country_code: str, name: str) -> Community:
    """Open the desk of a country, or give the one there is.

    The desk's permissions on the country's dossier, and the audience keys that name it, are the business of
    ``portal.pages.desks``, which calls this.
    """
    community = Community.objects.filter(kind=CommunityKind.DESK, country_code=country_code).first()
    if community is None:
        group, _ = Group.objects.get_or_create(name=name)
        community = Community.objects.create(group=group, kind=CommunityKind.DESK, country_code=country_code)
    _with_admin_access(community.group)
    return community


@transaction.atomic
def open_network(name: str, description: str = "", kind: str = CommunityKind.NETWORK) -> Community:
    """Open a network by name, or give the one there is."""
    group, _ = Group.objects.get_or_create(name=name)
    community, _ = Community.objects.get_or_create(
        group=group, defaults={"kind": kind, "description": description}
    )
    return community


@receiver(post_save, sender=User)
def keep_role_community(sender: type[User], instance: User, raw: bool = False, **kwargs: Any) -> None:
    """Whoever has a role is in its community, and only in that one of the role communities."""
    if raw or (kwargs.get("update_fields") and "role" not in kwargs["update_fields"]):
        return
    mine = Group.objects.filter(community__kind=CommunityKind.ROLE, community__role=instance.role)
    others = instance.groups.filter(community__kind=CommunityKind.ROLE).exclude(pk__in=mine)
    instance.groups.remove(*others)
    instance.groups.add(*mine)
