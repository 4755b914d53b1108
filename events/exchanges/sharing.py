"""Telling the people of an event that something was shared with them.

What is shared (papers, minutes) belongs to apps below the one that writes to people (``events.desk``): they say what
was shared with whom, and the desk, which stands above them, registers who tells it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.exchanges.models import Event


class SharedKind(models.TextChoices):
    """What was shared."""

    PAPERS = "papers", gettext_lazy("Papers")
    MINUTES = "minutes", gettext_lazy("Minutes")


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that was shared with a circle of an event. ``what`` stands for exactly this sharing, in any words:
    people are told of the same one once."""

    event: Event
    kind: SharedKind
    circle: str
    by: Any
    what: str


Teller = Callable[[Shared], int]

_tellers: list[Teller] = []


def register_teller(teller: Teller) -> Teller:
    """Let an app above tell people. It gives the number of those it tells after the commit, those told before left
    aside."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def tell_people(shared: Shared) -> int:
    """Tell those of the circle, but for who shares it, by e-mail after the commit; how many are told."""
    return sum(teller(shared) for teller in _tellers)


def told_words(number: int) -> str:
    """What whoever shares it is answered."""
    if not number:
        return _("Nobody else had to be told.")
    return ngettext("%(n)d person is told by e-mail.", "%(n)d people are told by e-mail.", number) % {
        "n": number
    }
