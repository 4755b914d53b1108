"""Who belongs to what."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet

from portal.people.enums import CommunityKind
from portal.people.models import Community
from portal.visibility import group_token


def desk_group_id(country_code: str) -> int | None:
    """The group of a country's desk, ``None`` where the country has none yet."""
    return (
        Community.objects.filter(kind=CommunityKind.DESK, country_code=country_code)
        .values_list("group_id", flat=True)
        .first()
    )


def desk_tokens(country_code: str) -> frozenset[str]:
    """The tokens of those who always see what concerns a country: its desk, else the Eurojust desk.

    A country without a desk of its own is looked after by the Eurojust desk, so that no post is orphaned.
    """
    group_id = desk_group_id(country_code) or eurojust_desk_group_id()
    return frozenset() if group_id is None else frozenset({group_token(group_id)})


def eurojust_desk_group_id() -> int | None:
    """The group of everyone with the role Eurojust desk."""
    return (
        Community.objects.filter(kind=CommunityKind.ROLE, role="eurojust_desk")
        .values_list("group_id", flat=True)
        .first()
    )


def communities_of(user: Any) -> QuerySet[Group]:
    """The communities a user belongs to, by name."""
    if not getattr(user, "is_authenticated", False):
        return Group.objects.none()
    return Group.objects.filter(user=user, community__isnull=False).order_by("name")
