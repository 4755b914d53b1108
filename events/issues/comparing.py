"""What changed from one issue to another, entry by entry: added, removed, changed, with the words that differ.

Compares contents alone and asks the database nothing: whoever calls has asked that the reader may read both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from events.briefings.content import BriefingContent, EntryContent, SectionContent
from events.briefings.differences import GONE, NEW, Piece, differences
from events.briefings.sources.words import day_text
from events.issues.schema import IssueContent

Content = BriefingContent | IssueContent

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that is not the same. ``moved_from``: the section it stood in before, where that is another."""

    kind: str
    heading: str
    pieces: tuple[Piece, ...]
    moved_from: str = ""


@dataclass(frozen=True, slots=True)
class SectionChanges:
    """What is not the same in a section. ``kind``: the section as a whole is new, gone, or there in both ("")."""

    title: str
    kind: str = ""
    entries: list[EntryChange] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs. ``facts``: title, purpose, label and audience, where they differ."""

    facts: list[tuple[str, tuple[Piece, ...]]]
    sections: list[SectionChanges]

    @property
    def counts(self) -> dict[str, int]:
        """How many entries were added, removed and changed."""
        kinds = [entry.kind for section in self.sections for entry in section.entries]
        return {kind: kinds.count(kind) for kind in (ADDED, REMOVED, CHANGED)}

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not self.facts and not self.sections


def compare(before: Content, after: Content) -> Comparison:
    """What somebody who knows ``before`` has to read of ``after``."""
    old = {entry["key"]: (section["title"], entry) for section, entry in _entries(before)}
    new = {entry["key"] for _section, entry in _entries(after)}
    sections = [_section(section, old, before) for section in after["sections"]]
    titles = {_place(section): section["title"] for section in after["sections"]}
    gone: dict[str, SectionChanges] = {}
    for section, entry in _entries(before):
        if entry["key"] in new:
            continue
        change = EntryChange(REMOVED, entry["heading"], (Piece(GONE, said(entry)),))
        title = titles.get(_place(section), section["title"])
        there = next((one for one in sections if one.title == title), None)
        if there is None:
            kind = "" if _place(section) in titles else REMOVED
            there = gone.setdefault(title, SectionChanges(title, kind))
        there.entries.append(change)
    changed = [one for one in sections if one.entries] + list(gone.values())
    return Comparison(list(_facts(before, after)), changed)


def _place(section: SectionContent) -> str:
    """By what a section is found again: its kind, and of the editors' own sections the title."""
    return section["title"] if section["kind"] == "own" else section["kind"]


def _entries(content: Content) -> Iterator[tuple[SectionContent, EntryContent]]:
    for section in content["sections"]:
        for entry in section["entries"]:
            yield section, entry


def _section(
    section: SectionContent, old: dict[str, tuple[str, EntryContent]], before: Content
) -> SectionChanges:
    is_new = _place(section) not in {_place(one) for one in before["sections"]}
    changes = SectionChanges(section["title"], ADDED if is_new else "")
    for entry in section["entries"]:
        if entry["key"] not in old:
            changes.entries.append(EntryChange(ADDED, entry["heading"], (Piece(NEW, said(entry)),)))
            continue
        title, earlier = old[entry["key"]]
        was, now = said(earlier), said(entry)
        if was != now or earlier["heading"] != entry["heading"]:
            heading = entry["heading"]
            full = (was, now)
            if heading != earlier["heading"]:
                full = (f"{earlier['heading']}\n{was}", f"{heading}\n{now}")
            moved = title if title != section["title"] and not is_new else ""
            changes.entries.append(EntryChange(CHANGED, heading, tuple(differences(*full)), moved))
    return changes


def _facts(before: Content, after: Content) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    names = {
        "title": _("Title"),
        "purpose": _("Purpose"),
        "tlp": _("May be passed on"),
        "audience": _("For"),
    }
    for name, label in names.items():
        was, now = str(before[name]), str(after[name])  # type: ignore[literal-required]
        if was != now:
            yield label, tuple(differences(was, now))


def said(entry: EntryContent) -> str:
    """An entry as lines of text: what a reader of it is told, but for its heading. A row of a table is a line."""
    lines: list[str] = []
    if (table := entry["table"]) is not None:
        lines += [table["caption"], " | ".join(table["columns"])]
        lines += [" | ".join(row) for row in table["rows"]]
    lines.append(entry["text"])
    if entry["source_label"]:
        date = f", {day_text(entry['source_date'])}" if entry["source_date"] else ""
        lines.append(f"{_('Source:')} {entry['source_label']}{date}.")
    if entry["overdue"]:
        lines.append(
            _("Verification is overdue. Kept because: %(reason)s") % {"reason": entry["keep_reason"]}
        )
    return "\n".join(line for line in lines if line.strip())
