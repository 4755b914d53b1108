"""Who may add items, change them, and write down where accession was raised. Default deny.

* **Change** (status, next step, audience): superusers; inside the item's audience the desk of its country and the
  Eurojust desk; whoever looks after the item.
* **Choose who sees it and who looks after it** once it is there: of these the desks and superusers only.
* **Write down where it was raised**: whoever may change the item; besides, inside its audience, the roles that speak
  with third countries (``SPEAKERS``).
* **Add**: desks and ``SPEAKERS``.
* **Follow**: everyone with an account who sees the item.

Officials of third countries (guests) never add, change or write.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liaison.accession.models import Accession
from liaison.directory.rules import editable_countries
from portal.people.enums import Role
from portal.visibility import Viewer, can_view, viewer_for

SPEAKERS = frozenset(
    {
        Role.LIAISON_MAGISTRATE,
        Role.LIAISON_OFFICER,
        Role.EUROJUST_LIAISON_MAGISTRATE,
        Role.DIPLOMAT,
        Role.COMMISSION,
        Role.EEAS,
        Role.COUNCIL_SECRETARIAT,
        Role.ORGANISER,
    }
)
"""Roles that meet authorities of third countries: posts there, dialogues, visits (11333/24, ¶5 and ¶8b)."""


@dataclass(frozen=True)
class Editor:
    """What one person may do, asked once for a whole list. ``countries`` is ``None`` for all of them."""

    viewer: Viewer
    countries: frozenset[str] | None
    speaks: bool

    def _is_desk_of(self, country: str) -> bool:
        return self.countries is None or country in self.countries

    @property
    def may_add(self) -> bool:
        """Whether they may add an item."""
        return self.speaks or self.countries is None or bool(self.countries)

    def may_change(self, item: Accession) -> bool:
        """Whether they may change an item. Asks nothing of the database."""
        if self.viewer.user_id is None or not self.viewer.is_member or not can_view(self.viewer, item):
            return False
        return self._is_desk_of(item.country_id) or item.owner_id == self.viewer.user_id

    def may_place(self, item: Accession) -> bool:
        """Whether they may choose its audience and who looks after it. Whoever adds an item chooses both."""
        return item.pk is None or (self.may_change(item) and self._is_desk_of(item.country_id))

    def may_note(self, item: Accession) -> bool:
        """Whether they may write down where accession was raised."""
        return self.may_change(item) or (self.speaks and can_view(self.viewer, item))


def editor_of(user: Any) -> Editor:
    """What a user may do in the tracker. Three queries at most, however long the list."""
    viewer = viewer_for(user)
    if viewer.user_id is None or not viewer.is_member:
        return Editor(viewer, frozenset(), speaks=False)
    return Editor(viewer, editable_countries(viewer), speaks=getattr(user, "role", "") in SPEAKERS)
