"""The accession tracker in the world of the leak matrix: an item of every audience, each with events and own words.

Who is inside is written down by hand, as in ``world.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from liaison.accession.actions import edit_accession
from liaison.accession.models import Accession
from portal.visibility import Audience
from tests.liaison.accession.factory import make_accession, make_raised

if TYPE_CHECKING:
    from tests.leaks.world import World

COMMON_PLACE = "Ubiquopolis"
"""Where accession was raised for every item, to find them all at once."""


@dataclass(frozen=True)
class Tracked:
    """An item with the words of its own text, of an event for all its readers and of one for its desk alone."""

    item: Accession
    word: str
    readers: frozenset[str]
    editors: frozenset[str]
    event_word: str
    narrow_word: str
    narrow_readers: frozenset[str]


@dataclass
class AccessionWorld:
    """What is in the tracker. ``secret`` stood in the public item while that was for the desk alone."""

    items: dict[str, Tracked] = field(default_factory=dict)
    secret: str = "zqaccessionold"
    secret_readers: frozenset[str] = frozenset({"desk", "owner", "superuser"})


def add_accessions(world: World, network: Any) -> None:
    """Make the items; the owner looks after all of them, and so sees them, but not what is for the desk alone."""
    from tests.leaks.world import EVERYONE, MEMBERS

    own = frozenset({"owner", "superuser"})
    desk, eurojust = frozenset({"desk"}), frozenset({"eurojust desk"})
    community = frozenset({"desk", "community", "guest in community"})
    inside = {
        # key: (country, convention, audience, communities, readers, editors, readers of what is for the desk)
        "public": ("MA", "CETS182", Audience.PUBLIC, (), EVERYONE, own | desk | eurojust, desk),
        "members": ("MA", "CETS024", Audience.MEMBERS, (), MEMBERS, own | desk | eurojust, desk),
        "community": ("MA", "CETS030", Audience.COMMUNITIES, (network,), own | community, own | desk, desk),
        "desk": ("MA", "CETS086", Audience.COMMUNITIES, (), own | desk, own | desk, desk),
        "nodesk": ("UA", "CETS182", Audience.COMMUNITIES, (), own | eurojust, own | eurojust, eurojust),
    }
    world.accession = AccessionWorld()
    for key, (country, convention, audience, communities, readers, editors, desks) in inside.items():
        word = f"zqaccession{key}x"
        item = make_accession(
            country=country,
            instrument=convention,
            audience=audience,
            communities=communities,
            owner=world.users["owner"],
            next_step=f"Next {word}",
        )
        make_raised(item, place=COMMON_PLACE, text=f"Outcome zqraised{key}x")
        narrow = (Audience.COMMUNITIES, ())
        make_raised(item, place=COMMON_PLACE, text=f"Aside zqaside{key}x", audience=narrow)
        world.accession.items[key] = Tracked(
            item=item,
            word=word,
            readers=readers,
            editors=editors,
            event_word=f"zqraised{key}x",
            narrow_word=f"zqaside{key}x",
            narrow_readers=desks | {"superuser"},
        )
    _widen(world)


def _widen(world: World) -> None:
    """The public item said something while it was for the desk alone; its history must not tell all others."""
    item = world.accession.items["public"].item
    stored = Accession.objects.get(pk=item.pk)
    stored.audience, stored.obstacles = Audience.COMMUNITIES, f"Before {world.accession.secret}"
    stored.save()
    # What was raised for everyone was written while everyone saw the item.
    values = {"audience": Audience.PUBLIC, "obstacles": ""}
    edit_accession(
        item=stored, values=values, communities=(), user=world.users["desk"], version=stored.version
    )
