"""Names of communities in the reader's language.

Desks and role communities are named by the portal in English when they are opened; such a name is shown in the
reader's language. A name that somebody gave or changed is shown as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.people.enums import CommunityKind, Role
from portal.people.models import Community
from portal.reference import catalogue, cldr, revision

Given = tuple[str, str, str, str]
"""Name, kind, country code and role of a community; the last three may be empty."""


def community_names(groups: Iterable[int]) -> dict[int, str]:
    """The names of these groups by their number. One query more when a community changed, for all of them."""
    stamp = catalogue.current().stamp
    known = _kept(stamp) if stamp else _kept.__wrapped__(stamp)
    return {pk: _in_words(*known[pk]) for pk in groups if pk in known}


@lru_cache(maxsize=1)
def _kept(stamp: str) -> dict[int, Given]:
    """All communities, kept in memory for as long as the reference data and they carry this stamp."""
    found = Group.objects.values_list(
        "pk", "name", "community__kind", "community__country_code", "community__role"
    )
    return {pk: (name, kind or "", code or "", role or "") for pk, name, kind, code, role in found}


def _changed(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        revision.bump()


def connect() -> None:
    """Let a change of a community's name reach what every process keeps in memory."""
    for signal in (post_save, post_delete):
        for model in (Group, Community):
            signal.connect(_changed, sender=model, dispatch_uid=f"community-names-{model.__name__}")


def _in_words(name: str, kind: str, country_code: str, role: str) -> str:
    if kind == CommunityKind.DESK and name == f"Desk: {cldr.territory_name(country_code, 'en')}":
        return _("Desk: %(country)s") % {"country": cldr.territory_name(country_code, cldr.active_language())}
    if kind == CommunityKind.ROLE and role in Role.values:
        with override("en"):
            given = f"Role: {Role(role).label}"
        if name == given:
            return _("Role: %(role)s") % {"role": Role(role).label}
    return name
