"""One entry: its text, the decision between two texts, leaving it out, keeping it, removing it; and adding one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from events.briefings import entries
from events.briefings.access import edited_briefing
from events.briefings.actions import remove_section, rename_section
from events.briefings.compiled import text_of
from events.briefings.differences import differences
from events.briefings.enums import Form
from events.briefings.forms import CompiledTextForm, HeadingForm, ReasonForm, TextForm
from events.briefings.history import Conflict, NotNow
from events.briefings.models import Briefing, Entry, Section
from events.briefings.reading import GONE
from events.briefings.views.doors import entry_of, section_of, version_of
from liaison.directory.kept import editing, stale


@editing
def entry(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """An entry of a briefing that the user writes. Of what is gone only that, and the button that removes it."""
    briefing = edited_briefing(request.user, slug)
    try:
        found, state = entry_of(request, briefing, pk)
    except Http404:
        # Removed meanwhile, or not for this editor: told in the same words.
        if request.method == "POST":
            return _removed(request, briefing)
        raise
    if request.method != "POST":
        return _show(request, found, state)
    if notice := stale(request):
        return _show(request, found, state, notice=notice, typed=True, status=403)
    doing = request.POST.get("do", "edit")
    if state == GONE and doing != "remove":
        notice = _("Its source is no longer there.")
        return _show(request, found, state, notice=notice, typed=True, status=409)
    act, form = _act(request, found, doing)
    if form is not None and not form.is_valid():
        return _show(request, found, state, form=form, doing=doing, typed=True, status=422)
    try:
        act(form)
    except Conflict as conflict:
        return _conflict(request, conflict.current, doing)
    except NotNow as problem:
        if not Entry.objects.filter(pk=pk).exists():
            return _removed(request, briefing)
        again, state = entry_of(request, briefing, pk)
        return _show(request, again, state, notice=str(problem), typed=True, status=409)
    messages.success(request, _("Saved."))
    anchor = f"section-{found.section_id}" if doing == "remove" else f"entry-{pk}"
    return redirect(f"{briefing.get_absolute_url()}compose/#{anchor}")


def _act(request: HttpRequest, found: Entry, doing: str) -> tuple[Callable[[Any], object], forms.Form | None]:
    """What is to be done, and the form that has to be valid before."""
    given: dict[str, Any] = {"entry": found, "user": request.user, "version": version_of(request)}
    if doing == "leave_out":
        return (lambda form: entries.leave_out(**given, reason=form.cleaned_data["reason"])), ReasonForm(
            request.POST, prefix="out"
        )
    if doing == "keep":
        return (lambda form: entries.keep(**given, reason=form.cleaned_data["reason"])), ReasonForm(
            request.POST, prefix="keep"
        )
    if doing == "not_keep":
        return (lambda _form: entries.keep(**given, reason="")), None
    if doing == "put_back":
        return (lambda _form: entries.put_back(**given)), None
    if doing == "remove":
        return (lambda _form: entries.remove_entry(**given)), None
    if doing == "decide":
        choice = request.POST.get("choice", "")
        return (
            lambda form: entries.decide(**given, choice=choice, text=form.cleaned_data["text"])
        ), _text_form(found, request.POST)
    return (
        lambda form: entries.edit_entry(
            **given, heading=form.cleaned_data.get("heading", ""), text=form.cleaned_data["text"]
        )
    ), _text_form(found, request.POST)


def _sends_text(request: HttpRequest) -> bool:
    """Whether what was sent holds a text: the buttons "take" and "keep mine" send none."""
    return request.POST.get("do") != "decide" or request.POST.get("choice") == entries.EDIT


def _text_form(found: Entry, data: Any = None) -> forms.Form:
    if found.is_own:
        return TextForm(data, initial={"heading": found.heading, "text": found.edited})
    is_paragraph = found.form == Form.PARAGRAPH
    text = found.text if is_paragraph else found.edited
    return CompiledTextForm(data, is_paragraph=is_paragraph, initial={"text": text})


def _show(
    request: HttpRequest,
    found: Entry,
    state: str,
    *,
    form: forms.Form | None = None,
    doing: str = "",
    typed: bool = False,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The page of an entry; ``typed``: with what was sent, whichever of its forms it was."""
    data = request.POST if typed else None
    sent = request.POST.get("do", "edit") if typed else ""
    text_form = _text_form(found, data if sent in ("edit", "decide") and _sends_text(request) else None)
    out_form = ReasonForm(
        data if sent == "leave_out" else None, prefix="out", initial={"reason": found.reason}
    )
    keep_form = ReasonForm(
        data if sent == "keep" else None, prefix="keep", initial={"reason": found.keep_reason}
    )
    pending = found.pending if state != GONE else None
    shown: dict[str, Any] = {
        "briefing": found.section.briefing,
        "entry": found,
        "state": state,
        "gone": state == GONE,
        "form": text_form,
        "out_form": out_form,
        "keep_form": keep_form,
        "error_form": form,
        "doing": doing or sent,
        "choice": request.POST.get("choice", "") if typed else "",
    }
    if pending is not None:
        now = text_of(pending["value"])
        shown |= {
            "pending": pending,
            "pending_text": now,
            "since_compiled": differences(text_of(found.compiled), now),
            "from_mine": differences(found.edited, now),
        }
    return render(request, "briefings/entry.html", shown | context, status=status)


