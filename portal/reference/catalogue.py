"""The reference data as one process keeps it in memory: names to show and words to recognise.

It is built when first needed and thrown away when the stamp in the database is another (``revision``): one
small query each time, however much is asked.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from portal.reference import revision
from portal.reference.models import Instrument, Topic

if TYPE_CHECKING:
    from portal.reference.lexicon import Lexicon


@dataclass(slots=True)
class Names:
    """The name of one record in every language asked for so far."""

    record: Instrument | Topic
    said: dict[str, str] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """The short name in a language."""
        if language not in self.said:
            label = self.record.label if isinstance(self.record, Instrument) else self.record.name
            self.said[language] = label(language)
        return self.said[language]


class Catalogue:
    """Names and words of the reference data under one stamp."""

    def __init__(self, stamp: str) -> None:
        self.stamp = stamp
        self.instruments = {instrument.code: Names(instrument) for instrument in Instrument.objects.all()}
        self.topics = {topic.slug: Names(topic) for topic in Topic.objects.all()}

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words by which countries, instruments and topics are recognised."""
        from portal.reference.lexicon import build

        return build()


_lock = threading.Lock()
_kept: Catalogue | None = None
_held: ContextVar[Catalogue | None] = ContextVar("catalogue", default=None)


def current() -> Catalogue:
    """The catalogue of the reference data as it is now. One query, three more when the data changed.

    Inside ``held`` it is the one held, without a query.
    """
    global _kept
    if (one := _held.get()) is not None:
        return one
    stamp = revision.current()
    kept = _kept
    if kept is not None and kept.stamp == stamp and stamp:
        return kept
    with _lock:
        if _kept is None or _kept.stamp != stamp or not stamp:
            _kept = Catalogue(stamp)
        return _kept


@contextmanager
def held(catalogue: Catalogue) -> Iterator[None]:
    """Answer ``current`` with this catalogue meanwhile: all of one page says the same, and asks once."""
    token = _held.set(catalogue)
    try:
        yield
    finally:
        _held.reset(token)
