"""Files that come with a form whose draft has gone to the desk, or was thrown away, a moment ago."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from portal.media.checks import document_from_upload
from practices.body import attachments
from practices.draft import DraftState, PracticeDraft
from practices.drafting import FormData, attach_file, discard_draft, save_draft
from practices.models import PracticePage


def keep_late_files(
    *, user: Any, page: PracticePage | None, data: FormData, uploads: Iterable[UploadedFile]
) -> tuple[PracticeDraft | None, list[str]]:
    """Keep the files that the practice does not show yet in an open draft of it, with the words they came with.

    ``page`` is what the draft became, ``None`` where there is none (any more): the draft is one of a new practice
    then. An open draft of the practice is gone on with, its own words untouched. Gives the draft, or ``None``
    where no file had to be kept, and the messages about files that were refused.
    """
    new = [upload for upload in uploads if page is None or not _shows(page, upload, user)]
    if not new:
        return None, []
    draft, made = _open_draft(user, page, data)
    errors: list[str] = []
    for upload in new:
        try:
            attach_file(draft=draft, upload=upload)
        except ValidationError as error:
            errors += error.messages
    if made and not draft.files.exists():
        discard_draft(draft)
        return None, errors
    return draft, errors


def _shows(page: PracticePage, upload: UploadedFile, user: Any) -> bool:
    """Whether the practice, as it was sent, has this very file already."""
    given = document_from_upload(upload, user=user)
    sent = attachments(page.get_latest_revision_as_object())
    return any((d.file_hash, d.title) == (given.file_hash, given.title) for _block, d in sent)


def _open_draft(user: Any, page: PracticePage | None, data: FormData) -> tuple[PracticeDraft, bool]:
    """An open draft of the practice, and whether it was made for this."""
    if page is not None:
        known = PracticeDraft.objects.filter(owner=user, page=page, state=DraftState.OPEN).first()
        if known is not None:
            return known, False
    base_id = None if page is None else page.latest_revision_id
    draft = save_draft(user=user, draft_id=uuid.uuid4(), data=data, version=0, page=page, base_id=base_id)
    return draft, True
