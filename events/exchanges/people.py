"""Who belongs to an event, as tokens of the one rule, and the circles inside an event.

``registration`` stands above this app and says who is confirmed and who is invited through a registered source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet, Value

from events.exchanges.enums import Circle, Status
from events.exchanges.models import Event, EventOrganiser, Speaker
from events.exchanges.tokens import ORGANISER, SPEAKER, event_token, event_tokens
from portal.prepared import Prepared
from portal.visibility import format_key, register_token_provider, viewer_for

PeopleSource = Callable[[Any], "QuerySet[Any]"]

_sources: list[PeopleSource] = []


def register_people_source(source: PeopleSource) -> PeopleSource:
    """Let an app above say who is a participant ("p") or invited ("i").

    ``source(user)`` gives, for a signed-in user, a queryset of a model with a foreign key ``event`` to ``Event``, in
    the form of ``.values_list("event_id", <kind>)``, the kind being a column or ``Value("p")``, without an order. It is
    joined to the others by UNION, so that a viewer's events take one query; events that are drafts are left out here.
    Of the user it reads nothing but the number (``user.pk``): the statement is made once for all.
    """
    if source not in _sources:
        _sources.append(source)
    return source


@register_token_provider
def tokens_of_events(user: Any) -> Iterable[str]:
    """The tokens a signed-in user holds by being one of the people of events. One query.

    Guests organise nothing. Who only speaks at, or is invited to, a draft does not know of it yet.
    """
    rows = _people(tuple(_sources), bool(getattr(user, "is_guest", False))).rows(user.pk)
    return {event_token(event_id, kind) for event_id, kind in rows}


@dataclass(frozen=True, slots=True)
class _Somebody:
    """A user of whom nothing but the number is known."""

    pk: int


@cache
def _people(sources: tuple[PeopleSource, ...], is_guest: bool) -> Prepared:
    """Events and kinds of a user by number. Every page of everybody signed in asks it."""

    def build(number: int) -> QuerySet[Any]:
        user = _Somebody(number)
        queries: list[QuerySet[Any]] = [
            Speaker.objects.filter(user=user.pk)
            .exclude(event__status=Status.DRAFT)
            .order_by()
            .values_list("event_id", Value(SPEAKER))
        ]
        queries += [source(user).exclude(event__status=Status.DRAFT).order_by() for source in sources]
        if not is_guest:
            queries.append(
                EventOrganiser.objects.filter(user=user.pk)
                .order_by()
                .values_list("event_id", Value(ORGANISER))
            )
        first, *others = queries
        return first.union(*others) if others else first.distinct()

    return Prepared(build)


def circle_key(event: Event, circle: str) -> str:
    """The audience key of something inside an event that is meant for a circle.

    The people of an event are inside every audience it can have, so its own key narrows nothing; nobody but organisers
    holds a token of a draft. Whoever stores the key interns it (``portal.visibility.intern_key``).
    """
    kinds = {Circle.PARTICIPANTS: "osp", Circle.SPEAKERS: "os", Circle.ORGANISERS: "o"}[Circle(circle)]
    return format_key([event_tokens(event.pk, kinds)])


_TOKEN = re.compile(r"^ev(\d+)([ospi])$")


def involved_in(user: Any, kinds: str = "ospi") -> set[int]:
    """The events of which a viewer is one of the people, by number. Asks nothing beyond the viewer's tokens."""
    found = (_TOKEN.match(token) for token in viewer_for(user).tokens)
    return {int(match[1]) for match in found if match and match[2] in kinds}
