"""Status steps, organisers and the checklist: small forms of the organisers' page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from events.dialogues.access import organised_dialogue
from events.dialogues.actions import Conflict, NotNow, name_organiser, remove_organiser, take_step
from events.dialogues.checklist import add_checklist_item, remove_checklist_item, tick_checklist_item
from events.dialogues.enums import DialogueStatus
from events.dialogues.forms import ChecklistForm
from events.dialogues.models import Dialogue
from events.dialogues.views.dialogue import organising_context
from events.dialogues.views.doors import acting, number_of, told, version_of
from events.exchanges.fields import person_with
from portal.words import LineField


@acting
def step(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Take a dialogue to its next status."""
    dialogue = organised_dialogue(request.user, slug)
    if request.method != "POST":
        return redirect("dialogues:organise", dialogue.slug)
    status = request.POST.get("status", "")
    typed = request.POST.get("note", "")
    try:
        note = LineField(required=status == DialogueStatus.CANCELLED, max_length=500).clean(typed)
        take_step(dialogue=dialogue, status=status, user=request.user, note=note, version=version_of(request))
    except Conflict as conflict:
        notice = _(
            "Somebody else has changed the dialogue in the meantime. Look at it again, then take the step."
        )
        return _again(request, conflict.current, notice, 409, note=typed)
    except NotNow as problem:
        return _again(request, dialogue, str(problem), 409, note=typed)
    except ValidationError as problem:
        return _again(request, dialogue, problem.messages[0], 422, note=typed, cancelling=True)
    messages.success(
        request, _("The dialogue is now: %(status)s.") % {"status": DialogueStatus(status).label}
    )
    return redirect("dialogues:organise", dialogue.slug)


@acting
def organisers(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Name an organiser by the address of their account, or take one off."""
    dialogue = organised_dialogue(request.user, slug)
    if request.method != "POST":
        return redirect("dialogues:organise", dialogue.slug)
    account = request.POST.get("account", "").strip()
    try:
        if "remove" in request.POST:
            person_id = number_of(request.POST["remove"])
            remove_organiser(dialogue=dialogue, person_id=person_id, user=request.user)
            messages.success(request, _("This person no longer organises the dialogue."))
            if person_id == request.user.pk and not request.user.is_superuser:
                return redirect("dialogues:index")
        else:
            name_organiser(dialogue=dialogue, person=person_with(account[:254]), user=request.user)
            messages.success(request, _("This person now organises the dialogue."))
    except ValidationError as problem:
        return _again(request, dialogue, problem.messages[0], 422, account=account)
    return redirect(reverse("dialogues:organise", args=[dialogue.slug]) + "#organisers")


@acting
def checklist(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Add to the checklist, tick an item or take it off."""
    dialogue = organised_dialogue(request.user, slug)
    if request.method != "POST":
        return redirect("dialogues:organise", dialogue.slug)
    if (pk := number_of(request.POST.get("done", ""))) or (pk := number_of(request.POST.get("undone", ""))):
        tick_checklist_item(dialogue=dialogue, pk=pk, done="done" in request.POST, by=request.user)
    elif pk := number_of(request.POST.get("remove", "")):
        remove_checklist_item(dialogue=dialogue, pk=pk, by=request.user)
    else:
        form = ChecklistForm(request.POST)
        if form.is_valid():
            try:
                add_checklist_item(dialogue=dialogue, by=request.user, **form.cleaned_data)
            except ValidationError as problem:
                told(form, problem)
        if form.errors:
            return _again(request, dialogue, "", 422, checklist_form=form)
    return redirect(reverse("dialogues:organise", args=[dialogue.slug]) + "#checklist")


def _again(request: HttpRequest, dialogue: Dialogue, notice: str, status: int, **more: Any) -> HttpResponse:
    """The organisers' page with what was typed and why nothing was done."""
    context = organising_context(request.user, dialogue, notice=notice, **more)
    return render(request, "dialogues/organise.html", context, status=status)
