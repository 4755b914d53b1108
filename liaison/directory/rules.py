"""Who may change the directory. Default deny.

* superusers, who run the platform;
* the desk of the entry's principal country, and the Eurojust desk, inside the entry's audience;
* the holder, for their own post: what describes the post's daily work and its contacts, not who holds it, for
  whom it stands, or who may see it.

Officials of third countries are of no desk; one who holds a post changes that post as any holder does.
"""

from __future__ import annotations

from typing import Any

from liaison.directory.models import Contact, DirectoryEntry, Post
from portal.people.enums import CommunityKind
from portal.people.models import Community
from portal.people.queries import desk_tokens, eurojust_desk_group_id
from portal.visibility import Viewer, can_view, group_token, viewer_for

HOLDER_FIELDS = frozenset({"institution", "city", "languages", "note"})
"""What the holder of a post may change of it."""


def is_desk(user: Any, entry: DirectoryEntry) -> bool:
    """Whether a user is of the desk that looks after an entry, or of the Eurojust desk, and sees the entry."""
    viewer = viewer_for(user)
    if viewer.sees_all:
        return viewer.user_id is not None
    if not viewer.is_member or not can_view(viewer, entry):
        return False
    return bool(desk_tokens(entry.country_id) & viewer.tokens) or _is_eurojust_desk(viewer)


def is_holder(user: Any, entry: DirectoryEntry) -> bool:
    """Whether a user holds this post and the posting has not ended."""
    viewer = viewer_for(user)
    if viewer.user_id is None or not isinstance(entry, Post):
        return False
    return entry.holder_id == viewer.user_id and not entry.has_ended


def can_edit(user: Any, entry: DirectoryEntry) -> bool:
    """Whether a user may change an entry and add contacts to it."""
    return is_desk(user, entry) or is_holder(user, entry)


def can_edit_contact(user: Any, contact: Contact) -> bool:
    """Whether a user may change or remove a contact: one they see, of an entry they may change."""
    return can_view(user, contact) and can_edit(user, contact.entry)


def editable_countries(user: Any) -> frozenset[str] | None:
    """The countries for which a user may add entries; ``None`` for all of them."""
    viewer = viewer_for(user)
    if viewer.sees_all and viewer.user_id is not None:
        return None
    if not viewer.is_member:
        return frozenset()
    if _is_eurojust_desk(viewer):
        return None
    desks = Community.objects.filter(kind=CommunityKind.DESK).values_list("country_code", "group_id")
    return frozenset(code for code, group in desks if group_token(group) in viewer.tokens)


def can_add(user: Any) -> bool:
    """Whether a user may add entries at all."""
    countries = editable_countries(user)
    return countries is None or bool(countries)


def _is_eurojust_desk(viewer: Viewer) -> bool:
    group = eurojust_desk_group_id()
    return group is not None and group_token(group) in viewer.tokens
