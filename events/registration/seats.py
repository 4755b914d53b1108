"""Who fits in: seats in total, by Member State and by role. Pure rules; whoever counts holds the event's lock.

A *limit* says how many of those it is about can have a seat; a place needs room in every limit that is about it.
``EACH_STATE`` counts every Member State apart; a limit that names a State takes its place there, so that the host
can have more. Whoever is of no Member State (the Commission, Eurojust, a third country) is not counted by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from liaison.assessments.bodies import MEMBER_STATES

EACH_STATE = "each"
"""Instead of a body's code: every Member State, each counted apart."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Place:
    """Whom a seat is for: the delegation (a Member State, a body, or "") and the role somebody comes in."""

    body: str
    role: str


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``seats`` for a delegation and a role; an empty one stands for all."""

    seats: int
    body: str = ""
    role: str = ""

    def is_about(self, place: Place) -> bool:
        """Whether a place counts here."""
        if self.role and self.role != place.role:
            return False
        if self.body == EACH_STATE:
            return place.body in MEMBER_STATES
        return not self.body or self.body == place.body


class Seats:
    """The seats of one event: its limits, and how many are taken of each."""

    def __init__(self, limits: Iterable[Limit], taken: Iterable[Place] = ()) -> None:
        self.limits = tuple(limits)
        self._named = {(limit.body, limit.role) for limit in self.limits}
        self._taken: Counter[tuple[Limit, str]] = Counter()
        for place in taken:
            self.take(place)

    def _counts(self, place: Place) -> list[tuple[Limit, str]]:
        """The counts a place stands in. That of each State does not hold where the State has its own."""
        return [
            (limit, place.body if limit.body == EACH_STATE else limit.body)
            for limit in self.limits
            if limit.is_about(place)
            and not (limit.body == EACH_STATE and (place.body, limit.role) in self._named)
        ]

    def obstacles(self, place: Place) -> list[Limit]:
        """The limits that leave no room for a place; none where it has a seat."""
        return [limit for limit, body in self._counts(place) if self._taken[limit, body] >= limit.seats]

    def has_room(self, place: Place) -> bool:
        """Whether there is a seat."""
        return not self.obstacles(place)

    def take(self, place: Place) -> None:
        """Count a seat as taken, whether or not there was room: what is, is."""
        self._taken.update(self._counts(place))

    def release(self, place: Place) -> None:
        """Count a seat as free again."""
        self._taken.subtract(self._counts(place))

    def can_pass(self, place: Place, successor: Place) -> bool:
        """Whether a seat taken for one place can pass to another: only limits that are not about both need room."""
        kept = set(self._counts(place))
        counts = [count for count in self._counts(successor) if count not in kept]
        return all(self._taken[limit, body] < limit.seats for limit, body in counts)

    def taken(self, limit: Limit, body: str = "") -> int:
        """How many seats of a limit are taken; ``body`` for one State of a limit of each."""
        return self._taken[limit, body or limit.body]

    def excess(self) -> dict[tuple[Limit, str], int]:
        """Where more are taken than there are (seats were cut back), and by how many."""
        found = {key: count - key[0].seats for key, count in self._taken.items()}
        return {key: count for key, count in found.items() if count > 0}

    def admit(self, queue: Iterable[tuple[Key, Place]]) -> list[Key]:
        """Give seats to a waiting list in its order, and say who got one.

        Whoever does not fit is passed over, not waited for: a full delegation keeps no seat from the others.
        """
        admitted = []
        for key, place in queue:
            if self.has_room(place):
                self.take(place)
                admitted.append(key)
        return admitted
