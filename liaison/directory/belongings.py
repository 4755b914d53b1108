"""What people keep for the posts they hold: each room registers its own, and how it moves.

What belongs to the person but not to the post stays with the person: what is about a country that another post of
theirs covers, or that no post of theirs ever covered.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from liaison.directory.models import Contact, Post
from portal.people.models import User


@dataclass(frozen=True)
class Posting:
    """A post in the hands of its holder. ``countries`` are those for which this post alone stands: what the holder
    keeps about a country that another current post of theirs covers is not this post's. ``is_last`` says that the
    holder has no other current post."""

    post: Post
    holder: User | None
    countries: frozenset[str]
    is_last: bool


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that moves, as whoever may see it is told of it."""

    title: str
    url: str = ""
    language: str = ""


class Belongings(ABC):
    """One kind of thing that people keep for a post. ``name`` is how records know it."""

    name: str
    label: Any
    """What these are, in the plural, for a heading."""

    @abstractmethod
    def find(self, posting: Posting) -> list[Any]:
        """The ids of all that belongs to the posting, whoever looks, in a fixed order. Inside the transaction of a
        handover it is called after ``hold``."""

    def hold(self, posting: Posting) -> None:  # noqa: B027 - few have anything to lock
        """Lock what is going to move, so that nothing comes or goes until the transaction ends."""

    @abstractmethod
    def move(self, posting: Posting, ids: Sequence[Any], receiver: User) -> None:
        """Give these things to the receiver, in the caller's transaction; mark them for search where they are found."""

    @abstractmethod
    def visible(self, viewer: Any, ids: Sequence[Any]) -> list[Thing]:
        """The things among these that a viewer may see."""


_registry: dict[str, Belongings] = {}


def register_belongings(belongings: Belongings) -> Belongings:
    """Let an app move what it keeps for the holder of a post. Registering a name again replaces it."""
    _registry[belongings.name] = belongings
    return belongings


def registered() -> list[Belongings]:
    """All kinds, in the order of their registration."""
    return list(_registry.values())


class PostContacts(Belongings):
    """The contacts belong to the post itself and go with it: they change hands because the post does."""

    name = "contact"

    @property
    def label(self) -> str:
        return _("Contacts of the post")

    def find(self, posting: Posting) -> list[int]:
        return list(posting.post.contacts.order_by("pk").values_list("pk", flat=True))

    def move(self, posting: Posting, ids: Sequence[Any], receiver: User) -> None:
        """Nothing to write: whoever holds the post holds its contacts."""

    def visible(self, viewer: Any, ids: Sequence[Any]) -> list[Thing]:
        contacts = Contact.objects.visible_to(viewer).filter(pk__in=ids).order_by("pk")
        return [
            Thing(
                f"{contact.get_kind_display()}{f' ({contact.label})' if contact.label else ''}: {contact.value}"
            )
            for contact in contacts
        ]


register_belongings(PostContacts())


def posting_of(post: Post) -> Posting:
    """The posting that a handover of this post would end. Three queries."""
    holder = post.holder
    mine = frozenset({post.country_id, *post.other_countries.values_list("pk", flat=True)})
    elsewhere: set[str] = set()
    is_last = True
    if holder is not None:
        for other in Post.objects.current().filter(holder=holder).exclude(pk=post.pk):
            is_last = False
            elsewhere |= {other.country_id, *other.other_countries.values_list("pk", flat=True)}
    return Posting(post, holder, mine - elsewhere, is_last)
