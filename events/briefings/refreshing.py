"""Bringing a briefing up to date with its sources: first what would change is shown, then that, and only that, is done.

* What is new comes in at the end of its section. * What changed replaces the text as it was compiled; where an editor
has rewritten the text, it waits (``Entry.pending``) until an editor decides. * What is gone, or is no longer for
everybody the briefing is for, is marked as gone and is in no content from that moment on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from events.briefings.compiled import Compiled, text_of
from events.briefings.compiling import Compilation, compile_for
from events.briefings.differences import Piece, differences
from events.briefings.enums import COMPILED_KINDS, ChangeKind
from events.briefings.history import Conflict, change_of, lock_briefing, record_all
from events.briefings.models import Briefing, BriefingChange, Entry, Section
from liaison.assessments.report_schema import content_hash
from portal.visibility import narrow, viewer_for

ADDED, CHANGED, WAITS, BACK, GONE = "added", "changed", "waits", "back", "gone"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a refresh would do. ``entry`` is ``None`` for what is new, ``item`` for what is gone.

    ``readable``: whether the editor may read what the entry says; its text is not shown otherwise.
    """

    kind: str
    section: Section
    entry: Entry | None
    item: Compiled | None
    readable: bool = True

    @property
    def key(self) -> str:
        """As ``Entry.key``."""
        return self.item.key if self.item else self.entry.key if self.entry else ""

    @property
    def heading(self) -> str:
        """What it is called; empty where the editor may not read it any more."""
        if self.item:
            return self.item.heading
        return self.entry.heading if self.entry and self.readable else ""

    @property
    def before(self) -> str:
        """What the source said when it was last asked, with the heading where that changes."""
        if self.entry is None or not self.readable or self.kind == BACK:
            return ""
        return _whole(self.entry.heading, self.entry.compiled, self.item)

    @property
    def after(self) -> str:
        """What the source says now."""
        if self.item is None:
            return ""
        heading = self.entry.heading if self.entry else self.item.heading
        return _whole(self.item.heading, self.item.value, None if heading == self.item.heading else self.item)

    @property
    def pieces(self) -> list[Piece]:
        """What goes and what comes."""
        if self.kind in (CHANGED, WAITS):
            return differences(self._compared(self.entry) if self.readable else "", self._compared(None))
        return differences(self.before, self.after)

    def _compared(self, entry: Entry | None) -> str:
        item = self.item
        if entry is None and item is not None:
            return "\n".join(filter(None, (item.heading, text_of(item.value), item.source_label)))
        if entry is None:
            return ""
        return "\n".join(filter(None, (entry.heading, text_of(entry.compiled), entry.source_label)))


def _whole(heading: str, value: Any, changed: Compiled | None) -> str:
    text = text_of(value)
    return f"{heading}\n{text}" if changed is not None and changed.heading != heading else text


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a refresh would do now, for one editor. ``mark`` says which plan it is; ``narrower`` counts items by
    kind of section that the editor may see and that are for fewer people than the briefing."""

    steps: list[Step] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    narrower: dict[str, int] = field(default_factory=dict)
    updates: list[tuple[Entry, Compiled]] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Which steps these are: what is done is what was shown."""
        return content_hash(
            [
                [step.kind, step.section.pk, step.key, step.item.hash if step.item else ""]
                for step in self.steps
            ]
        )


def plan_refresh(user: Any, briefing: Briefing, sections: Iterable[Section]) -> Plan:
    """What refreshing these sections would do. The user writes the briefing: the caller has asked. Constant queries."""
    wanted = [one for one in sections if one.kind in COMPILED_KINDS]
    compilation = compile_for(user, briefing, {one.kind for one in wanted})
    entries: dict[int, list[Entry]] = {one.pk: [] for one in wanted}
    for entry in Entry.objects.filter(section__in=wanted):
        entries[entry.section_id].append(entry)
    steps: list[Step] = []
    updates: list[tuple[Entry, Compiled]] = []
    for section in wanted:
        found, same = _steps(user, section, entries[section.pk], compilation)
        steps += found
        updates += same
    return Plan(
        steps=steps,
        sections=wanted,
        narrower={str(one.kind): compilation.narrower_of(one.kind) for one in wanted},
        updates=updates,
    )


def _steps(
    user: Any, section: Section, entries: list[Entry], compilation: Compilation
) -> tuple[list[Step], list[tuple[Entry, Compiled]]]:
    """The steps for one section, and the entries whose dates alone move on."""
    known = {entry.key: entry for entry in entries if not entry.is_own}
    steps: list[Step] = []
    same: list[tuple[Entry, Compiled]] = []
    viewer = viewer_for(user)
    for item in compilation.of(section.kind):
        entry = known.get(item.key)
        if entry is None:
            steps.append(Step(ADDED, section, None, item))
        elif entry.gone:
            steps.append(Step(BACK, section, entry, item))
        elif item.hash == entry.compiled_hash:
            same.append((entry, item))
        elif not entry.edited:
            steps.append(Step(CHANGED, section, entry, item, viewer.holds(entry.item_key)))
        elif (entry.pending or {}).get("hash") != item.hash:
            steps.append(Step(WAITS, section, entry, item, viewer.holds(entry.item_key)))
        else:
            same.append((entry, item))
    for key, entry in known.items():
        if key not in compilation.covered and not entry.gone:
            keys = (compilation.keys.get(key), entry.item_key)
            readable = all(one is not None and viewer.holds(one) for one in keys)
            steps.append(Step(GONE, section, entry, None, readable))
    return steps, same


