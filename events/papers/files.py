"""Adding, changing, replacing and removing papers. Every write is logged in ``PaperChange``."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from events.exchanges.models import Event, Session
from events.papers.models import Paper, PaperChange, paper_state
from portal.media.checks import check_upload, clean_name

MOST_PAPERS = 300
"""Papers of one event."""
MOST_AT_ONCE = 10


class PaperConflict(Exception):
    """Somebody else has changed the paper since it was shown. Carries it as it is."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(paper.pk)
        self.paper = paper


def checked(uploads: Sequence[UploadedFile]) -> Sequence[UploadedFile]:
    """The uploads. Raises ``ValidationError`` with a message for each that is not accepted."""
    errors: list[str] = []
    for upload in uploads:
        try:
            check_upload(upload)
        except ValidationError as error:
            errors += error.messages
    if len(uploads) > MOST_AT_ONCE:
        errors.append(_("At most %(count)d files at once.") % {"count": MOST_AT_ONCE})
    if errors:
        raise ValidationError(errors)
    return uploads


@transaction.atomic
def add_papers(
    *,
    event: Event,
    uploads: Sequence[UploadedFile],
    title: str,
    circle: str,
    session: Session | None,
    language: str,
    by: Any,
) -> list[Paper]:
    """Add checked files (``checked``), all or none. ``title`` counts for a single one; several keep their names.

    Raises ``ValidationError`` where the event has as many papers as it may have.
    """
    locked = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if locked.papers.count() + len(uploads) > MOST_PAPERS:
        raise ValidationError(_("An event has at most %(count)d papers.") % {"count": MOST_PAPERS})
    added = []
    for upload in uploads:
        paper = Paper(event=event, session=session, circle=circle, language=language, added_by=by)
        _take_file(paper, upload)
        paper.title = title if title and len(uploads) == 1 else _plain_title(paper.file_name)
        paper.save()
        _log(paper, PaperChange.Kind.ADDED, by, {}, paper_state(paper))
        added.append(paper)
    return added


def _plain_title(file_name: str) -> str:
    stem = file_name.rpartition(".")[0] or file_name
    return stem.replace("_", " ").strip()[:200] or file_name


def _take_file(paper: Paper, upload: UploadedFile) -> None:
    """Put an upload into a paper: under its cleaned name, with size and digest."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    paper.file_name = clean_name(upload.name or "")
    paper.size = upload.size or 0
    paper.sha256 = digest.hexdigest()
    upload.name = paper.file_name
    paper.file = upload


@transaction.atomic
def change_paper(
    *, paper: Paper, values: dict[str, Any], upload: UploadedFile | None, version: int, by: Any
) -> Paper:
    """Change what a paper says, and its file where ``upload`` (checked) is given.

    Raises ``PaperConflict`` where somebody else was faster, ``Paper.DoesNotExist`` where it is gone.
    """
    stored = Paper.objects.select_for_update(of=("self",)).select_related("event").get(pk=paper.pk)
    if stored.version != version:
        raise PaperConflict(stored)
    before = paper_state(stored)
    for name in ("title", "circle", "session", "language"):
        setattr(stored, name, values[name])
    former = stored.file.name
    if upload is not None:
        _take_file(stored, upload)
    if paper_state(stored) == before:
        return stored
    stored.version += 1
    stored.save()
    kind = PaperChange.Kind.CHANGED if upload is None else PaperChange.Kind.REPLACED
    _log(stored, kind, by, before, paper_state(stored))
    if upload is not None:
        _delete_after_commit(stored, former)
    return stored


@transaction.atomic
def remove_paper(*, paper: Paper, by: Any) -> None:
    """Remove a paper with its file. Removing it twice does nothing more."""
    stored = Paper.objects.select_for_update(of=("self",)).filter(pk=paper.pk).first()
    if stored is None:
        return
    _log(stored, PaperChange.Kind.REMOVED, by, paper_state(stored), {})
    name = stored.file.name
    stored.delete()
    _delete_after_commit(stored, name)


def _delete_after_commit(paper: Paper, name: str | None) -> None:
    storage = paper.file.storage
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def _log(paper: Paper, kind: str, by: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    PaperChange.objects.create(
        event_id=paper.event_id,
        paper=paper,
        kind=kind,
        title=paper.title,
        by=by,
        before=before,
        after=after,
    )
