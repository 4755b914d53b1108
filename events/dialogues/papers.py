"""Papers of a dialogue: adding and removing files. Each is checked, and logged in the history."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from events.dialogues.access import may_open_paper
from events.dialogues.actions import lock_dialogue
from events.dialogues.history import record
from events.dialogues.models import AgendaItem, AgendaPaper, Dialogue
from portal.media.checks import clean_name

MOST_PAPERS = 200
"""Papers of one dialogue."""


def papers_for(user: Any, dialogue: Dialogue) -> list[AgendaPaper]:
    """The papers that a viewer of the dialogue may open. One query."""
    found = []
    for paper in dialogue.papers.select_related("item"):
        paper.dialogue = dialogue
        if paper.item is not None:
            paper.item.dialogue = dialogue
        if may_open_paper(user, paper):
            found.append(paper)
    return found


@transaction.atomic
def add_paper(
    *,
    dialogue: Dialogue,
    upload: UploadedFile,
    title: str,
    circle: str,
    item: AgendaItem | None,
    language: str,
    by: Any,
) -> AgendaPaper:
    """Add a checked file. Raises ``ValidationError`` where the dialogue has as many as it may have."""
    dialogue = lock_dialogue(dialogue)
    if dialogue.papers.count() >= MOST_PAPERS:
        raise ValidationError(_("A dialogue has at most %(count)d papers.") % {"count": MOST_PAPERS})
    name, digest = clean_name(upload.name or ""), digest_of(upload)
    paper = AgendaPaper(
        dialogue=dialogue,
        item=item,
        title=title or _title_of(name),
        circle=circle,
        language=language,
        file_name=name,
        size=upload.size or 0,
        sha256=digest,
        added_by=by,
    )
    upload.name = name
    paper.file = upload
    paper.save()
    _log(paper, (None, _state(paper)), by)
    return paper


def digest_of(upload: UploadedFile) -> str:
    """The SHA-256 of an upload, which is read from the start again afterwards."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _title_of(file_name: str) -> str:
    stem = file_name.rpartition(".")[0] or file_name
    return stem.replace("_", " ").strip()[:200] or file_name


@transaction.atomic
def remove_paper(*, paper: AgendaPaper, by: Any) -> None:
    """Remove a paper with its file. Removing it twice does nothing more."""
    dialogue = lock_dialogue(paper.dialogue)
    stored = AgendaPaper.objects.select_related("item").filter(pk=paper.pk).first()
    if stored is None:
        return
    stored.dialogue = dialogue
    _log(stored, (_state(stored), None), by)
    delete_after_commit(stored.file)
    stored.delete()


def delete_after_commit(file: FieldFile) -> None:
    """Delete a stored file once it is certain that nothing names it."""
    storage, name = file.storage, file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def _state(paper: AgendaPaper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "circle": paper.circle,
        "item": paper.item_id,
        "file_name": paper.file_name,
        "sha256": paper.sha256,
    }


def _log(paper: AgendaPaper, change: tuple[Any, Any], by: Any) -> None:
    key = paper.item.source_key if paper.item else ""
    record(paper.dialogue, {"papers": change}, by, key=key)
