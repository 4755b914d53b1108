"""Comparing what the database says, what the rows say and what the index holds; naming every difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from portal.indexing import EntryBuilder, builders
from portal.pages.models import BasePage
from portal.visibility import NOBODY, PUBLIC, narrow
from search import clock, serving
from search.clock import Watermark
from search.engines.base import EngineError
from search.marks import mark
from search.models import DirtyMark, EngineFailure, IndexRow, ProjectionFailure
from search.projection import BATCH, content, digest, read_entries

STEPS = ("pages", "rows", "index")

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it must be. ``where``: pages, rows or index."""

    where: str
    type: str
    object_id: int
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.type}:{self.object_id} {self.what}"


@dataclass(slots=True)
class Verified:
    """What was compared and what differs. ``waiting`` marks are changes that nobody has projected yet."""

    differences: list[Difference] = field(default_factory=list)
    pages: int = 0
    objects: int = 0
    rows: int = 0
    documents: int = 0
    waiting: int = 0
    watermark: str = ""
    problem: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.differences and not self.problem


def verify(name: str | None = None, *, index: bool = True) -> Verified:
    """Compare pages' keys with their recomputation, objects with rows, and rows with an engine's index.

    What differs is looked at a second time, so that a change made while comparing is not taken for a fault.
    """
    report = Verified(waiting=DirtyMark.objects.count())
    report.differences += _confirmed(lambda only: _compare_pages(report, only))
    report.differences += _confirmed(lambda only: _compare_rows(report, only))
    report.differences += _compare_failures()
    if index:
        try:
            report.differences += _confirmed(lambda only: _compare_index(name, report, only))
        except EngineError as error:
            report.problem = f"the index cannot be read: {error}"
    return report


def _confirmed(compare: Callable[[set[Key] | None], list[Difference]]) -> list[Difference]:
    """The differences that are still there when looked for again."""
    found = compare(None)
    return compare({(one.type, one.object_id) for one in found}) if found else []


# --- pages ----------------------------------------------------------------------------------------------


def _compare_pages(report: Verified, only: set[Key] | None) -> list[Difference]:
    """Materialised audience keys against their recomputation from audience, communities and parents."""
    keys: dict[str, str] = {}
    found = []
    pages = BasePage.objects.order_by("path").specific().prefetch_related(None)
    for page in pages.iterator(chunk_size=BATCH):
        own = page.compute_own_key()
        parent = PUBLIC if page.depth <= 2 else keys.get(page.path[: -page.steplen], NOBODY)
        key = keys[page.path] = narrow(parent, own)
        kept = (page.own_key, page.audience_key)
        if kept != (own, key) and (only is None or ("page", page.pk) in only):
            found.append(
                Difference(
                    "pages", "page", page.pk, f"wrong audience: {kept[1]} ({kept[0]}), must be {key} ({own})"
                )
            )
    report.pages = len(keys)
    return found


# --- rows -----------------------------------------------------------------------------------------------


def _compare_rows(report: Verified, only: set[Key] | None) -> list[Difference]:
    """Objects, as their builders describe them, against rows."""
    found: list[Difference] = []
    registered = builders()
    counted = report if only is None else Verified()
    for type_, builder in registered.items():
        ids = set(builder.object_ids()) | set(_row_ids(type_))
        if only is not None:
            ids &= {object_id for kind, object_id in only if kind == type_}
        ordered = sorted(ids)
        for start in range(0, len(ordered), BATCH):
            found += _compare_batch(builder, ordered[start : start + BATCH], counted)
    strangers = IndexRow.objects.filter(deleted=False).exclude(type__in=registered)
    for row in strangers.only("type", "object_id"):
        found.append(Difference("rows", row.type, row.object_id, "extra: no such type"))
    return found


def _row_ids(type_: str) -> Iterable[int]:
    return IndexRow.objects.filter(type=type_, deleted=False).values_list("object_id", flat=True)


