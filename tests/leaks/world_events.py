"""Events in the world of the leak matrix: one of every audience and state, each with words of its own.

``owner`` leads all of them. ``outsider`` speaks at ``people``, which names no community; ``guest``, an official of a
third country, at ``guests``, which is for all members. Who is inside is written down by hand, as in ``world.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from events.exchanges.enums import Status
from events.exchanges.models import Event
from events.exchanges.programme import SessionValues, SpeakerValues, save_programme
from portal.visibility import Audience
from tests.events.exchanges.factory import make_event
from tests.factories import make_instrument

if TYPE_CHECKING:
    from tests.leaks.world import World

COMMON_PLACE = "Ubiquoville"
"""Where every event takes place, to find them all at once."""


@dataclass(frozen=True)
class Planned:
    """An event with the words of its purpose, its programme and of how to join it, and who reads which."""

    event: Event
    word: str
    programme_word: str
    readers: frozenset[str]
    joining_word: str
    joining_readers: frozenset[str]
    organisers: frozenset[str]
    people: frozenset[str]
    """Those of ``readers`` who are organisers, speakers, participants or invited."""


@dataclass
class EventWorld:
    """All events by key."""

    items: dict[str, Planned] = field(default_factory=dict)


def add_events(world: World, network: Any) -> None:
    """Make the events."""
    from tests.leaks.world import EVERYONE, MEMBERS

    own = frozenset({"owner", "superuser"})
    community = own | {"community", "guest in community"}
    inside: dict[str, tuple[Any, ...]] = {
        # key: (status, audience, communities, country, admits guests, readers, speaker)
        "public": (Status.OPEN, Audience.PUBLIC, (), "MA", False, EVERYONE, ""),
        "members": (Status.ANNOUNCED, Audience.MEMBERS, (), "MA", False, MEMBERS, ""),
        "guests": (Status.ANNOUNCED, Audience.MEMBERS, (), "UA", True, MEMBERS | {"guest"}, "guest"),
        "community": (Status.OPEN, Audience.COMMUNITIES, (network,), "MA", False, community, ""),
        "people": (Status.ANNOUNCED, Audience.COMMUNITIES, (), "MA", False, own | {"outsider"}, "outsider"),
        "draft": (Status.DRAFT, Audience.PUBLIC, (), "MA", False, own, "outsider"),
        "cancelled": (Status.CANCELLED, Audience.COMMUNITIES, (network,), "UA", False, community, ""),
    }
    world.events = EventWorld()
    for key, (status, audience, communities, country, guests, readers, speaker) in inside.items():
        event = make_event(
            owner=world.users["owner"],
            status=status,
            audience=audience,
            communities=communities,
            countries=[country],
            admits_guests=guests,
            instruments=[make_instrument("CETS024")],
            format="hybrid",
            title=f"Exchange zqevent{key}x",
            purpose=f"Purpose zqevent{key}x",
            place=COMMON_PLACE,
            joining_note=f"Enter zqjoin{key}x",
        )
        sessions = [SessionValues(title=f"Round zqround{key}x", starts=event.starts, ends=event.ends)]
        user = world.users[speaker] if speaker else None
        speakers = [SpeakerValues(name="Nomen Nescio", user=user, session=0)]
        event = save_programme(event=event, sessions=sessions, speakers=speakers, user=event.owner)
        # An address stands in every answer to whoever asks for it: it carries none of the words.
        Event.objects.filter(pk=event.pk).update(slug=f"exchange-{key}-zzzzzz")
        event = Event.objects.get(pk=event.pk)
        speaks = frozenset({speaker} - {""}) if status != Status.DRAFT else frozenset()
        world.events.items[key] = Planned(
            event=event,
            word=f"zqevent{key}x",
            programme_word=f"zqround{key}x",
            readers=readers,
            joining_word=f"zqjoin{key}x",
            joining_readers=own | speaks,
            organisers=own,
            people=frozenset({"owner"}) | speaks,
        )
