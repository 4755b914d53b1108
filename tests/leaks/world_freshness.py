"""Stale briefings in the world of the leak matrix: one for all members, one for the network; and their consultations.

``owner`` writes both. What they are compiled from are the practices of the world, whose words stand in their causes and
in the parts that consulted bodies read. Who is inside is written down by hand, as in ``world.py``. The titles, which
stand in lists of other parts, carry no word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from events.briefings.actions import create_briefing
from events.briefings.models import Briefing, Entry
from events.freshness.checking import check
from events.freshness.consultation import ask
from events.freshness.models import Confirmation
from portal.people.models import User
from portal.visibility import Audience
from practices.enums import Tlp

if TYPE_CHECKING:
    from tests.leaks.world import World

INSIDE = {"wide": ("public", "members"), "narrow": ("public", "members", "community")}
"""The practices of Morocco that everybody a briefing is for may read."""


@dataclass
class FreshnessWorld:
    """The briefings by key, the consultation on each, and who reads the page of causes of each."""

    briefings: dict[str, Briefing] = field(default_factory=dict)
    consultations: dict[str, Confirmation] = field(default_factory=dict)
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    question_word: str = "zqfreshquestion"


def add_freshness(world: World, network: Any) -> None:
    """Make the briefings, each compiled before its sources changed."""
    from tests.leaks.world import MEMBERS

    here = world.freshness = FreshnessWorld()
    assert world.users["owner"] is not None
    owner = User.objects.get(pk=world.users["owner"].pk)
    country = world.tree.morocco.country
    for key, audience, communities, tlp in (
        ("wide", Audience.MEMBERS, [], Tlp.GREEN),
        ("narrow", Audience.COMMUNITIES, [network], Tlp.AMBER),
    ):
        values = {
            "title": f"Package {key}",
            "country": country,
            "audience": audience,
            "communities": communities,
            "tlp": tlp,
        }
        briefing = create_briefing(values=values, user=owner)
        # An address stands in every answer to whoever asks for it: it carries none of the words.
        Briefing.objects.filter(pk=briefing.pk).update(slug=f"ma-fresh{key}")
        briefing = Briefing.objects.get(pk=briefing.pk)
        asked = ask(
            briefing=briefing,
            body="EUROJUST",
            kinds=["practices_work", "practices_not", "difficulties"],
            question=f"Question {here.question_word}",
            by=owner,
        )
        Confirmation.objects.filter(pk=asked.pk).update(key=f"ask{key}")
        here.consultations[key] = Confirmation.objects.get(pk=asked.pk)
        # Every source says something else by now.
        Entry.objects.filter(section__briefing=briefing, source_type="practice").update(compiled_hash="other")
        check(briefing.pk)
        here.briefings[key] = briefing
    here.readers = {"wide": MEMBERS, "narrow": frozenset({"community", "owner", "superuser"})}
