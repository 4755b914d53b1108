"""What a briefing says: the one form from which issues are frozen, compared and rendered.

Everything is text, a whole number, true/false, null, a list or an object; keys in canonical JSON
(``liaison.assessments.report_schema.canonical``) give the hash. Nothing in it depends on who asks: only what everybody
in the briefing's audience may read *now* is in it, whatever was compiled when.
"""

from __future__ import annotations

from typing import Any, TypedDict

from django.utils import timezone
from django.utils.translation import override

from events.briefings.compiled import Compiled
from events.briefings.compiling import covered
from events.briefings.enums import Form
from events.briefings.models import Briefing, Entry
from portal.pages.audience_words import audience_words
from portal.reference.cldr import territory_name
from portal.visibility import covers, narrow

SCHEMA = 1


class TableContent(TypedDict):
    """A table. Every row has as many cells as there are columns."""

    columns: list[str]
    rows: list[list[str]]
    caption: str


class EntryContent(TypedDict):
    """One paragraph, table or map. Unused parts are empty: ``text`` "", ``table`` null, ``map`` "" (country code).

    Paragraphs of ``text`` are separated by empty lines; beside a table or map it is a text that follows it. ``own``:
    an editor wrote it. ``edited``: an editor changed what the source said. ``source_url`` is a path of the portal;
    ``source_date`` a year, month or day; ``verified_on`` a day or "". ``overdue``: nobody stands for it any more, and
    it is kept because of ``keep_reason``.
    """

    key: str
    form: str
    heading: str
    text: str
    table: TableContent | None
    map: str
    own: bool
    edited: bool
    source_label: str
    source_url: str
    source_date: str
    verified_on: str
    overdue: bool
    keep_reason: str


class SectionContent(TypedDict):
    """A section that has something in it. ``title`` in the briefing's language."""

    kind: str
    title: str
    entries: list[EntryContent]


class BriefingContent(TypedDict):
    """A briefing. ``as_of`` is the day it was put together; ``audience`` says in words for whom it is."""

    schema: int
    title: str
    purpose: str
    country: str
    country_name: str
    language: str
    as_of: str
    tlp: str
    audience: str
    is_example: bool
    sections: list[SectionContent]


def content_of(briefing: Briefing) -> BriefingContent:
    """What the briefing says now. Asks the sources again; a constant number of queries.

    The caller has asked whether whoever looks may; freezing calls it inside its transaction, the briefing locked.
    """
    now = covered(briefing)
    key = narrow(briefing.parent_key(), briefing.own_key)
    with override(briefing.language):
        return {
            "schema": SCHEMA,
            "title": briefing.title,
            "purpose": briefing.purpose,
            "country": briefing.country_id,
            "country_name": territory_name(briefing.country_id, briefing.language),
            "language": briefing.language,
            "as_of": timezone.localdate().isoformat(),
            "tlp": str(briefing.tlp),
            "audience": audience_words([key])[key],
            "is_example": briefing.is_example,
            "sections": sections_of(briefing, now),
        }


def sections_of(briefing: Briefing, now: dict[str, Compiled]) -> list[SectionContent]:
    """The sections with what may be in them; those with nothing are left out. Two queries.

    The briefing's language is active: the caller has seen to it.
    """
    found: list[SectionContent] = []
    for section in briefing.sections.prefetch_related("entries"):
        entries = [
            entry_content(entry, now.get(entry.key))
            for entry in section.entries.all()
            if is_in(entry, now, briefing.audience_key)
        ]
        if entries:
            found.append({"kind": str(section.kind), "title": section.label, "entries": entries})
    return found


def is_in(entry: Entry, now: dict[str, Compiled], key: str) -> bool:
    """Whether an entry is in the content: not left out, and its source is there, for all readers (``key``), and
    verified or kept with a reason. What was compiled for fewer people than now waits for a refresh."""
    if entry.left_out or entry.gone:
        return False
    if entry.is_own:
        return True
    item = now.get(entry.key)
    if item is None or not covers(entry.item_key, key):
        return False
    return not item.overdue or bool(entry.keep_reason)


def entry_content(entry: Entry, item: Compiled | None) -> EntryContent:
    """An entry as content; ``item`` is what its source says now (``None`` for what an editor wrote)."""
    value: dict[str, Any] = entry.compiled
    is_table = entry.form == Form.TABLE
    verified = item.verified_on if item else None
    overdue = item.overdue if item else False
    return {
        "key": entry.key,
        "form": str(entry.form),
        "heading": entry.heading,
        "text": entry.text,
        "table": _table(value) if is_table else None,
        "map": str(value.get("country", "")) if entry.form == Form.MAP else "",
        "own": entry.is_own,
        "edited": bool(entry.edited) and not entry.is_own,
        "source_label": entry.source_label,
        "source_url": entry.source_url,
        "source_date": entry.source_date,
        "verified_on": verified.isoformat() if verified else "",
        "overdue": overdue,
        "keep_reason": entry.keep_reason if overdue else "",
    }


def _table(value: dict[str, Any]) -> TableContent:
    columns = [str(one) for one in value.get("columns", ())]
    rows = [[str(cell) for cell in row] for row in value.get("rows", ())]
    return {"columns": columns, "rows": rows, "caption": str(value.get("caption", ""))}
