"""Who may change treaty status. Everybody may read it: it is public. Default deny.

Treaty editors are members of the group of that name, the Eurojust desk (mission.md: "Eurojust desk assessing
countries") and superusers. Officials of third countries never, whatever groups they are in: it is about their own
country.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission

from portal.people.enums import Role
from portal.visibility import viewer_for

GROUP = "Treaty editors"
PERMISSION = "treaties.change_treatystatus"


def can_edit_treaties(user: Any) -> bool:
    """Whether somebody may import treaty status, change single facts, and see imports."""
    viewer = viewer_for(user)
    if viewer.user_id is None or not viewer.is_member:
        return False
    if viewer.sees_all or getattr(user, "role", "") == Role.EUROJUST_DESK:
        return True
    return bool(user.has_perm(PERMISSION))


def ensure_treaty_editors() -> Group:
    """The group with its permission, made where it is missing. A group that is there is left as it is."""
    group = Group.objects.filter(name=GROUP).first()
    if group is None:
        group = Group.objects.create(name=GROUP)
        app, _dot, codename = PERMISSION.partition(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return group
