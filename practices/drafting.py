"""Writing a draft: saving without ever overwriting, and files that belong to it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from portal.keeping.reading import FormData, form_data, unreadable
from portal.media.checks import check_upload, document_from_upload
from practices.draft import DraftFile, DraftState, PracticeDraft
from practices.forms import ShareForm
from practices.models import PracticePage
from practices.rules import can_mend

MAX_FILES = 10


class Conflict(Exception):
    """Somebody else's words are there already. ``theirs`` holds them; nothing was overwritten."""

    def __init__(self, theirs: Mapping[str, Any], version: int, base: int | None) -> None:
        super().__init__("conflict")
        self.theirs = dict(theirs)
        self.version = version
        self.base = base


class AlreadySent(Exception):
    """The draft has gone to the desk, or was thrown away: there is nothing more to save in it."""


def read_form_data(given: Any) -> FormData:
    """What the share form's fields hold, from a form or from JSON; anything else in it is left out.

    Raises ``ValidationError`` where it is no set of fields or larger than a draft may be.
    """
    if not isinstance(given, Mapping):
        raise unreadable()
    return form_data(given, ShareForm.base_fields, ShareForm.MULTIPLE)


def own_draft(user: Any, draft_id: uuid.UUID) -> PracticeDraft | None:
    """The user's draft, ``None`` where there is none yet. Raises ``Http404`` for anybody else's."""
    draft = PracticeDraft.objects.select_related("page").filter(pk=draft_id).first()
    if draft is not None and draft.owner_id != user.pk:
        raise Http404
    return draft


def page_to_mend(user: Any, page_id: int) -> PracticePage:
    """A practice of the user's. Raises ``Http404`` for what does not exist and for other people's alike."""
    page = PracticePage.objects.filter(pk=page_id, owner_id=user.pk).first()
    if page is None or not can_mend(user, page):
        raise Http404
    return page


def save_draft(
    *,
    user: Any,
    draft_id: uuid.UUID,
    data: FormData,
    version: int,
    page: PracticePage | None = None,
    base_id: int | None = None,
) -> PracticeDraft:
    """Keep what is typed, if nothing newer was kept since ``version``; the first save makes the draft, and so does
    one after the draft was thrown away in another tab.

    ``base_id`` is the revision of ``page`` that the writer has seen. Saving the same words again is no
    conflict. Raises ``Conflict`` with the newer words, ``AlreadySent``, or ``Http404`` for others' drafts.
    """
    known = own_draft(user, draft_id)
    base = None
    if page is not None and base_id is not None:
        base = Revision.page_revisions.filter(pk=base_id, object_id=str(page.pk)).first()
    if version == 0 or known is None:
        try:
            with transaction.atomic():
                return PracticeDraft.objects.create(
                    pk=draft_id, owner=user, data=data, version=1, page=page, base_revision=base
                )
        except IntegrityError:
            pass  # Another tab came first; what follows compares with it.
    draft = own_draft(user, draft_id)
    if draft is None:
        raise Http404
    if draft.state != DraftState.OPEN:
        raise AlreadySent
    if draft.data == data and (base is None or base.pk == draft.base_revision_id):
        return draft
    changes: dict[str, Any] = {"data": data, "version": F("version") + 1, "updated_at": timezone.now()}
    if base is not None and draft.page_id == page.pk:  # type: ignore[union-attr]
        changes["base_revision"] = base
    current = PracticeDraft.objects.filter(pk=draft_id, owner=user, state=DraftState.OPEN)
    changed = current.filter(version=version).update(**changes)
    draft.refresh_from_db()
    if not changed:
        if draft.state != DraftState.OPEN:
            raise AlreadySent
        if draft.data != data:
            raise Conflict(draft.data, draft.version, draft.base_revision_id)
    return draft


def _lock_open(draft: PracticeDraft) -> bool:
    """Lock a draft, so that it is not sent at the same moment; gives whether it is still being written."""
    waiting = PracticeDraft.objects.select_for_update().filter(pk=draft.pk, state=DraftState.OPEN)
    return waiting.first() is not None


@transaction.atomic
def discard_draft(draft: PracticeDraft) -> None:
    """Throw a draft away with its files. A practice it was going to change stays as it is.

    Does nothing where the draft has been sent meanwhile: its files are the practice's then.
    """
    if not _lock_open(draft):
        return
    for file in draft.files.select_related("document"):
        file.document.delete()
    draft.delete()


def attach_file(*, draft: PracticeDraft, upload: UploadedFile) -> DraftFile:
    """Add a file to a draft. The same file again is the same attachment, so a retry adds nothing.

    Raises ``ValidationError`` in the reader's language for what cannot be accepted (portal.media.checks), and
    ``AlreadySent`` where the draft is no longer open.
    """
    check_upload(upload)
    document = document_from_upload(upload, user=draft.owner)
    with transaction.atomic():
        if not _lock_open(draft):
            raise AlreadySent
        same = draft.files.filter(
            document__file_hash=document.file_hash, document__title=document.title
        ).first()
        if same is not None:
            return same
        if draft.files.count() >= MAX_FILES:
            raise ValidationError(_("At most %(count)d files.") % {"count": MAX_FILES})
        document.save()
        return DraftFile.objects.create(draft=draft, document=document)


@transaction.atomic
def remove_file(*, draft: PracticeDraft, file_id: int) -> bool:
    """Take a file out of an open draft and delete it. ``False`` where the draft has no such file."""
    if not _lock_open(draft):
        return False
    file = draft.files.select_related("document").filter(pk=file_id).first()
    if file is None:
        return False
    file.document.delete()
    return True


def max_upload_bytes() -> int:
    """Largest file in bytes."""
    return int(settings.UPLOAD_MAX_BYTES)
