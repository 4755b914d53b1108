"""The one rule for who may see, write and lead a briefing. Default deny.

* **Seeing** that there is a briefing, and its issues, is the audience rule (``portal.visibility``); guests are never in
  the audience.
* **Making** one: the Commission, the EEAS, the Eurojust desk (¶8a: the Commission prepares the package, in
  consultation with Eurojust, Europol and the EEAS), and superusers.
* **Writing** it, which takes reading what is not yet frozen: its owner, and those named as its editors who are inside
  its audience; and superusers. No guests, and no account that is closed.
* **Leading** (settings, audience, editors, archiving): its owner, and superusers. Where the owner's account is gone or
  closed, the other editors lead, so that a briefing is never stuck.

What a source said is shown only to who may read that source now, editors included. Whoever may not see a briefing is
told what is told of one that does not exist: 404.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from events.briefings.models import Briefing
from portal.people.enums import Role
from portal.visibility import can_view, viewer_for, visible_q

CREATORS = frozenset({Role.COMMISSION, Role.EEAS, Role.EUROJUST_DESK})


def may_create(user: Any) -> bool:
    """Whether a user may make briefings."""
    if user is None or not user.is_authenticated or not user.is_active or user.is_guest:
        return False
    return bool(user.is_superuser or user.role in CREATORS)


def edited_by(user: Any) -> QuerySet[Briefing]:
    """The briefings a user may write. One condition; ``may_edit`` is its object form."""
    viewer = viewer_for(user)
    if viewer.user_id is None or not viewer.is_member:
        return Briefing.objects.none()
    if viewer.sees_all:
        return Briefing.objects.all()
    named = Briefing.editors.through.objects.filter(user=viewer.user_id).values("briefing")
    inside = Q(pk__in=named) & visible_q(viewer, owner_field=None)
    return Briefing.objects.filter(Q(owner=viewer.user_id) | inside)


def may_edit(user: Any, briefing: Briefing) -> bool:
    """Object form of ``edited_by``. One query for whoever is neither owner nor superuser."""
    viewer = viewer_for(user)
    if viewer.user_id is None or not viewer.is_member:
        return False
    if viewer.sees_all or briefing.owner_id == viewer.user_id:
        return True
    return (
        viewer.holds(briefing.audience_key)
        and briefing.editors.through.objects.filter(briefing=briefing.pk, user=viewer.user_id).exists()
    )


def may_lead(user: Any, briefing: Briefing) -> bool:
    """Whether a user may change for whom the briefing is, who edits it, and archive it."""
    viewer = viewer_for(user)
    if viewer.sees_all or (viewer.user_id is not None and briefing.owner_id == viewer.user_id):
        return viewer.is_member
    led = briefing.owner is not None and briefing.owner.is_active
    return not led and may_edit(user, briefing)


def may_see(user: Any, briefing: Briefing) -> bool:
    """Whether the briefing is there for a viewer."""
    return can_view(user, briefing)


def visible_briefing(user: Any, slug: str) -> Briefing:
    """The briefing at an address. Raises 404 where there is none for this user."""
    found = Briefing.objects.visible_to(user).filter(slug=slug).select_related("country", "owner").first()
    if found is None:
        raise Http404
    return found


def edited_briefing(user: Any, slug: str) -> Briefing:
    """The briefing at an address, for those who write it. Raises 404 for everybody else, its readers included."""
    found = edited_by(user).filter(slug=slug).select_related("country", "owner").first()
    if found is None:
        raise Http404
    return found
