"""What "my work" shows besides practices: sections that the rooms register, as they register panels of a dossier.

A section is asked with the user and gives its context or ``None`` where it has nothing for them. It must ask the rule
for everything it shows, in a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

SectionContext = Callable[[Any], "dict[str, Any] | None"]


@dataclass(frozen=True)
class MySection:
    """One section. ``anchor`` is its fragment id, ``order`` its place (0 to 100); its template reads ``panel``."""

    anchor: str
    title: str | Promise
    template: str
    order: int
    context: SectionContext


_sections: dict[str, MySection] = {}


def register_my_section(section: MySection) -> None:
    """Add a section to everybody's "my work". Called when an app is ready."""
    _sections[section.anchor] = section


def sections_for(user: Any) -> list[tuple[MySection, dict[str, Any]]]:
    """The sections that have something for this user, in order."""
    found = []
    for section in sorted(_sections.values(), key=lambda one: one.order):
        context = section.context(user)
        if context is not None:
            found.append((section, context))
    return found
