"""Making a dialogue and changing it. For whoever may not, none of it exists."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from events.dialogues.access import may_create, organised_dialogue
from events.dialogues.actions import Conflict, create_dialogue, save_dialogue, save_line
from events.dialogues.approaches import Crossing, crossings
from events.dialogues.bodies import body_of
from events.dialogues.enums import DialogueFormat, Level
from events.dialogues.forms import DialogueForm, LineForm, initial_line, initial_of
from events.dialogues.models import Dialogue
from events.dialogues.views.doors import told
from events.exchanges.times import reader_zone
from liaison.directory.kept import editing, stale
from portal.conflicts import differences, take_version
from portal.visibility import Audience
from practices.enums import Tlp


@editing
def add(request: HttpRequest) -> HttpResponseBase:
    """A new dialogue. Raises 404 for whoever makes none."""
    if not may_create(request.user):
        raise Http404
    form = _form(request, Dialogue(), _blank(request))
    if (answer := _not_yet(request, form, None)) is not None:
        return answer
    try:
        dialogue = create_dialogue(values=form.values, user=request.user)
    except ValidationError as problem:
        return _show(request, told(form, problem), None, status=422)
    messages.success(request, _("The dialogue is planned. Next: who sits at the table, and the agenda."))
    return redirect("dialogues:organise", dialogue.slug)


def _blank(request: HttpRequest) -> dict[str, Any]:
    """What a new dialogue says before anybody has typed: narrowest audience, the reader's zone and body."""
    body = body_of(request.user)
    return {
        "level": Level.SENIOR_OFFICIAL,
        "format": DialogueFormat.ON_SITE,
        "time_zone": reader_zone(request),
        "tlp": Tlp.AMBER,
        "audience": Audience.COMMUNITIES,
        "hosts": [body] if body else [],
        "country": request.GET.get("country", "").upper()[:2],
        "briefing": request.GET.get("briefing", ""),
    }


@editing
def edit(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change a dialogue. 404 for whoever does not organise it."""
    dialogue = organised_dialogue(request.user, slug)
    form = _form(request, dialogue, initial_of(dialogue))
    if (answer := _not_yet(request, form, dialogue)) is not None:
        return answer
    try:
        saved = save_dialogue(
            dialogue=dialogue,
            values=form.values,
            user=request.user,
            version=form.cleaned_data["version"] or 0,
        )
    except Conflict as conflict:
        take_version(form, conflict.current.version)
        others = differences(form, initial_of(conflict.current), _compared(form))
        return _show(request, form, dialogue, others=others, status=409)
    except ValidationError as problem:
        return _show(request, told(form, problem), dialogue, status=422)
    messages.success(request, _("Saved."))
    return redirect("dialogues:organise", saved.slug)


def _compared(form: DialogueForm) -> list[str]:
    return [
        name for name, field in form.fields.items() if name not in ("version", "known") and not field.disabled
    ]


def _form(request: HttpRequest, dialogue: Dialogue, initial: dict[str, Any]) -> DialogueForm:
    sent = request.POST if request.method == "POST" else None
    return DialogueForm(sent, user=request.user, item=dialogue, initial=initial)


def _not_yet(request: HttpRequest, form: DialogueForm, dialogue: Dialogue | None) -> HttpResponse | None:
    """The form again where it was not sent, was open for too long, is not valid, or crosses something its editor was
    not told of; ``None`` where it may be saved."""
    if request.method != "POST":
        return _show(request, form, dialogue)
    if notice := stale(request):
        return _show(request, form, dialogue, notice=notice, status=403)
    if not form.is_valid():
        return _show(request, form, dialogue, status=422)
    found = _crossings(request, form, dialogue)
    if dialogue is not None:
        known = {one.code for one in _now(request, dialogue)} | form.cleaned_data["known"]
    else:
        known = set(form.cleaned_data["known"])
    if {one.code for one in found} - known:
        return _show(request, form, dialogue, crossings=found, status=422)
    return None


def _crossings(request: HttpRequest, form: DialogueForm, dialogue: Dialogue | None) -> list[Crossing]:
    data = form.cleaned_data
    meant = Dialogue(time_zone=data["time_zone"], starts=data["starts"], ends=data["ends"])
    return crossings(request.user, form.country_code, meant.first_day, meant.last_day, dialogue=dialogue)


def _now(request: HttpRequest, dialogue: Dialogue) -> list[Crossing]:
    """What the dialogue crosses as it stands: its page says so already."""
    return crossings(
        request.user, dialogue.country_id, dialogue.first_day, dialogue.last_day, dialogue=dialogue
    )


def _show(
    request: HttpRequest, form: DialogueForm, dialogue: Dialogue | None, *, status: int = 200, **context: Any
) -> HttpResponse:
    found: list[Crossing] = context.get("crossings", [])
    shown = {
        "form": form,
        "dialogue": dialogue,
        "known": " ".join(one.code for one in found) or request.POST.get("known", ""),
    }
    return render(request, "dialogues/form.html", shown | context, status=status)


# --- the joint line ---------------------------------------------------------------------------------------


@editing
def line(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Write the joint line, and say that the delegations have agreed to it."""
    dialogue = organised_dialogue(request.user, slug)
    form = LineForm(request.POST if request.method == "POST" else None, initial=initial_line(dialogue))
    if request.method != "POST":
        return _show_line(request, form, dialogue)
    if notice := stale(request):
        return _show_line(request, form, dialogue, notice=notice, status=403)
    if not form.is_valid():
        return _show_line(request, form, dialogue, status=422)
    data = form.cleaned_data
    try:
        save_line(
            dialogue=dialogue,
            text=data["joint_line"],
            circle=data["line_circle"],
            agreed=data["agreed"],
            user=request.user,
            version=data["version"],
        )
    except Conflict as conflict:
        take_version(form, conflict.current.line_version)
        others = differences(form, initial_line(conflict.current))
        return _show_line(request, form, dialogue, others=others, status=409)
    messages.success(request, _("The joint line is saved."))
    return redirect("dialogues:dialogue", dialogue.slug)


def _show_line(
    request: HttpRequest, form: LineForm, dialogue: Dialogue, *, status: int = 200, **context: Any
) -> HttpResponse:
    shown = {"form": form, "dialogue": dialogue}
    return render(request, "dialogues/line.html", shown | context, status=status)
