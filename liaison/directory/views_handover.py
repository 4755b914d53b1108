"""Ending a posting: the form, a preview of what will move, and the record of what moved."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liaison.directory.handover import Outdated, can_hand_over, hand_over, is_held, moving_of, preview
from liaison.directory.handover_form import HandoverForm
from liaison.directory.models import Handover, Post, Receiver
from liaison.directory.rules import is_desk

PREVIEW, CONFIRM = "preview", "confirm"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """End a posting in two steps without losing what was typed. For whoever may not, it does not exist; whoever
    held the post until a moment ago is shown what became of it."""
    post = Post.objects.visible_to(request.user).select_related("holder", "country").filter(pk=pk).first()
    if post is None or not can_hand_over(request.user, post):
        return _to_own_record(request, pk)
    if not is_held(post):
        return _overtaken(request, post, post.handovers.first(), status=200)
    if request.method != "POST":
        return _form(request, HandoverForm(post=post, initial={"last_day": _last_day(post)}))
    if request.POST.get("held_by", str(post.holder_id)) != str(post.holder_id):
        # Told first, whatever else is wrong: the form is about somebody who has left.
        return _overtaken(request, post, post.handovers.first(), status=409)
    form = HandoverForm(request.POST, post=post)
    step = request.POST.get("do", "")
    if not form.is_valid():
        return _form(request, form, status=422)
    if step == CONFIRM:
        return _confirm(request, form)
    return _preview(request, form) if step == PREVIEW else _form(request, form)


def _confirm(request: HttpRequest, form: HandoverForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        record = hand_over(
            post=form.post,
            kind=Receiver(data["kind"]),
            receiver=form.receiver,
            last_day=data["last_day"],
            reason=data["reason"],
            closes=data["closes"],
            by=request.user,
            digest=data["digest"],
        )
    except Outdated as outdated:
        same = is_held(outdated.post) and outdated.post.holder_id == form.post.holder_id
        if same and can_hand_over(request.user, outdated.post):
            return _preview(request, form, status=409)
        return _overtaken(request, outdated.post, outdated.latest, status=409)
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            form.add_error(name if name in form.fields else None, texts)
        return _form(request, form, status=422)
    except (ObjectDoesNotExist, PermissionDenied) as gone:
        raise Http404 from gone
    messages.success(request, _("Handed over. Everyone concerned is told by e-mail."))
    return redirect("directory:handover_record", record.pk)


def _last_day(post: Post) -> datetime.date:
    """The day that is offered: as noted in the post, otherwise today, never before the posting began."""
    began = datetime.date.fromisoformat(post.since) if len(post.since) == 10 else datetime.date.min
    return post.until or max(timezone.localdate(), began)


def _earlier(user: Any, post: Post) -> list[Handover]:
    """Earlier handovers of the post whose record the viewer may open, the latest first."""
    return [record for record in post.handovers.select_related("post")[:20] if _is_party(user, record)]


def _form(request: HttpRequest, form: HandoverForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "post": form.post,
        "title": form.post.label(),
        "earlier": _earlier(request.user, form.post),
    }
    return render(request, "directory/handover.html", context, status=status)


def _preview(request: HttpRequest, form: HandoverForm, status: int = 200) -> HttpResponse:
    """What will move, as far as this viewer may see it, and the button that moves it."""
    post = Post.objects.select_related("holder", "country").get(pk=form.post.pk)
    found = preview(request.user, post)
    hidden = {name: form.data.get(name, "") for name in form.fields if name != "digest"}
    context: dict[str, Any] = {
        "post": post,
        "title": post.label(),
        "data": form.cleaned_data,
        "receiver": form.receiver,
        "hidden": {name: value for name, value in hidden.items() if value},
        "preview": found,
        "changed": status == 409,
    }
    return render(request, "directory/handover_preview.html", context, status=status)


def _overtaken(request: HttpRequest, post: Post, latest: Handover | None, status: int) -> HttpResponse:
    """Somebody else came first, or there is nobody to take over from."""
    context = {
        "post": post,
        "title": post.label(),
        # Who comes to a vacant post is told that nobody holds it; who was overtaken, by whom.
        "latest": latest if status == 409 else None,
        "earlier": _earlier(request.user, post),
    }
    return render(request, "directory/handover_overtaken.html", context, status=status)


def _to_own_record(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of the handover by which the viewer left this post. Raises 404 where there is none."""
    record = Handover.objects.filter(post=pk, giver_id=request.user.pk).first()
    if record is None:
        raise Http404
    return redirect("directory:handover_record", record.pk)


@never_cache
@login_required
@require_safe
def handover_record(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What moved, as far as this viewer may see it now. For the parties and the desk; raises 404 for others.

    Whoever was the holder and is outside the post's audience now is told who received it, and nothing of the post.
    """
    record = Handover.objects.select_related("post", "post__country", "by").filter(pk=pk).first()
    if record is None or not _is_party(request.user, record):
        raise Http404
    sees_post = record.post.can_view(request.user)
    context = {
        "record": record,
        "post": record.post,
        "title": record.post.label() if sees_post else "",
        "sees_post": sees_post,
        "moving": moving_of(request.user, record.moved),
        "is_receiver": record.receiver_id == request.user.pk,
    }
    return render(request, "directory/handover_record.html", context)


def _is_party(user: Any, record: Handover) -> bool:
    if user.pk in (record.giver_id, record.receiver_id, record.by_id):
        return True
    return is_desk(user, record.post)
