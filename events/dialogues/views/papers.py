"""Papers of a dialogue: adding, giving out, removing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.dialogues.access import agenda_for, may_open_paper, organised_dialogue, visible_dialogue
from events.dialogues.inside_forms import PaperForm
from events.dialogues.models import AgendaPaper, Dialogue
from events.dialogues.papers import add_paper, remove_paper
from events.dialogues.views.doors import acting, number_of, told, uploading
from liaison.directory.kept import stale
from portal.media.serving import file_response


@uploading
def add(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Add a paper about the dialogue or one item of its agenda."""
    dialogue = organised_dialogue(request.user, slug)
    items = agenda_for(request.user, dialogue)
    if request.method != "POST":
        about = str(number_of(request.GET.get("item", "")))
        return _show(request, dialogue, PaperForm(items=items, initial={"item": about}))
    form = PaperForm(request.POST, request.FILES, items=items)
    if stale(request):
        notice = _("This page had been open for long. Choose the file again and press the button.")
        return _show(request, dialogue, form, notice=notice, status=403)
    if form.is_valid():
        try:
            add_paper(dialogue=dialogue, by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            told(form, problem)
    if form.errors:
        return _show(request, dialogue, form, status=422)
    messages.success(request, _("The paper is added."))
    return redirect("dialogues:agenda", dialogue.slug)


def _show(
    request: HttpRequest, dialogue: Dialogue, form: PaperForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    return render(request, "dialogues/paper.html", {"dialogue": dialogue, "form": form} | more, status=status)


@never_cache
@require_safe
def download(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A file, asked of the rule every time."""
    paper = _paper(request, visible_dialogue(request.user, slug), pk)
    return file_response(paper.file, paper.file_name)


@acting
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Ask, then remove a paper with its file."""
    dialogue = organised_dialogue(request.user, slug)
    paper = _paper(request, dialogue, pk)
    if request.method != "POST":
        return render(request, "dialogues/remove_paper.html", {"dialogue": dialogue, "paper": paper})
    remove_paper(paper=paper, by=request.user)
    messages.success(request, _("The paper is removed."))
    return redirect("dialogues:agenda", dialogue.slug)


def _paper(request: HttpRequest, dialogue: Dialogue, pk: int) -> AgendaPaper:
    """A paper that the viewer may open. Raises 404."""
    paper = dialogue.papers.select_related("item").filter(pk=pk).first()
    if paper is None:
        raise Http404
    paper.dialogue = dialogue
    if paper.item is not None:
        paper.item.dialogue = dialogue
    if not may_open_paper(request.user, paper):
        raise Http404
    return paper
