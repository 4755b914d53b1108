"""The briefing that prepares a dialogue. Briefings stand above this app, which knows their addresses alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class BriefingLink:
    """A briefing that the user may see."""

    slug: str
    title: str
    url: str


BriefingFinder = Callable[[Any, str], "list[BriefingLink]"]

_finders: list[BriefingFinder] = []


def register_briefing_finder(finder: BriefingFinder) -> BriefingFinder:
    """Let an app above tell the briefings about a country: ``finder(user, country_code)`` gives those that the user
    may see, in a constant number of queries."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def briefings_for(user: Any, country_code: str) -> list[BriefingLink]:
    """The briefings about a country that a user may see; none where no app tells of any."""
    return [link for finder in _finders for link in finder(user, country_code)]


def briefing_of(user: Any, country_code: str, slug: str) -> BriefingLink | None:
    """The briefing of a dialogue, where there is one and the user may see it."""
    if not slug:
        return None
    return next((link for link in briefings_for(user, country_code) if link.slug == slug), None)
