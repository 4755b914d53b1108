"""What happened with a country, from every room, as one list for one viewer (issue 7, point 6).

Nothing is kept here: each source asks the rule about its own items and gives what this viewer may see, in a number of
queries that does not grow with it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import timezone

from events.timeline.enums import Kind
from portal.visibility import PUBLIC, Viewer


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing on one day.

    ``date`` is as exact as its source gives it: 2024, 2024-06 or 2024-06-14. ``what`` happened, in a few words, to what
    is called ``title`` (in the language ``lang``) and stands at ``url``. ``detail`` is a line of text that people wrote
    (in ``detail_lang``); ``source`` and ``as_of`` say where a fact is from. ``audience_key`` is the item's.
    """

    kind: Kind
    date: str
    what: str
    title: str
    url: str
    audience_key: str = PUBLIC
    until: datetime.date | None = None
    lang: str = ""
    detail: str = ""
    detail_lang: str = ""
    note: str = ""
    source: str = ""
    as_of: str = ""
    is_example: bool = False
    is_void: bool = False
    """Whether it did not take place: cancelled, withdrawn, dropped."""

    @property
    def year(self) -> int:
        """The year, which every date has."""
        return int(self.date[:4])

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to come. A year or month that has begun is not."""
        return self.date > timezone.localdate().isoformat()


Source = Callable[[Viewer, str], Iterable[Happening]]
"""Gives what happened with a country (by its code) as far as the viewer may see it."""

_sources: list[Source] = []


def register_source(source: Source) -> Source:
    """Add a source of happenings. Called when the app is ready."""
    if source not in _sources:
        _sources.append(source)
    return source


def happenings(viewer: Viewer, country: str) -> list[Happening]:
    """Everything that happened with a country as far as the viewer may see it, newest first.

    Inside a day in the order of the kinds. What is known by its year or month only stands after what is known of
    that year or month by its day.
    """
    found = [happening for source in _sources for happening in source(viewer, country)]
    order = list(Kind)
    found.sort(key=lambda one: (order.index(one.kind), one.title, one.what))
    found.sort(key=lambda one: one.date, reverse=True)
    return found


def chosen_of(
    found: Iterable[Happening], *, kinds: Iterable[str] = (), since: int = 0, until: int = 0
) -> list[Happening]:
    """Those of some kinds (none named: all) and years (0: without limit)."""
    wanted = set(kinds)
    return [
        one
        for one in found
        if (not wanted or one.kind in wanted)
        and (not since or one.year >= since)
        and (not until or one.year <= until)
    ]


def by_year(found: Iterable[Happening]) -> list[tuple[int, list[Happening]]]:
    """Happenings in the order given, those of one year together; what is still to come under 0, first."""
    groups: dict[int, list[Happening]] = {}
    for one in found:
        groups.setdefault(0 if one.is_ahead else one.year, []).append(one)
    return list(groups.items())
