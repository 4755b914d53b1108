"""Frozen issues in the world of the leak matrix: two of each briefing of ``world_freshness.py``, and one withdrawn.

The words of practices stand in them, and words of their own. Who is inside is written down by hand: nobody reads an
issue for owning its briefing, so ``owner``, who is not in the network, reads those for all members only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from events.briefings.models import Briefing, Entry
from events.briefings.models.section import EDITOR
from events.issues.freezing import draft_content, freeze, withdraw
from events.issues.models import Issue, Share
from events.issues.schema import said_hash
from portal.people.models import User

if TYPE_CHECKING:
    from tests.leaks.world import World

KEYS = ("wide", "narrow")


@dataclass
class IssueWorld:
    """The issues by key and number. Number 3 of the narrow briefing is withdrawn."""

    issues: dict[tuple[str, int], Issue] = field(default_factory=dict)
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    own_words: dict[str, str] = field(default_factory=lambda: {key: f"zqissueown{key}" for key in KEYS})
    """Stands in a text of the editors that is new in the second issue."""
    note_words: dict[str, str] = field(default_factory=lambda: {key: f"zqissuenote{key}" for key in KEYS})
    share_word: str = "zqissueshare"
    """The visit that the wide briefing's second issue is shared for with ``desk``."""
    reason_word: str = "zqissuereason"
    withdrawn_word: str = "zqissuegone"
    """Stands in the withdrawn issue alone."""


def add_issues(world: World) -> None:
    """Freeze them. The superuser does: nobody of the other roles writes the narrow briefing and is inside of it."""
    from tests.leaks.world import MEMBERS

    here = world.issues = IssueWorld()
    here.readers = {"wide": MEMBERS, "narrow": frozenset({"community", "superuser"})}
    assert world.users["superuser"] is not None and world.users["desk"] is not None
    by = User.objects.get(pk=world.users["superuser"].pk)
    for key in KEYS:
        briefing = Briefing.objects.get(slug=f"ma-fresh{key}")
        here.issues[key, 1] = _freeze(briefing, by, "")
        _write(briefing, f"Point {here.own_words[key]}")
        here.issues[key, 2] = _freeze(briefing, by, f"Note {here.note_words[key]}")
    briefing = here.issues["narrow", 2].briefing
    _write(briefing, f"Point {here.withdrawn_word}")
    gone = here.issues["narrow", 3] = _freeze(briefing, by, "")
    withdraw(issue=gone, by=by, reason=f"Reason {here.reason_word}")
    Entry.objects.filter(
        section__briefing=briefing, source_type=EDITOR, compiled__text__icontains="gone"
    ).delete()
    shared = Share.objects.create(issue=here.issues["wide", 2], title=f"Visit {here.share_word}", by=by)
    shared.people.add(world.users["desk"], world.users["guest"])  # type: ignore[arg-type]


def _write(briefing: Briefing, text: str) -> None:
    Entry.objects.create(
        section=briefing.sections.get(kind="talking_points"),
        source_type=EDITOR,
        source_id=str(Entry.objects.count()),
        compiled={"text": text},
        item_key=briefing.audience_key,
    )


def _freeze(briefing: Briefing, by: User, note: str) -> Issue:
    return freeze(briefing=briefing, by=by, seen=said_hash(draft_content(briefing, by)), note=note)
