"""A briefing as its editors see it: every entry they may read, with where it stands.

What a source said is shown to who may read that source *now*: an editor can have lost it, and so can a briefing whose
source was withdrawn or meant for fewer people since. Nobody is shown the words of a source that is no longer there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from events.briefings.compiling import current_keys, public_types
from events.briefings.enums import COMPILED_KINDS
from events.briefings.models import Briefing, Entry, Section
from portal.visibility import PUBLIC, Viewer, covers, viewer_for

IN, LEFT_OUT, HELD_BACK, NARROWER, GONE = "in", "left_out", "held_back", "narrower", "gone"


@dataclass(frozen=True, slots=True)
class Reach:
    """Which entries of a briefing an editor may read now."""

    viewer: Viewer
    keys: Mapping[str, str]
    public: frozenset[str]

    def key_of(self, entry: Entry) -> str | None:
        """The audience key of the entry's source now; ``None`` where the source is no longer there."""
        return self._key(entry.key, entry.source_type)

    def _key(self, key: str, source_type: str) -> str | None:
        return PUBLIC if source_type in self.public else self.keys.get(key)

    def reads(self, entry: Entry) -> bool:
        """Whether the editor may read the entry: what editors wrote, and what they may read at its source now, and
        could when it was compiled: a source may have been rewritten before it was meant for more people."""
        if entry.is_own:
            return True
        key = self.key_of(entry)
        return key is not None and self.viewer.holds(key) and self.viewer.holds(entry.item_key)

    def reads_key(self, key: str, item_key: str) -> bool:
        """``reads`` for what is known by its key only, as in a history; ``item_key`` as it was then."""
        source_type = key.partition(":")[0]
        if source_type == "editor":
            return True
        found = self._key(key, source_type)
        return found is not None and self.viewer.holds(found) and self.viewer.holds(item_key)

    def hides_key(self, key: str) -> bool:
        """Whether the editor is not told that there is such an entry: its source is there, and not for them."""
        source_type = key.partition(":")[0]
        found = None if source_type == "editor" else self._key(key, source_type)
        return found is not None and not self.viewer.holds(found)


def reach_of(user: Any, briefing: Briefing) -> Reach:
    """The reach of one editor. A constant number of queries."""
    return Reach(viewer_for(user), current_keys(briefing), public_types())


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry as an editor sees it. ``state`` is one of the constants above; of what is gone nothing is shown."""

    entry: Entry
    state: str
    first: bool = False
    last: bool = False

    @property
    def title_id(self) -> str:
        """The id of its heading on the page."""
        return f"title-{self.entry.pk}"

    @property
    def is_gone(self) -> bool:
        return self.state == GONE

    @property
    def waits(self) -> bool:
        """Whether an editor has to decide between two texts."""
        return self.entry.pending is not None and not self.is_gone


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section with its entries. ``gone`` is how many sources are no longer there."""

    section: Section
    entries: list[EntryView] = field(default_factory=list)
    first: bool = False
    last: bool = False

    @property
    def is_compiled(self) -> bool:
        """Whether it can be refreshed from sources."""
        return self.section.kind in COMPILED_KINDS

    @property
    def in_number(self) -> int:
        """How many entries are in the content."""
        return sum(one.state == IN for one in self.entries)


def editor_sections(user: Any, briefing: Briefing) -> list[SectionView]:
    """All sections as the editor sees them. The user writes the briefing: the caller has asked."""
    reach = reach_of(user, briefing)
    sections = list(briefing.sections.prefetch_related("entries"))
    return [
        SectionView(
            section=section,
            entries=entry_views(reach, briefing, section.entries.all()),
            first=place == 0,
            last=place == len(sections) - 1,
        )
        for place, section in enumerate(sections)
    ]


def entry_views(reach: Reach, briefing: Briefing, entries: Iterable[Entry]) -> list[EntryView]:
    """The entries that the editor may read, and that something is gone where they may not know what."""
    shown = [(entry, state) for entry in entries if (state := state_of(reach, briefing, entry))]
    return [
        EntryView(entry, state, first=place == 0, last=place == len(shown) - 1)
        for place, (entry, state) in enumerate(shown)
    ]


def state_of(reach: Reach, briefing: Briefing, entry: Entry) -> str:
    """Where an entry stands for an editor; empty where they are not told of it."""
    if not entry.is_own:
        key = reach.key_of(entry)
        reads = reach.reads(entry)
        if key is None or (entry.gone and (not reads or entry.source_type in reach.public)):
            return GONE
        if not reads:
            return ""
        if entry.gone or not covers(key, briefing.audience_key):
            return NARROWER
    if entry.left_out:
        return LEFT_OUT
    return HELD_BACK if entry.is_held_back else IN
