"""Commitments: writing them down in the meeting, reading, changing, and saying how they stand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.dialogues.access import (
    may_change_commitment,
    may_report,
    organised_dialogue,
    visible_commitment,
)
from events.dialogues.actions import Conflict, NotNow
from events.dialogues.commitment_forms import (
    CommitmentForm,
    ReportForm,
    initial_commitment,
    initial_report,
)
from events.dialogues.commitments import (
    add_commitment,
    change_commitment,
    report_commitment,
    settle_review,
)
from events.dialogues.enums import ReviewState
from events.dialogues.history import field_name
from events.dialogues.models import Commitment, CommitmentReview, Dialogue
from events.dialogues.reading import commitments_made, reviews_for
from events.dialogues.rows import commitment_rows
from events.dialogues.views.doors import told, uploading
from liaison.directory.kept import editing, stale
from portal.conflicts import differences, take_version
from portal.media.serving import file_response
from portal.words import WordsField

CHANGES_SHOWN = 30


@editing
def meeting(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What is written down during the meeting: what became of earlier commitments, and new ones."""
    dialogue = organised_dialogue(request.user, slug)
    blank = Commitment(dialogue=dialogue, country_id=dialogue.country_id, tlp=dialogue.tlp)
    sent = request.POST if request.method == "POST" else None
    form = CommitmentForm(sent, user=request.user, item=blank, initial=initial_commitment(blank))
    if request.method != "POST":
        return _show_meeting(request, dialogue, form)
    if notice := stale(request):
        return _show_meeting(request, dialogue, form, notice=notice, status=403)
    if form.is_valid():
        try:
            saved = add_commitment(dialogue=dialogue, values=form.values, by=request.user)
        except ValidationError as problem:
            told(form, problem)
        except NotNow as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Noted. You can write down the next one."))
            return redirect(reverse("dialogues:meeting", args=[dialogue.slug]) + f"#commitment-{saved.key}")
    return _show_meeting(request, dialogue, form, status=422)


def _show_meeting(
    request: HttpRequest, dialogue: Dialogue, form: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "dialogue": dialogue,
        "form": form,
        "reviews": reviews_for(request.user, dialogue),
        "commitments": commitments_made(request.user, dialogue),
        "review_states": [choice for choice in ReviewState.choices if choice[0] != ReviewState.PENDING],
    } | more
    return render(request, "dialogues/meeting.html", context, status=status)


