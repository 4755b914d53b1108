"""What stands between what is written and what is found: marks, rows, and how far each engine has come."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator

from django.db import models
from django.db.models.functions import Now

from search.engines.base import Document


class DirtyMark(models.Model):
    """Something changed about an object: its row has to be made again.

    Marks are only ever added. One mark an object with ``ON CONFLICT DO NOTHING`` would lose changes: a writer
    who meets the mark that a projector is just working on adds none, and the projector removes the only one
    after having read the object as it was before. It would also make writers wait for each other.
    """

    id = models.BigAutoField(primary_key=True)
    type = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    urgent = models.BooleanField(default=False)
    """Set on what fans out (audiences, moves), so that a narrowed section is projected before new texts."""
    at = models.DateTimeField(db_default=Now())
    """When the change was made, by the database's clock: how long the oldest waits (``search.status``)."""

    class Meta:
        indexes = [models.Index(fields=["id"], condition=models.Q(urgent=True), name="search_urgent_marks")]

    def __str__(self) -> str:
        return f"{self.type}:{self.object_id}"


class IndexRow(models.Model):
    """One object as it is to be found, or a tombstone where it is to be found no more.

    ``version`` grows with every change of the row. ``xid`` says which transaction wrote it: what an engine
    has not seen yet is told by transactions, because numbers are given out in another order than they are
    committed (``search.clock``). Codes are kept as ``"|MA|TN|"``, so that one ``LIKE`` finds a code on every
    database. ``folded`` is the text without case and accents, for the plain list when no engine answers.
    """

    id = models.BigAutoField(primary_key=True)
    type = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    version = models.BigIntegerField(default=0)
    xid = models.BigIntegerField(default=0, db_index=True)
    deleted = models.BooleanField(default=True)
    digest = models.CharField(max_length=40, default="", blank=True)
    language = models.CharField(max_length=10, default="", blank=True)
    title = models.TextField(default="", blank=True)
    summary = models.TextField(default="", blank=True)
    text = models.TextField(default="", blank=True)
    folded = models.TextField(default="", blank=True)
    countries = models.TextField(default="", blank=True)
    instruments = models.TextField(default="", blank=True)
    topics = models.TextField(default="", blank=True)
    kind = models.CharField(max_length=40, default="", blank=True)
    date = models.DateField(null=True, blank=True)
    audience_key = models.CharField(max_length=500, default="", blank=True)
    owner_id = models.BigIntegerField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "object_id"], name="search_one_row_per_object")
        ]
        indexes = [models.Index(fields=["xid"], condition=models.Q(deleted=True), name="search_tombstones")]

    def __str__(self) -> str:
        return self.document_id

    @property
    def document_id(self) -> str:
        return f"{self.type}:{self.object_id}"

    def document(self) -> Document:
        """This row as an engine takes it."""
        if self.deleted:
            return Document(
                id=self.document_id,
                type=self.type,
                object_id=self.object_id,
                version=self.version,
                deleted=True,
            )
        return Document(
            id=self.document_id,
            type=self.type,
            object_id=self.object_id,
            version=self.version,
            language=self.language,
            title=self.title,
            summary=self.summary,
            text=self.text,
            countries=split_codes(self.countries),
            instruments=split_codes(self.instruments),
            topics=split_codes(self.topics),
            kind=self.kind,
            date=self.date,
            audience_key=self.audience_key,
            owner_id=self.owner_id,
        )


_DOCUMENT_FIELDS = [
    field.name for field in dataclasses.fields(Document) if field.name not in {"id", "deleted"}
]


def live_documents(rows: models.QuerySet[IndexRow]) -> Iterator[Document]:
    """What engines take of rows that are not tombstones, without an object for each row. One query."""
    codes = ("countries", "instruments", "topics")
    for row in rows.values(*_DOCUMENT_FIELDS):
        row |= {name: split_codes(row[name]) for name in codes}
        yield Document(id=f"{row['type']}:{row['object_id']}", **row)


class ProjectionFailure(models.Model):
    """An object whose entry could not be made, with the error. It is tried again until it can."""

    type = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    reason = models.TextField()
    attempts = models.PositiveIntegerField(default=1)
    next_try = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "object_id"], name="search_one_failure_per_object")
        ]

    def __str__(self) -> str:
        return f"{self.type}:{self.object_id} - {self.reason}"


class EngineFailure(models.Model):
    """A document that an engine refused, in the engine's own words. It is tried again with growing pauses."""

    engine = models.CharField(max_length=200)
    type = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    reason = models.TextField()
    attempts = models.PositiveIntegerField(default=1)
    next_try = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["engine", "type", "object_id"], name="search_one_failure_per_document"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type}:{self.object_id} - {self.reason}"


class EngineState(models.Model):
    """How far an index has come, as last reported by whoever wrote to it.

    The index itself keeps the watermark that counts; this one tells which tombstones may be removed and what
    to show a maintainer.
    """

    engine = models.CharField(max_length=200, unique=True)
    watermark = models.CharField(max_length=120, default="", blank=True)
    generation = models.UUIDField(default=uuid.uuid4)
    """Changes with every new index, so that a process forgets what it remembers of the old one."""
    last_success = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(default="", blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.engine} at {self.watermark or 'nothing'}"


class Ledger(models.Model):
    """The single row that tells this database from any other and, on SQLite, counts its versions."""

    identity = models.UUIDField(default=uuid.uuid4)
    counter = models.BigIntegerField(default=0)
    purged_before = models.BigIntegerField(default=0)
    """Tombstones of transactions before this one may be gone: an index that is older must be filled anew."""

    def __str__(self) -> str:
        return str(self.identity)


def join_codes(codes: tuple[str, ...]) -> str:
    """Codes as a row keeps them: ``"|MA|TN|"``, each once, or ``""``."""
    return f"|{'|'.join(dict.fromkeys(codes))}|" if codes else ""


def split_codes(kept: str) -> tuple[str, ...]:
    """The codes of ``join_codes``."""
    return tuple(code for code in kept.split("|") if code)
