"""Delegations and agenda of a dialogue."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.dialogues.access import may_see_item, organised_dialogue
from events.dialogues.actions import Conflict
from events.dialogues.agenda import add_item, change_item, move_item, remove_item, take_offers
from events.dialogues.agenda_sources import Offer, offers_for
from events.dialogues.delegations import (
    add_representative,
    change_representative,
    remove_delegation,
    remove_representative,
)
from events.dialogues.enums import DialogueCircle
from events.dialogues.inside_forms import AgendaItemForm, RepresentativeForm, initial_item, initial_person
from events.dialogues.models import AgendaItem, Dialogue, Representative
from events.dialogues.papers import papers_for
from events.dialogues.reading import agenda_rows, delegation_rows
from events.dialogues.views.doors import acting, number_of, told
from liaison.directory.kept import editing, stale
from portal.conflicts import differences, take_version
from portal.pages.audience_words import audience_words
from portal.visibility import covers


@editing
def delegations(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Who sits at the table: add somebody, or take a delegation off."""
    dialogue = organised_dialogue(request.user, slug)
    if request.method != "POST":
        return _show_delegations(request, dialogue, RepresentativeForm(dialogue=dialogue))
    form = RepresentativeForm(request.POST, dialogue=dialogue)
    if notice := stale(request):
        return _show_delegations(request, dialogue, form, notice=notice, status=403)
    if pk := number_of(request.POST.get("remove", "")):
        found = dialogue.delegations.filter(pk=pk).first()
        if found is not None:
            remove_delegation(delegation=found, by=request.user)
            messages.success(request, _("The delegation is taken off."))
        return redirect("dialogues:delegations", dialogue.slug)
    if form.is_valid():
        try:
            add_representative(dialogue=dialogue, values=form.values(), by=request.user)
        except ValidationError as problem:
            told(form, problem)
    if form.errors:
        return _show_delegations(request, dialogue, form, status=422)
    messages.success(request, _("Added."))
    return redirect(reverse("dialogues:delegations", args=[dialogue.slug]) + "#add")


def _show_delegations(
    request: HttpRequest, dialogue: Dialogue, form: RepresentativeForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"dialogue": dialogue, "form": form, "rows": delegation_rows(dialogue)} | more
    return render(request, "dialogues/delegations.html", context, status=status)