@editing
def review(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """Write down what was said of a commitment in this dialogue."""
    dialogue = organised_dialogue(request.user, slug)
    commitment = visible_commitment(request.user, key)
    found = CommitmentReview.objects.filter(dialogue=dialogue, commitment=commitment).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return redirect("dialogues:meeting", dialogue.slug)
    blank = Commitment(dialogue=dialogue, country_id=dialogue.country_id, tlp=dialogue.tlp)
    form = CommitmentForm(user=request.user, item=blank, initial=initial_commitment(blank))
    typed = request.POST.get("note", "")
    kept: dict[str, Any] = {"typed": typed, "typed_for": commitment.pk}
    if notice := stale(request):
        return _show_meeting(request, dialogue, form, notice=notice, status=403, **kept)
    state = request.POST.get("state", "")
    try:
        if state not in ReviewState.values or state == ReviewState.PENDING:
            raise ValidationError(_("Say what became of it."))
        note = WordsField(required=False, max_length=2000).clean(typed)
        settle_review(review=found, state=state, note=note, by=request.user)
    except ValidationError as problem:
        return _show_meeting(request, dialogue, form, problem=problem.messages[0], status=422, **kept)
    except NotNow as problem:
        return _show_meeting(request, dialogue, form, problem=str(problem), status=409, **kept)
    messages.success(request, _("Noted."))
    return redirect(reverse("dialogues:meeting", args=[dialogue.slug]) + f"#review-{commitment.key}")


@never_cache
@require_safe
def commitment(request: HttpRequest, key: str) -> HttpResponse:
    """One commitment, with where it was made and spoken about, as far as its reader may see that."""
    found = visible_commitment(request.user, key)
    visible = Dialogue.objects.visible_to(request.user)
    context = {
        "row": commitment_rows(request.user, [found])[0],
        "commitment": found,
        "reviews": list(found.reviews.filter(dialogue__in=visible).select_related("dialogue", "by")),
        "may_change": may_change_commitment(request.user, found),
        "may_report": may_report(request.user, found),
        "changes": _changes(found),
    }
    return render(request, "dialogues/commitment.html", context)


def _changes(found: Commitment) -> list[dict[str, Any]]:
    """When, by whom and of what. Earlier texts may have been for fewer people: they are not shown."""
    names = {"created": _("written down"), "reviewed": _("spoken about")}
    return [
        {
            "at": one.at,
            "by": one.by,
            "names": [names.get(name) or field_name(name, Commitment) for name in one.after],
        }
        for one in found.changes.select_related("by")[:CHANGES_SHOWN]
    ]


@editing
def change(request: HttpRequest, key: str) -> HttpResponseBase:
    """Change what a commitment says and who sees it."""
    found = visible_commitment(request.user, key)
    if not may_change_commitment(request.user, found):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = CommitmentForm(sent, user=request.user, item=found, initial=initial_commitment(found))
    if request.method != "POST":
        return _show_form(request, form, found)
    if notice := stale(request):
        return _show_form(request, form, found, notice=notice, status=403)
    if not form.is_valid():
        return _show_form(request, form, found, status=422)
    version = form.cleaned_data["version"] or 0
    try:
        change_commitment(commitment=found, values=form.values, version=version, by=request.user)
    except Conflict as conflict:
        take_version(form, conflict.current.version)
        others = differences(form, initial_commitment(conflict.current))
        return _show_form(request, form, found, others=others, status=409)
    except ValidationError as problem:
        return _show_form(request, told(form, problem), found, status=422)
    messages.success(request, _("Saved."))
    return redirect("dialogues:commitment", found.key)


def _show_form(
    request: HttpRequest, form: Any, found: Commitment, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "commitment": found} | more
    return render(request, "dialogues/commitment_form.html", context, status=status)


@uploading
def report(request: HttpRequest, key: str) -> HttpResponseBase:
    """Say how a commitment stands, and what shows it."""
    found = visible_commitment(request.user, key)
    if not may_report(request.user, found):
        raise Http404
    if request.method != "POST":
        return _show_report(request, ReportForm(initial=initial_report(found)), found)
    form = ReportForm(request.POST, request.FILES)
    if notice := stale(request):
        return _show_report(request, form, found, notice=notice, status=403)
    if not form.is_valid():
        return _show_report(request, form, found, status=422)
    try:
        report_commitment(commitment=found, by=request.user, **form.cleaned_data)
    except Conflict as conflict:
        take_version(form, conflict.current.version)
        others = differences(form, initial_report(conflict.current), ("state", "evidence"))
        return _show_report(request, form, found, others=others, status=409)
    messages.success(request, _("Thank you. It is noted how this stands."))
    return redirect("dialogues:commitment", found.key)


def _show_report(
    request: HttpRequest, form: Any, found: Commitment, *, status: int = 200, **more: Any
) -> HttpResponse:
    row = commitment_rows(request.user, [found])[0]
    context = {"form": form, "commitment": found, "row": row} | more
    return render(request, "dialogues/report.html", context, status=status)


@never_cache
@require_safe
def evidence(request: HttpRequest, key: str) -> HttpResponseBase:
    """The file that shows how a commitment stands, asked of the rule every time."""
    found = visible_commitment(request.user, key)
    if not found.evidence_file:
        raise Http404
    return file_response(found.evidence_file, found.evidence_name)
