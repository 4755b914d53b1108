"""The directory in the world of the leak matrix: an entry and a contact of every audience, each with its own word.

Who is inside is written down by hand, as in ``world.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from liaison.directory.actions import save_entry
from liaison.directory.models import Contact, DirectoryEntry
from portal.visibility import Audience
from tests.liaison.directory.making import make_authority, make_contact, make_post

if TYPE_CHECKING:
    from tests.leaks.world import World

COMMON_CITY = "Xenotropolis"
"""A city that every post has, to find them all at once."""


@dataclass(frozen=True)
class Listed:
    """An entry of the directory. ``contacts``: (contact, word, readers) for each."""

    entry: DirectoryEntry
    word: str
    readers: frozenset[str]
    editors: frozenset[str]
    contacts: tuple[tuple[Contact, str, frozenset[str]], ...] = ()


@dataclass
class DirectoryWorld:
    """What is in the directory. ``secret`` stood in the public post while that was for the desk alone."""

    posts: dict[str, Listed] = field(default_factory=dict)
    authorities: dict[str, Listed] = field(default_factory=dict)
    secret: str = "zqhistoryold"
    secret_readers: frozenset[str] = frozenset({"desk", "owner", "superuser"})

    @property
    def all(self) -> list[Listed]:
        return [*self.posts.values(), *self.authorities.values()]


def add_directory(world: World, network: Any) -> None:
    """Make the entries; the posts are held by the owner, who sees them and all their contacts."""
    from tests.leaks.world import EVERYONE, MEMBERS

    community = frozenset({"desk", "community", "guest in community", "superuser"})
    desks = frozenset({"desk", "eurojust desk", "superuser"})
    inside = {
        # audience: (country, audience, communities, readers, editors), whoever holds the post left aside
        "public": ("MA", Audience.PUBLIC, (), EVERYONE, desks),
        "members": ("MA", Audience.MEMBERS, (), MEMBERS, desks),
        "community": ("MA", Audience.COMMUNITIES, (network,), community, frozenset({"desk", "superuser"})),
        "desk": ("MA", Audience.COMMUNITIES, (), frozenset({"desk", "superuser"}), frozenset({"desk", "superuser"})),
        "nodesk": (
            "UA", Audience.COMMUNITIES, (), frozenset({"eurojust desk", "superuser"}),
            frozenset({"eurojust desk", "superuser"}),
        ),
    }  # fmt: skip
    world.directory = DirectoryWorld()
    own = frozenset({"owner"})
    for key, (country, audience, communities, readers, editors) in inside.items():
        shared = {"audience": audience, "communities": communities}
        word = f"zqpost{key}x"
        post = make_post(
            country,
            title=f"Title {word}",
            city=COMMON_CITY,
            holder=world.users["owner"],
            note=f"Note {word}",
            **shared,
        )
        wanted = {name: values for name, values in inside.items() if values[0] == country}
        world.directory.posts[key] = Listed(
            post, word, readers | own, editors | own, _contacts(post, f"zqpc{key}", readers, wanted, own)
        )
        word = f"zqauthority{key}x"
        authority = make_authority(country, name=f"Title {word} {COMMON_CITY}", note=f"Note {word}", **shared)
        world.directory.authorities[key] = Listed(
            authority,
            word,
            readers,
            editors,
            _contacts(authority, f"zqac{key}", readers, wanted, frozenset()),
        )
    _widen(world)


def _contacts(
    entry: DirectoryEntry,
    start: str,
    readers: frozenset[str],
    wanted: dict[str, tuple[Any, ...]],
    own: frozenset[str],
) -> tuple[tuple[Contact, str, frozenset[str]], ...]:
    """A contact of each audience: seen by those inside the entry's and its own."""
    made = []
    for name, (_country, audience, communities, inside, _editors) in wanted.items():
        word = f"{start}of{name}x"
        contact = make_contact(
            entry,
            kind="secure",
            value=f"Secure {word}",
            label=f"Label {word}",
            audience=audience,
            communities=communities,
        )
        made.append((contact, word, (readers & inside) | own))
    return tuple(made)


def _widen(world: World) -> None:
    """The public post said something while it was for the desk alone; its history must not tell all others."""
    listed = world.directory.posts["public"]
    post = listed.entry
    post.audience, post.note = Audience.COMMUNITIES, f"Before {world.directory.secret}"  # type: ignore[attr-defined]
    post.save()
    values = {"audience": Audience.PUBLIC, "note": f"Note {listed.word}"}
    save_entry(entry=post, values=values, user=world.users["desk"], version=post.version)
