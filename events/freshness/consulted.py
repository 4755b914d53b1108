"""Who is consulted on a briefing, and what a body is shown: its parts, as they stand now.

* **Asking**, and taking a question back: who writes the briefing (``events.briefings.access``).
* **Answering**: who speaks for the body by their role, and is inside the briefing's audience. No guests, and nobody
  whose account is closed; superusers run the platform and answer for no body.
* **Reading** a question and its answer: those, and who writes the briefing. Everybody else is told what is told of a
  page that does not exist.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404

from events.briefings.access import may_edit
from events.briefings.content import BriefingContent, SectionContent, content_of
from events.dialogues.bodies import EEAS, body_of
from events.freshness.models import Confirmation
from liaison.assessments.bodies import BODY_OF_ROLE
from liaison.assessments.report_schema import content_hash
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Viewer, viewer_for

ROLES_OF: dict[str, list[str]] = {
    body: [*(role for role, of in BODY_OF_ROLE.items() if of == body), *([Role.EEAS] if body == EEAS else [])]
    for body in {*BODY_OF_ROLE.values(), EEAS}
}
"""The roles that speak for a body (``events.dialogues.bodies.body_of``)."""


def people_of(body: str) -> list[User]:
    """Everybody who speaks for a body and can be written to."""
    found = User.objects.filter(is_active=True, role__in=ROLES_OF.get(body, ())).exclude(email="")
    return [user for user in found.order_by("pk") if body_of(user) == body]


def may_answer(user: Any, asked: Confirmation) -> bool:
    """Whether a user speaks for the body that was asked, inside the briefing's audience, and so reads its parts."""
    if body_of(user) != asked.body or asked.briefing.archived:
        return False
    viewer = viewer_for(user)
    # By the audience alone: owning a briefing, or running the platform, is not being consulted on it.
    return viewer.is_member and Viewer(tokens=viewer.tokens).holds(asked.briefing.audience_key)


def visible_consultation(user: Any, slug: str, key: str) -> tuple[Confirmation, bool, bool]:
    """A consultation, whether the user may answer it, and whether they write the briefing. Raises 404."""
    found = (
        Confirmation.objects.select_related("briefing__country", "briefing__owner", "by", "asked_by")
        .filter(key=key, briefing__slug=slug)
        .first()
    )
    if found is None:
        raise Http404
    answers, edits = may_answer(user, found), may_edit(user, found.briefing)
    if not (answers or edits):
        raise Http404
    return found, answers, edits


# --- the parts ------------------------------------------------------------------------------------------


def parts_of(content: BriefingContent, kinds: list[str]) -> list[SectionContent]:
    """The sections of some kinds, in the order of the briefing."""
    return [section for section in content["sections"] if section["kind"] in kinds]


def hashes_of(parts: list[SectionContent], kinds: list[str]) -> dict[str, str]:
    """The hash of what stands in the sections of each kind; one that holds nothing has one, too.

    When somebody verified a post is no part of it: what is said stays the same.
    """
    found = {}
    for kind in kinds:
        said = [
            {
                "title": section["title"],
                "entries": [
                    {name: value for name, value in entry.items() if name not in ("verified_on", "overdue")}
                    for entry in section["entries"]
                ],
            }
            for section in parts
            if section["kind"] == kind
        ]
        found[kind] = content_hash(said)
    return found


def parts_now(asked: Confirmation) -> tuple[list[SectionContent], dict[str, str]]:
    """The parts a body is asked about as they stand now, and their hashes. A constant number of queries."""
    parts = parts_of(content_of(asked.briefing), asked.kinds)
    return parts, hashes_of(parts, asked.kinds)


def changed_since(answered: Confirmation, hashes: dict[str, str]) -> list[str]:
    """The kinds of sections that say something else than what the body answered to."""
    return [kind for kind in answered.kinds if answered.hashes.get(kind) != hashes.get(kind)]