def _conflict(request: HttpRequest, current: Entry, doing: str) -> HttpResponse:
    """The page again with what was typed, beside what somebody else has saved."""
    current, state = entry_of(request, current.section.briefing, current.pk)
    rows: list[tuple[str, str, str]] = []
    if doing not in ("edit", "decide") or not _sends_text(request):
        notice = _("Somebody else has changed this in the meantime")
        return _show(request, current, state, notice=notice, typed=True, status=409)
    if state != GONE:
        if current.is_own:
            rows.append((_("Heading"), request.POST.get("heading", ""), current.heading))
        rows.append((_("Text"), request.POST.get("text", ""), current.text))
    return _show(request, current, state, rows=rows, conflict=True, typed=True, status=409)


def _removed(request: HttpRequest, briefing: Briefing) -> HttpResponse:
    """Somebody removed it meanwhile: the words that were typed are given back to be copied."""
    notice = _("Somebody else has removed this in the meantime.")
    kept = [request.POST.get("heading", ""), request.POST.get("text", "")]
    context = {"briefing": briefing, "notice": notice, "kept": "\n\n".join(filter(None, kept))}
    return render(request, "briefings/removed.html", context, status=409)


@editing
def add(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Write a text of one's own into a section."""
    briefing = edited_briefing(request.user, slug)
    if request.method == "POST" and not briefing.sections.filter(pk=pk).exists():
        return _removed(request, briefing)
    section = section_of(briefing, pk)
    form = TextForm(request.POST if request.method == "POST" else None)
    shown = {"briefing": briefing, "section": section, "form": form}
    if request.method != "POST":
        return render(request, "briefings/add.html", shown)
    if notice := stale(request):
        return render(request, "briefings/add.html", shown | {"notice": notice}, status=403)
    if not form.is_valid():
        return render(request, "briefings/add.html", shown, status=422)
    said = form.cleaned_data
    try:
        made = entries.add_own(section=section, heading=said["heading"], text=said["text"], user=request.user)
    except NotNow:
        return _removed(request, briefing)
    messages.success(request, _("Added."))
    return redirect(f"{briefing.get_absolute_url()}compose/#entry-{made.pk}")


@editing
def section(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Give a section another heading, or remove an empty one of one's own."""
    briefing = edited_briefing(request.user, slug)
    found = section_of(briefing, pk)
    if request.method != "POST":
        return _show_section(request, found, HeadingForm(initial={"title": found.title}))
    form = HeadingForm(request.POST)
    if notice := stale(request):
        return _show_section(request, found, form, notice=notice, status=403)
    back = f"{briefing.get_absolute_url()}compose/"
    try:
        if request.POST.get("do") == "remove":
            remove_section(section=found, user=request.user)
            return redirect(back)
        if not form.is_valid():
            return _show_section(request, found, form, status=422)
        title = form.cleaned_data["title"]
        rename_section(section=found, title=title, user=request.user, version=version_of(request))
    except Conflict as conflict:
        rows = [(_("Heading"), request.POST.get("title", ""), conflict.current.label)]
        return _show_section(request, conflict.current, form, rows=rows, conflict=True, status=409)
    except NotNow as problem:
        return _show_section(request, found, form, notice=str(problem), status=409)
    return redirect(f"{back}#section-{pk}")


def _show_section(
    request: HttpRequest, found: Section, form: HeadingForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    shown = {"briefing": found.briefing, "section": found, "form": form, **context}
    return render(request, "briefings/section.html", shown, status=status)
