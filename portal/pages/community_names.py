"""Names of communities in the reader's language.

Desks and role communities are named by the portal in English when they are opened; such a name is shown in the
reader's language. A name that somebody gave or changed is shown as it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.people.enums import CommunityKind, Role
from portal.reference import cldr


def community_names(groups: Iterable[int]) -> dict[int, str]:
    """The names of these groups by their number, in one query."""
    found = Group.objects.filter(pk__in=groups).values_list(
        "pk", "name", "community__kind", "community__country_code", "community__role"
    )
    return {
        pk: _in_words(name, kind, country_code or "", role or "")
        for pk, name, kind, country_code, role in found
    }


def _in_words(name: str, kind: str | None, country_code: str, role: str) -> str:
    if kind == CommunityKind.DESK and name == f"Desk: {cldr.territory_name(country_code, 'en')}":
        return _("Desk: %(country)s") % {"country": cldr.territory_name(country_code, cldr.active_language())}
    if kind == CommunityKind.ROLE and role in Role.values:
        with override("en"):
            given = f"Role: {Role(role).label}"
        if name == given:
            return _("Role: %(role)s") % {"role": Role(role).label}
    return name
