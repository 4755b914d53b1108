"""Share an experience: one page, on a phone, with or without JavaScript."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.stale_forms import csrf_problem, same_user
from practices.actions import Outdated, share_values, submit_draft
from practices.draft import DraftState, PracticeDraft
from practices.drafting import (
    MAX_FILES,
    AlreadySent,
    Conflict,
    FormData,
    attach_file,
    discard_draft,
    own_draft,
    page_to_mend,
    read_form_data,
    remove_file,
    save_draft,
)
from practices.forms import ShareForm
from practices.late_files import keep_late_files
from practices.models import PracticePage
from practices.views.gate import too_large
from practices.views.share_context import Sheet, blank_values, bound_form, empty_form, share_context

TEMPLATE = "practices/share.html"


@never_cache
@require_safe
def share(request: HttpRequest) -> HttpResponseBase:
    """An empty form with the writer's country of post, or the one the address names."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    form = empty_form(request.user, blank_values(request.user, request.GET.get("country", "")))
    return _page(request, Sheet(form=form, draft_id=uuid.uuid4()))


@never_cache
@require_safe
def share_page(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """The form with a practice of the writer's, to be mended. An open draft of it is gone on with."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    page = page_to_mend(request.user, page_id)
    draft = PracticeDraft.objects.filter(owner=request.user, page=page, state=DraftState.OPEN).first()
    if draft is not None:
        return redirect("practices:share_draft", draft.pk)
    form = empty_form(request.user, share_values(page), page)
    return _page(request, Sheet(form=form, draft_id=uuid.uuid4(), page=page, base_id=page.latest_revision_id))


@csrf_exempt  # checked by hand in _post: a stale form is shown again with its words, not thrown away
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share_draft(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponseBase:
    """A draft: shown to its owner, saved, sent, thrown away. Anybody else's does not exist."""
    if request.method == "POST":
        try:
            return _post(request, draft_id)
        except PracticeDraft.DoesNotExist as gone:  # thrown away a moment ago, in another tab
            raise Http404 from gone
    if not request.user.is_authenticated:
        return _sign_in(request)
    draft = own_draft(request.user, draft_id)
    if draft is None:
        return redirect("practices:share")
    if draft.state == DraftState.SENT:
        return redirect("my:work")
    form = empty_form(request.user, draft.data, draft.page)
    return _page(request, Sheet.of_draft(form, draft))


def _post(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponseBase:
    try:
        problem = "too large" if too_large(request, MAX_FILES) else csrf_problem(request)
        request.POST  # noqa: B018 - read here, where a form that is too large can be answered
    except RequestDataTooBig:
        problem = "too large"
    if problem == "too large":
        return render(request, "practices/share_too_large.html", {"draft_id": draft_id}, status=413)
    if not same_user(request, request.POST.get("writer", "")):
        return _keep_words(request, draft_id)
    if request.user.is_authenticated:
        own_draft(request.user, draft_id)  # others' drafts do not exist, whatever is sent to them
    page = _page_named(request)
    try:
        data = read_form_data(request.POST)
    except ValidationError as error:
        data = {name: request.POST.get(name, "") for name in ShareForm.FIRST}
        sheet = Sheet(
            form=bound_form(request, page),
            draft_id=draft_id,
            page=page,
            version=_number(request, "version") or 0,
        )
        sheet.form.add_error(None, error)
        return _page(request, sheet, status=422)
    if problem:
        sheet = Sheet(form=empty_form(request.user, data, page), draft_id=draft_id, page=page)
        sheet.version, sheet.base_id = _number(request, "version") or 0, _number(request, "base")
        sheet.notice = _("This page had been open for long. Nothing is lost: press the button once more.")
        return _page(request, sheet, status=403)
    return _save_and_go_on(request, draft_id, data, page)


def _save_and_go_on(
    request: HttpRequest, draft_id: uuid.UUID, data: FormData, page: PracticePage | None
) -> HttpResponseBase:
    """Keep what is typed, then do what the button says."""
    try:
        draft = save_draft(
            user=request.user,
            draft_id=draft_id,
            data=data,
            version=_number(request, "version") or 0,
            page=page,
            base_id=_number(request, "base"),
        )
        file_errors = _take_files(request, draft)
    except AlreadySent:
        return _already_sent(request, draft_id, data)
    except Conflict as conflict:
        return _conflict(request, draft_id, data, page, conflict)
    if request.POST.get("remove_file"):
        remove_file(draft=draft, file_id=_number(request, "remove_file") or 0)
    do = request.POST.get("do", "save")
    if do == "discard":
        discard_draft(draft)
        messages.success(request, _("The draft is thrown away."))
        return redirect("my:work")
    if do == "send" and not file_errors:
        return _send(request, draft)
    if file_errors:
        sheet = Sheet.of_draft(empty_form(request.user, data, draft.page), draft)
        sheet.file_errors = file_errors
        return _page(request, sheet, status=422)
    messages.success(request, _("Saved as a draft. Only you can see it."))
    return redirect("practices:share_draft", draft.pk)


def _send(request: HttpRequest, draft: PracticeDraft) -> HttpResponseBase:
    """Send a saved draft to the desk, or show what is still in the way, at its field."""
    form = bound_form(request, draft.page)
    try:
        if form.is_valid():
            submit_draft(draft_id=draft.pk, form=form)
            return _sent(request)
    except Conflict as conflict:
        return _conflict(request, draft.pk, draft.data, draft.page, conflict)
    except ObjectDoesNotExist as gone:  # the draft or the practice, thrown away a moment ago
        raise Http404 from gone
    except Outdated as outdated:
        form.add_error(None, outdated.message)
    except ValidationError as error:
        _add_page_errors(form, error)
    draft.refresh_from_db()
    return _page(request, Sheet.of_draft(form, draft), status=422)


def _add_page_errors(form: ShareForm, error: ValidationError) -> None:
    """Errors that only the page could tell, at the fields they came from."""
    places = {"body": "story", "note": "sources"}
    for name, errors in getattr(error, "error_dict", {None: error.messages}).items():
        place = places.get(name, name)
        form.add_error(place if place in form.fields else None, errors)


def _sent(request: HttpRequest) -> HttpResponseBase:
    messages.success(request, _("Sent to the desk. It will be shown once the desk has approved it."))
    return redirect(reverse("my:work") + "?sent=1")


def _already_sent(request: HttpRequest, draft_id: uuid.UUID, data: FormData) -> HttpResponseBase:
    """The text has gone to the desk in the meantime. Files that did not go with it are kept in a draft."""
    draft = own_draft(request.user, draft_id)
    uploads = request.FILES.getlist("files") if request.POST.get("do") != "discard" else []
    kept, errors = keep_late_files(
        user=request.user, page=draft.page if draft else None, data=data, uploads=uploads
    )
    for error in errors:
        messages.error(request, error)
    if kept is None:
        return _sent(request)
    messages.warning(
        request,
        _(
            "Your text had just been sent or thrown away. The file is kept in this draft: send it to add the file."
        ),
    )
    return redirect("practices:share_draft", kept.pk)


def _conflict(
    request: HttpRequest, draft_id: uuid.UUID, data: FormData, page: PracticePage | None, conflict: Conflict
) -> HttpResponse:
    """Both texts, nothing overwritten: the writer's in the form, the other below each field it differs in."""
    sheet = Sheet(form=empty_form(request.user, data, page), draft_id=draft_id, page=page)
    sheet.version, sheet.base_id, sheet.theirs = conflict.version, conflict.base, conflict.theirs
    return _page(request, sheet, status=409)


def _take_files(request: HttpRequest, draft: PracticeDraft) -> list[str]:
    """Attach the files of a form that was sent without JavaScript; the messages of those refused.

    Raises ``AlreadySent`` where the draft is no longer open.
    """
    errors: list[str] = []
    for upload in request.FILES.getlist("files"):
        try:
            attach_file(draft=draft, upload=upload)
        except ValidationError as error:
            errors += error.messages
    return errors


def _page_named(request: HttpRequest) -> PracticePage | None:
    page_id = _number(request, "page")
    return None if page_id is None else page_to_mend(request.user, page_id)


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 16 else None


def _sign_in(request: HttpRequest) -> HttpResponseBase:
    from django.contrib.auth.views import redirect_to_login
    from django.shortcuts import resolve_url

    return redirect_to_login(request.get_full_path(), resolve_url("account_login"))


def _keep_words(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The session has ended, or it is another's now: every word again, ready to be sent after signing in."""
    kept: list[tuple[str, str]] = [
        (name, value)
        for name in ("writer", "version", "page", "base", *ShareForm.base_fields)
        for value in request.POST.getlist(name)
    ]
    words = [
        (ShareForm.base_fields[name].label, value)
        for name, value in kept
        if name in ("title", "story") and value
    ]
    context: dict[str, Any] = {
        "kept": kept,
        "words": words,
        "draft_id": draft_id,
        "do": request.POST.get("do", "save"),
        "other_user": request.user.is_authenticated,
    }
    return render(request, "practices/share_signed_out.html", context, status=401)


def _page(request: HttpRequest, sheet: Sheet, status: int = 200) -> HttpResponse:
    return render(request, TEMPLATE, share_context(request, sheet), status=status)