@transaction.atomic
def refresh(*, briefing: Briefing, sections: Iterable[Section], user: Any, mark: str) -> Plan:
    """Do what was shown. Raises ``Conflict`` with the plan as it is now where that is no longer what would be done."""
    briefing = lock_briefing(briefing)
    plan = plan_refresh(user, briefing, briefing.sections.filter(pk__in=[one.pk for one in sections]))
    if plan.mark != mark:
        raise Conflict(plan)
    apply_plan(briefing, plan, user)
    return plan


def apply_plan(briefing: Briefing, plan: Plan, user: Any) -> None:
    """Do what a plan says, inside the caller's transaction, the briefing locked."""
    now = timezone.now()
    changes: list[BriefingChange] = []
    ids = [one.pk for one in plan.sections]
    last = dict(Section.objects.filter(pk__in=ids).values_list("pk").annotate(most=Max("entries__order")))
    new: list[Entry] = []
    touched: list[Entry] = []
    for step in plan.steps:
        if step.entry is None and step.item is not None:
            order = (last[step.section.pk] or 0) + 10
            last[step.section.pk] = order
            entry = Entry(section=step.section, order=order, item_key=step.item.item_key)
            _take(entry, step.item)
            new.append(entry)
        elif step.entry is not None:
            entry = step.entry
            before, key = _kept(entry), entry.item_key
            _do(entry, step.item)
            entry.version, entry.updated_at = entry.version + 1, now
            touched.append(entry)
            change = change_of(briefing, ChangeKind.REFRESHED, user, entry, before, {"step": step.kind})
            change.item_key = key
            changes.append(change)
    Entry.objects.bulk_create(new)
    for entry, item in plan.updates:
        _dates(entry, item)
        if entry.compiled_hash == item.hash:
            entry.item_key, entry.pending = item.item_key, None
    rows = [*touched, *(entry for entry, _item in plan.updates)]
    Entry.objects.bulk_update([one for one in rows if one.pending is not None], ["pending"])
    # As SQL's null, which a bulk update would write as a null of JSON.
    Entry.objects.filter(pk__in=[one.pk for one in rows if one.pending is None]).update(pending=None)
    Entry.objects.bulk_update(touched, TAKEN_FIELDS)
    Entry.objects.bulk_update([entry for entry, _item in plan.updates], DATE_FIELDS)
    Section.objects.filter(pk__in=[one.pk for one in plan.sections]).update(compiled_at=now)
    Briefing.objects.filter(pk=briefing.pk).update(compiled_at=now)
    briefing.compiled_at = now
    added = {"added": len(new), "steps": len(plan.steps)}
    changes.append(change_of(briefing, ChangeKind.REFRESHED, user, after=added))
    record_all(briefing, ChangeKind.REFRESHED, user, changes)


DATE_FIELDS = ["source_date", "verified_on", "overdue", "keep_reason", "item_key"]
TAKEN_FIELDS = [
    *DATE_FIELDS,
    "form",
    "heading",
    "compiled",
    "compiled_hash",
    "source_label",
    "source_url",
    "gone",
    "version",
    "updated_at",
]


def _do(entry: Entry, item: Compiled | None) -> None:
    """One step: an entry is gone, says what its source says, or waits for the editor who had rewritten it."""
    if item is None:
        entry.gone, entry.pending = True, None
    elif entry.edited and entry.compiled_hash != item.hash:
        entry.gone, entry.pending = False, pending_of(item)
        # What waits stands beside what was compiled before: for who may read both.
        entry.item_key = narrow(entry.item_key, item.item_key)
        _dates(entry, item)
    else:
        entry.item_key = item.item_key
        _take(entry, item)


def _take(entry: Entry, item: Compiled) -> None:
    """Let an entry say what its source says. What an editor wrote on it stays."""
    entry.source_type, entry.source_id, entry.form = item.source_type, item.source_id, item.form
    entry.heading, entry.compiled, entry.compiled_hash = item.heading, dict(item.value), item.hash
    entry.source_label, entry.source_url = item.source_label[:500], item.source_url[:500]
    entry.gone, entry.pending = False, None
    _dates(entry, item)


def _dates(entry: Entry, item: Compiled) -> None:
    """What moves on without anybody's decision: dates and verification. Once somebody stands for it again, the reason
    why it was kept is settled."""
    entry.source_date, entry.verified_on = item.source_date[:10], item.verified_on
    entry.overdue = item.overdue
    if not item.overdue:
        entry.keep_reason = ""


def pending_of(item: Compiled) -> dict[str, Any]:
    """What a source says now, kept until an editor decides."""
    return {**item.said, "hash": item.hash}


def _kept(entry: Entry) -> dict[str, Any]:
    """What an entry said, for the history."""
    return {"heading": entry.heading, "text": text_of(entry.compiled), "edited": entry.edited}
