"""Which communities somebody may name in an audience, and how many."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.people.enums import CommunityKind
from portal.visibility import viewer_for

MAX_NAMED = 30
"""So many fit into the column of the audience key, under a dossier that names as many, with six figures each."""
KNOWN_TO_ALL = (CommunityKind.ROLE, CommunityKind.DESK)
"""Kinds of community of which every member knows that they exist."""


def nameable(user: Any, named: Iterable[Group] = ()) -> QuerySet[Group]:
    """The communities offered to a user who chooses an audience, by name.

    Their own, those of every role and desk, and those ``named`` already in what the user may read. That there are
    others, and what they are called, is known to their members only; superusers choose among all groups.
    """
    viewer = viewer_for(user)
    if viewer.sees_all:
        return Group.objects.order_by("name")
    known = Q(community__kind__in=KNOWN_TO_ALL) | Q(pk__in=[group.pk for group in named])
    if viewer.user_id is not None:
        known |= Q(community__isnull=False, user=viewer.user_id)
    return Group.objects.filter(pk__in=Group.objects.filter(known).values("pk")).order_by("name")


def check_number(groups: Collection[Any]) -> None:
    """Raise ``ValidationError`` at the field ``communities`` where more are named than a key can hold."""
    if len(groups) > MAX_NAMED:
        message = _("At most %(count)d communities can be named. Take some out, or choose a wider audience.")
        raise ValidationError({"communities": message % {"count": MAX_NAMED}})
