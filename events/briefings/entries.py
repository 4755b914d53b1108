"""What editors do with entries: write, change, leave out with a reason, keep, decide, move. Nothing is lost: what was
said before stays in the history."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from events.briefings.actions import move_in
from events.briefings.enums import ChangeKind
from events.briefings.history import Conflict, NotNow, lock_briefing, record
from events.briefings.models import EDITOR, Briefing, Entry, Section

TAKE, MINE, EDIT = "take", "mine", "edit"
DECISIONS = (TAKE, MINE, EDIT)


def lock_entry(entry: Entry, version: int) -> tuple[Briefing, Entry]:
    """The briefing and the entry as they are now, held. Raises ``Conflict`` where the entry was changed since."""
    briefing = lock_briefing(entry.section.briefing)
    current = Entry.objects.select_related("section").filter(pk=entry.pk).first()
    if current is None:
        raise NotNow(_("Somebody else has removed this in the meantime."))
    current.section.briefing = briefing
    if version != current.version:
        raise Conflict(current)
    return briefing, current


def _saved(entry: Entry, *fields: str) -> None:
    entry.version += 1
    entry.save(update_fields=[*fields, "version", "updated_at"])


@transaction.atomic
def add_own(*, section: Section, heading: str, text: str, user: Any) -> Entry:
    """A text of the editor's own at the end of a section. Raises ``NotNow`` where the section is gone."""
    briefing = lock_briefing(section.briefing)
    if not briefing.sections.filter(pk=section.pk).exists():
        raise NotNow(_("Somebody else has removed this in the meantime."))
    last = section.entries.aggregate(most=Max("order"))["most"] or 0
    entry = Entry.objects.create(
        section=section,
        order=last + 10,
        source_type=EDITOR,
        source_id=secrets.token_hex(8),
        heading=heading,
        edited=text,
        item_key=briefing.audience_key,
    )
    record(briefing, ChangeKind.ADDED, user, entry=entry, after={"heading": heading, "text": text})
    return entry


@transaction.atomic
def edit_entry(*, entry: Entry, heading: str, text: str, user: Any, version: int) -> Entry:
    """Change the text. An empty text of a compiled entry means: as compiled. Raises ``Conflict``, ``NotNow``."""
    briefing, current = lock_entry(entry, version)
    if current.is_own and not text:
        raise NotNow(_("Write something, or remove it."))
    if not current.is_own:
        heading = current.heading
        if text == str(current.compiled.get("text", "")):
            text = ""
    before = {"heading": current.heading, "text": current.edited}
    if before == {"heading": heading, "text": text}:
        return current
    current.heading, current.edited = heading, text
    fields = ["heading", "edited"]
    if not text and current.pending is not None:
        # As compiled again: what the source says now needs no decision.
        _take_pending(current)
        fields = PENDING_FIELDS
    _saved(current, *fields)
    record(
        briefing,
        ChangeKind.EDITED,
        user,
        entry=current,
        before=before,
        after={"heading": heading, "text": text},
    )
    return current


PENDING_FIELDS = [
    "heading",
    "edited",
    "form",
    "compiled",
    "compiled_hash",
    "source_label",
    "source_url",
    "pending",
]


def _take_pending(entry: Entry) -> None:
    """Let what the source says now be what was compiled; the editor's text is not touched."""
    said = entry.pending or {}
    entry.form, entry.heading, entry.compiled = said["form"], said["heading"], said["value"]
    entry.compiled_hash = said["hash"]
    entry.source_label, entry.source_url = said["source_label"][:500], said["source_url"][:500]
    entry.pending = None


@transaction.atomic
def decide(*, entry: Entry, choice: str, text: str, user: Any, version: int) -> Entry:
    """Decide between the editor's text and what the source says now: take the new one, keep one's own, or a third.

    Raises ``Conflict``, and ``NotNow`` where nothing waits for a decision.
    """
    briefing, current = lock_entry(entry, version)
    if current.pending is None or choice not in DECISIONS:
        raise NotNow(_("Nothing waits for a decision here any more."))
    if choice == EDIT and not text:
        raise NotNow(_("Write the text, or take one of the two."))
    before = {"text": current.edited, "compiled": current.compiled.get("text", "")}
    _take_pending(current)
    if choice == TAKE:
        current.edited = ""
    elif choice == EDIT:
        current.edited = "" if text == str(current.compiled.get("text", "")) else text
    _saved(current, *PENDING_FIELDS)
    record(
        briefing,
        ChangeKind.DECIDED,
        user,
        entry=current,
        before=before,
        after={"choice": choice, "text": current.edited},
    )
    return current


@transaction.atomic
def leave_out(*, entry: Entry, reason: str, user: Any, version: int) -> Entry:
    """Leave an entry out of the content, with a reason. Raises ``Conflict``."""
    briefing, current = lock_entry(entry, version)
    current.left_out, current.reason = True, reason
    _saved(current, "left_out", "reason")
    record(briefing, ChangeKind.LEFT_OUT, user, entry=current, after={"reason": reason})
    return current


@transaction.atomic
def put_back(*, entry: Entry, user: Any, version: int) -> Entry:
    """Let an entry be in the content again. Raises ``Conflict``."""
    briefing, current = lock_entry(entry, version)
    before = {"reason": current.reason}
    current.left_out, current.reason = False, ""
    _saved(current, "left_out", "reason")
    record(briefing, ChangeKind.PUT_BACK, user, entry=current, before=before)
    return current


@transaction.atomic
def keep(*, entry: Entry, reason: str, user: Any, version: int) -> Entry:
    """Keep an entry although nobody has verified it, with a reason that its readers see; an empty reason takes that
    back. Raises ``Conflict``."""
    briefing, current = lock_entry(entry, version)
    before = {"reason": current.keep_reason}
    current.keep_reason = reason
    _saved(current, "keep_reason")
    record(briefing, ChangeKind.KEPT, user, entry=current, before=before, after={"reason": reason})
    return current


@transaction.atomic
def move_entry(*, entry: Entry, up: bool, user: Any, shown: set[int]) -> None:
    """Let an entry change places with the one before or after it, of those that the editor is shown."""
    briefing = lock_briefing(entry.section.briefing)
    rows = list(Entry.objects.filter(section=entry.section_id))
    seen = [one for one in rows if one.pk in shown]
    places = [rows.index(one) for one in seen]
    if move_in(seen, entry.pk, up):
        for place, row in zip(places, seen, strict=True):
            rows[place] = row
        for place, row in enumerate(rows, start=1):
            row.order = 10 * place
        Entry.objects.bulk_update(rows, ["order"])
        record(briefing, ChangeKind.MOVED, user, entry=entry, after={"up": up})


@transaction.atomic
def remove_entry(*, entry: Entry, user: Any, version: int) -> None:
    """Take away what an editor wrote, or what is gone; its words stay in the history.

    Raises ``Conflict``, ``NotNow``.
    """
    briefing, current = lock_entry(entry, version)
    if not (current.is_own or current.gone):
        raise NotNow(_("What comes from a source is left out, with a reason, not removed."))
    before = {"heading": current.heading, "text": current.edited, "compiled": current.compiled}
    record(briefing, ChangeKind.REMOVED, user, entry=current, before=before)
    current.delete()
