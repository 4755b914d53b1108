"""What share.js asks: saving while one types, and files."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.keeping.reading import sent_json
from portal.stale_forms import csrf_problem, same_user
from practices.draft import DraftState, PracticeDraft
from practices.drafting import (
    AlreadySent,
    Conflict,
    attach_file,
    own_draft,
    page_to_mend,
    read_form_data,
    remove_file,
    save_draft,
)
from practices.views.gate import too_large
from practices.views.share_context import file_row


@never_cache
@require_POST
def save(request: HttpRequest, draft_id: uuid.UUID) -> JsonResponse:
    """Keep the form as it stands.

    200 with the new version; 401 where nobody or somebody else is signed in; 409 with the other words where
    something newer is kept; 410 where the draft has been sent; 422 with a message; 404 for others' drafts.
    """
    try:
        given = sent_json(request)
    except ValidationError as error:
        return _refused(" ".join(error.messages), 400 if error.code == "unreadable" else 422)
    if not same_user(request, given.get("writer", "")):
        return _signed_out(request)
    version, page_id, base_id = (_number(given.get(name)) for name in ("version", "page", "base"))
    own_draft(request.user, draft_id)
    page = page_to_mend(request.user, page_id) if page_id else None
    try:
        data = read_form_data(given.get("data"))
        draft = save_draft(
            user=request.user,
            draft_id=draft_id,
            data=data,
            version=version,
            page=page,
            base_id=base_id or None,
        )
    except ValidationError as error:
        return _refused(" ".join(error.messages))
    except AlreadySent:
        return JsonResponse({"error": "sent"}, status=410)
    except Conflict as conflict:
        return JsonResponse(
            {"error": "conflict", "version": conflict.version, "data": conflict.theirs}, status=409
        )
    return JsonResponse({"version": draft.version, "time": _time(draft)})


@csrf_exempt  # checked by hand: the size is asked before the body is read
@never_cache
@require_POST
def add_file(request: HttpRequest, draft_id: uuid.UUID) -> JsonResponse:
    """Attach one file. 201 with what to show of it; 401, 404, 413 or 422 with a message."""
    if too_large(request):
        return _refused(_("This file is too large."), 413)
    if csrf_problem(request):
        return JsonResponse({"error": "csrf"}, status=403)
    if not same_user(request, request.POST.get("writer", "")):
        return _signed_out(request)
    draft = own_draft(request.user, draft_id)
    upload = request.FILES.get("file")
    if draft is None or draft.state != DraftState.OPEN:
        return JsonResponse({"error": "sent"}, status=410)
    if upload is None:
        return _refused(_("No file came with this."))
    try:
        file = attach_file(draft=draft, upload=upload)
    except ValidationError as error:
        return _refused(" ".join(error.messages))
    except AlreadySent:
        return JsonResponse({"error": "sent"}, status=410)
    return JsonResponse(file_row(file), status=201)


@never_cache
@require_POST
def drop_file(request: HttpRequest, draft_id: uuid.UUID, file_id: int) -> JsonResponse:
    """Take a file out of an open draft; taking it out twice is no error."""
    if not same_user(request, request.POST.get("writer", "")):
        return _signed_out(request)
    draft = own_draft(request.user, draft_id)
    if draft is None or draft.state != DraftState.OPEN:
        return JsonResponse({"error": "sent"}, status=410)
    return JsonResponse({"removed": remove_file(draft=draft, file_id=file_id)})


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15 else 0


def _time(draft: PracticeDraft) -> str:
    return date_format(timezone.localtime(draft.updated_at), "H:i")


def _refused(message: str, status: int = 422) -> JsonResponse:
    return JsonResponse({"error": "refused", "message": message}, status=status)


def _signed_out(request: HttpRequest) -> JsonResponse:
    error = "other_user" if request.user.is_authenticated else "signed_out"
    return JsonResponse({"error": error}, status=401)