@editing
def person(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Change what is said of a member of a delegation, or take them off."""
    dialogue = organised_dialogue(request.user, slug)
    found = (
        Representative.objects.filter(delegation__dialogue=dialogue, pk=pk)
        .select_related("delegation__dialogue", "user")
        .first()
    )
    if found is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = RepresentativeForm(sent, dialogue=dialogue, person=found, initial=initial_person(found))
    if request.method != "POST":
        return _show_person(request, dialogue, form)
    if notice := stale(request):
        return _show_person(request, dialogue, form, notice=notice, status=403)
    if "remove" in request.POST:
        remove_representative(representative=found, by=request.user)
        messages.success(request, _("This person is taken off the delegation."))
        return redirect("dialogues:delegations", dialogue.slug)
    if not form.is_valid():
        return _show_person(request, dialogue, form, status=422)
    try:
        change_representative(
            representative=found,
            values=form.values(),
            version=form.cleaned_data["version"] or 0,
            by=request.user,
        )
    except Conflict as conflict:
        take_version(form, conflict.current.delegation.version)
        others = differences(form, initial_person(conflict.current))
        return _show_person(request, dialogue, form, others=others, status=409)
    except Representative.DoesNotExist as gone:
        raise Http404 from gone
    except ValidationError as problem:
        return _show_person(request, dialogue, told(form, problem), status=422)
    messages.success(request, _("Saved."))
    return redirect("dialogues:delegations", dialogue.slug)


def _show_person(
    request: HttpRequest, dialogue: Dialogue, form: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"dialogue": dialogue, "form": form} | more
    return render(request, "dialogues/person.html", context, status=status)


# --- the agenda -------------------------------------------------------------------------------------------


@acting
def agenda(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The agenda as its organisers see it: the order, and what could be put on it."""
    dialogue = organised_dialogue(request.user, slug)
    if request.method != "POST":
        return _show_agenda(request, dialogue)
    for name in ("up", "down"):
        if pk := number_of(request.POST.get(name, "")):
            item = _item(request, dialogue, pk)
            move_item(item=item, up=name == "up", by=request.user)
            return redirect(reverse("dialogues:agenda", args=[dialogue.slug]) + f"#item-{pk}")
    codes = set(request.POST.getlist("offer"))
    circle = request.POST.get("circle", "")
    if not codes or circle not in DialogueCircle.values:
        notice = _("Tick what should be on the agenda, and say who may see it.")
        return _show_agenda(request, dialogue, notice=notice, ticked=codes, status=422)
    try:
        added = take_offers(dialogue=dialogue, codes=codes, circle=circle, by=request.user)
    except ValidationError as problem:
        return _show_agenda(request, dialogue, notice=problem.messages[0], ticked=codes, status=422)
    done = ngettext("%(count)d item is on the agenda.", "%(count)d items are on the agenda.", len(added))
    messages.success(request, done % {"count": len(added)})
    return redirect("dialogues:agenda", dialogue.slug)


def _show_agenda(request: HttpRequest, dialogue: Dialogue, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "dialogue": dialogue,
        "rows": agenda_rows(request.user, dialogue, papers_for(request.user, dialogue)),
        "offers": _offers(dialogue, offers_for(request.user, dialogue)),
        "circles": DialogueCircle.choices,
        "circle": request.POST.get("circle", DialogueCircle.ALL),
    } | more
    return render(request, "dialogues/agenda.html", context, status=status)


def _offers(dialogue: Dialogue, offers: list[Offer]) -> list[tuple[Offer, str]]:
    """Each offer with who sees it in words, where not everyone in the dialogue does."""
    narrower = {one.key for one in offers if not covers(one.key, dialogue.audience_key)}
    words = audience_words(narrower)
    return [(one, words.get(one.key, "")) for one in offers]


def _item(request: HttpRequest, dialogue: Dialogue, pk: int) -> AgendaItem:
    """An item that the organiser may see. Raises 404."""
    found = dialogue.agenda.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.dialogue = dialogue
    if not may_see_item(request.user, found):
        raise Http404
    return found


@editing
def new_item(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Put an item on the agenda."""
    return _item_form(request, organised_dialogue(request.user, slug), None)


@editing
def item(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Change an item, or take it off."""
    dialogue = organised_dialogue(request.user, slug)
    return _item_form(request, dialogue, _item(request, dialogue, pk))


def _item_form(request: HttpRequest, dialogue: Dialogue, found: AgendaItem | None) -> HttpResponseBase:
    sent = request.POST if request.method == "POST" else None
    form = AgendaItemForm(sent, initial=initial_item(found) if found else None)
    if request.method != "POST":
        return _show_item(request, dialogue, form, found)
    if notice := stale(request):
        return _show_item(request, dialogue, form, found, notice=notice, status=403)
    if found is not None and "remove" in request.POST:
        remove_item(item=found, by=request.user)
        messages.success(request, _("The item is taken off the agenda."))
        return redirect("dialogues:agenda", dialogue.slug)
    if not form.is_valid():
        return _show_item(request, dialogue, form, found, status=422)
    try:
        if found is None:
            saved = add_item(dialogue=dialogue, values=form.values(), by=request.user)
        else:
            version = form.cleaned_data["version"] or 0
            saved = change_item(item=found, values=form.values(), version=version, by=request.user)
    except Conflict as conflict:
        take_version(form, conflict.current.version)
        others = differences(form, initial_item(conflict.current))
        return _show_item(request, dialogue, form, found, others=others, status=409)
    except AgendaItem.DoesNotExist as gone:
        raise Http404 from gone
    except ValidationError as problem:
        return _show_item(request, dialogue, told(form, problem), found, status=422)
    messages.success(request, _("Saved."))
    return redirect(reverse("dialogues:agenda", args=[dialogue.slug]) + f"#item-{saved.pk}")


def _show_item(
    request: HttpRequest,
    dialogue: Dialogue,
    form: Any,
    found: AgendaItem | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"dialogue": dialogue, "form": form, "item": found} | more
    return render(request, "dialogues/item.html", context, status=status)
