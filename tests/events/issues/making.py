"""What the tests of issues are made of: a briefing about Morocco with a map, a table, and texts of three audiences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group

from events.briefings.actions import create_briefing
from events.briefings.models import Briefing, Entry
from events.briefings.models.section import EDITOR
from events.issues.freezing import draft_content, freeze
from events.issues.models import Issue
from events.issues.schema import said_hash
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from practices.enums import Outcome
from practices.models import PracticePage
from tests.factories import Tree, fresh, make_network, make_practice, make_user

NETWORK, MEMBERS, PUBLIC = "zqnetwork", "zqmembers", "zqpublic"
"""Words of practices for the briefing's network, for all members, for everyone."""
NARROW = "zqnarrow"
"""The word of a practice for another network: it may never be in an issue."""
OWN = "zqown"


@dataclass
class World:
    """A briefing for one network, its owner (of the Commission), and people inside and outside."""

    briefing: Briefing
    network: Group
    other: Group
    owner: User
    inside: User
    outside: User
    guest: User
    practices: dict[str, PracticePage]


def make_world(tree: Tree) -> World:
    """The briefing, compiled, with a text of the editors."""
    network, other = make_network(), make_network()
    writer = make_user("writer", groups=[network, other])
    owner = make_user("owner", role=Role.COMMISSION, groups=[network])
    practices = {
        word: make_practice(
            tree.morocco, owner=writer, title=f"Title {word}", audience=audience, communities=groups,
            outcome=outcome, text=f"<p>Body {word}, once.</p>", summary=f"Summary {word}."
        )
        for word, audience, groups, outcome in (
            (NETWORK, Audience.COMMUNITIES, [network], Outcome.WORKED),
            (MEMBERS, Audience.MEMBERS, [], Outcome.FAILED),
            (PUBLIC, Audience.PUBLIC, [], Outcome.WORKED),
            (NARROW, Audience.COMMUNITIES, [other], Outcome.WORKED),
        )
    }  # fmt: skip
    briefing = make_briefing(tree, owner, communities=[network])
    return World(
        briefing=briefing,
        network=network,
        other=other,
        owner=owner,
        inside=make_user("inside", groups=[network]),
        outside=make_user("outside"),
        guest=make_user("guest", role=Role.LIAISON_PROSECUTOR, groups=[network]),
        practices=practices,
    )


def make_briefing(tree: Tree, owner: User, **values: Any) -> Briefing:
    """A compiled briefing with one text of the editors' own."""
    defaults = {"country": tree.morocco.country, "title": "Briefing on Morocco", "purpose": "For the visit."}
    defaults |= {"language": "en", "tlp": "AMBER", "audience": Audience.COMMUNITIES}
    briefing = create_briefing(values=defaults | values, user=fresh(owner))
    section = briefing.sections.get(kind="talking_points")
    Entry.objects.create(
        section=section,
        order=10,
        source_type=EDITOR,
        source_id="aaaaaaaa",
        heading="First point",
        compiled={"text": f"Body {OWN}.\n\nSecond paragraph."},
        item_key=briefing.audience_key,
    )
    return briefing


def freeze_now(briefing: Briefing, user: User, note: str = "") -> Issue:
    """Freeze what the user would be shown now."""
    user = fresh(user)  # type: ignore[assignment]
    return freeze(briefing=briefing, by=user, seen=said_hash(draft_content(briefing, user)), note=note)