def _compare_batch(builder: EntryBuilder, ids: Sequence[int], report: Verified) -> Iterator[Difference]:
    entries, failures = read_entries(builder, ids)
    rows = {row.object_id: row for row in IndexRow.objects.filter(type=builder.type, object_id__in=ids)}
    report.objects += len(entries)
    for object_id in ids:
        entry, row = entries.get(object_id), rows.get(object_id)
        is_there = row is not None and not row.deleted
        report.rows += is_there
        if object_id in failures:
            yield Difference("rows", builder.type, object_id, f"no entry: {failures[object_id]}")
        elif entry is not None and not is_there:
            yield Difference("rows", builder.type, object_id, "missing")
        elif entry is None and is_there:
            yield Difference("rows", builder.type, object_id, "extra: must not be found")
        elif entry is not None and row is not None:
            wrong = [name for name, value in content(entry).items() if getattr(row, name) != value]
            if "audience_key" in wrong:
                what = f"wrong audience: {row.audience_key}, must be {entry.audience_key}"
                yield Difference("rows", builder.type, object_id, what)
                wrong.remove("audience_key")
            if wrong:
                yield Difference("rows", builder.type, object_id, f"stale: {', '.join(wrong)}")
            elif row.digest != digest(entry) and row.audience_key == entry.audience_key:
                yield Difference("rows", builder.type, object_id, "stale: digest")


def _compare_failures() -> list[Difference]:
    """Objects and documents that could not be taken, where nothing else names them."""
    return [
        Difference("rows", kept.type, kept.object_id, f"not projected: {kept.reason}")
        for kept in ProjectionFailure.objects.all()
    ] + [
        Difference("index", kept.type, kept.object_id, f"refused by {kept.engine}: {kept.reason}")
        for kept in EngineFailure.objects.all()
    ]


# --- index ----------------------------------------------------------------------------------------------


def _compare_index(name: str | None, report: Verified, only: set[Key] | None) -> list[Difference]:
    """Rows against an engine's documents, by version: an equal version is equal content."""
    engine = serving.engine(name or serving.serving_name())
    report.watermark = engine.watermark() or ""
    here = clock.now()
    at = Watermark.parse(report.watermark)
    if at is None or at.identity != here.identity:
        report.problem = f"the index belongs to another database or has no watermark ({report.watermark!r})"
        return []
    held = dict(engine.versions())
    rows = IndexRow.objects.filter(deleted=False).values_list("type", "object_id", "version")
    wanted = {f"{type_}:{object_id}": version for type_, object_id, version in rows}
    report.documents = len(held)
    found = []
    for document_id in sorted(held.keys() | wanted.keys()):
        type_, _, number = document_id.rpartition(":")
        key = (type_, int(number))
        if held.get(document_id) == wanted.get(document_id) or (only is not None and key not in only):
            continue
        found.append(Difference("index", *key, _in_words(held.get(document_id), wanted.get(document_id))))
    return found


def _in_words(held: int | None, wanted: int | None) -> str:
    if held is None:
        return "missing"
    if wanted is None:
        return "extra: must not be found"
    return f"stale: version {held}, the row has {wanted}"


# --- repair ---------------------------------------------------------------------------------------------


def repair(report: Verified) -> int:
    """Mark what differs, so that the next drain makes it again; gives how many objects were marked.

    Wrong keys of pages are recomputed, parents first. Rows are written anew even if their content is the
    same, which gives them a version above the one the index holds.
    """
    with transaction.atomic():
        if any(one.where == "pages" for one in report.differences):
            _recompute_pages()
        keys = sorted({(one.type, one.object_id) for one in report.differences if one.where != "pages"})
        for type_, object_id in keys:
            # A version of its own for a document nobody knows: a tombstone takes it out of the index.
            row, _made = IndexRow.objects.get_or_create(type=type_, object_id=object_id)
            IndexRow.objects.filter(pk=row.pk).update(digest="", deleted=False)
            mark(type_, [object_id])
    return len(keys)


def _recompute_pages() -> None:
    from portal.pages.audience import refresh_subtree

    for page in BasePage.objects.order_by("path").specific():
        own = page.compute_own_key()
        if own != page.own_key:
            BasePage.objects.filter(pk=page.pk).update(own_key=own)
    for top in BasePage.objects.filter(depth=2):
        refresh_subtree(top, include_self=True)
