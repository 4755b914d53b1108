"""The page of a briefing for its readers, and the editors' page."""

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

from events.briefings.access import edited_briefing, may_edit, may_lead, visible_briefing
from events.briefings.actions import (
    add_section,
    hand_over,
    move_section,
    name_editor,
    remove_editor,
    save_settings,
    set_archived,
)
from events.briefings.entries import move_entry
from events.briefings.forms import BriefingForm, initial_of
from events.briefings.history import Conflict, NotNow
from events.briefings.hooks import editor_links, notes_for, panels_for
from events.briefings.models import Briefing, Entry
from events.briefings.reading import editor_sections, reach_of, state_of
from events.briefings.telling import changes_of
from events.briefings.views.doors import section_of
from events.briefings.views.lists import told
from events.exchanges.fields import person_with
from liaison.directory.kept import editing, stale
from portal.pages.audience_words import audience_words
from portal.words import LineField


@never_cache
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A briefing for its readers: what the apps above have of it (issues). What is not frozen is for its editors."""
    briefing = visible_briefing(request.user, slug)
    writes = may_edit(request.user, briefing)
    context = {
        "briefing": briefing,
        "audience": audience_words([briefing.audience_key])[briefing.audience_key],
        "panels": panels_for(request.user, briefing),
        "may_edit": writes,
        "editors": _editors(briefing) if writes else [],
        "notes": notes_for(request.user, [briefing])[briefing.pk],
    }
    return render(request, "briefings/briefing.html", context)


@editing
def compose(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The editors' page: every section with its entries. Posting here adds a section."""
    briefing = edited_briefing(request.user, slug)
    if request.method != "POST":
        return show_compose(request, briefing)
    if notice := stale(request):
        return show_compose(request, briefing, notice=notice, status=403, title=request.POST.get("title", ""))
    try:
        title = LineField(max_length=200).clean(request.POST.get("title", ""))
    except ValidationError as problem:
        return show_compose(request, briefing, notice=problem.messages[0], status=422)
    section = add_section(briefing=briefing, title=title, user=request.user)
    return redirect(f"{_address(briefing)}#section-{section.pk}")


def _address(briefing: Briefing) -> str:
    return f"{briefing.get_absolute_url()}compose/"


def show_compose(
    request: HttpRequest, briefing: Briefing, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The editors' page, with a word on why nothing was done where that is so."""
    sections = editor_sections(request.user, briefing)
    shown = {
        "briefing": briefing,
        "audience": audience_words([briefing.audience_key])[briefing.audience_key],
        "sections": sections,
        "links": editor_links(request.user, briefing),
        "notes": notes_for(request.user, [briefing])[briefing.pk],
        "waiting": [one for section in sections for one in section.entries if one.waits],
        "may_lead": may_lead(request.user, briefing),
    }
    return render(request, "briefings/compose.html", shown | context, status=status)


@editing
def move(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Move an entry or a section a place up or down."""
    briefing = edited_briefing(request.user, slug)
    if request.method != "POST":
        return redirect(_address(briefing))
    if notice := stale(request):
        return show_compose(request, briefing, notice=notice, status=403)
    up = request.POST.get("to") == "up"
    number = request.POST.get("entry") or request.POST.get("section") or ""
    pk = int(number) if number.isascii() and number.isdigit() and len(number) < 16 else 0
    if request.POST.get("entry"):
        entry = Entry.objects.filter(section__briefing=briefing, pk=pk).select_related("section").first()
        if entry is None:
            raise Http404
        entry.section.briefing = briefing
        reach = reach_of(request.user, briefing)
        rows = Entry.objects.filter(section=entry.section_id)
        shown = {one.pk for one in rows if state_of(reach, briefing, one)}
        if entry.pk not in shown:
            raise Http404
        move_entry(entry=entry, up=up, user=request.user, shown=shown)
        return redirect(f"{_address(briefing)}#entry-{pk}")
    section = section_of(briefing, pk)
    move_section(section=section, up=up, user=request.user)
    return redirect(f"{_address(briefing)}#section-{pk}")


# --- settings and editors -------------------------------------------------------------------------------


@editing
def settings(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The settings, by whoever leads the briefing. 404 for everybody else."""
    briefing = _led(request, slug)
    data = request.POST if request.method == "POST" else None
    form = BriefingForm(data, user=request.user, item=briefing, initial=initial_of(briefing))
    if data is None:
        return _show_settings(request, form, briefing)
    if notice := stale(request):
        return _show_settings(request, form, briefing, notice=notice, status=403)
    if not form.is_valid():
        return _show_settings(request, form, briefing, status=422)
    version = form.cleaned_data["version"] or 0
    try:
        save_settings(briefing=briefing, values=form.values, user=request.user, version=version)
    except Conflict as conflict:
        return _conflict(request, conflict.current)
    except ValidationError as problem:
        return _show_settings(request, told(form, problem), briefing, status=422)
    messages.success(request, _("Saved."))
    return redirect(_address(briefing))


def _led(request: HttpRequest, slug: str) -> Briefing:
    briefing = edited_briefing(request.user, slug)
    if not may_lead(request.user, briefing):
        raise Http404
    return briefing


def _conflict(request: HttpRequest, current: Briefing) -> HttpResponse:
    """The form again with what was typed, and what somebody else has made of the settings."""
    data = request.POST.copy()
    data["version"] = str(current.settings_version)
    form = BriefingForm(data, user=request.user, item=current, initial=initial_of(current))
    now = BriefingForm(user=request.user, item=current, initial=initial_of(current))
    others = [
        (field.label, _shown_value(form[field.name]), _shown_value(field))
        for field in now
        if not field.is_hidden and _shown_value(form[field.name]) != _shown_value(field)
    ]
    return _show_settings(request, form, current, others=others, status=409)


def _shown_value(field: Any) -> str:
    """What a field says, in words."""
    value = field.value()
    names = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(names.get(str(one), str(one)) for one in values if one not in (None, ""))


def _show_settings(
    request: HttpRequest, form: BriefingForm, briefing: Briefing, *, status: int = 200, **context: Any
) -> HttpResponse:
    shown = {"form": form, "briefing": briefing, "editors": _editors(briefing)}
    return render(request, "briefings/form.html", shown | context, status=status)


def _editors(briefing: Briefing) -> list[Any]:
    return list(briefing.editors.filter(is_active=True).order_by("last_name", "first_name", "pk"))


@editing
def editors(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Name an editor by the address of their account, take one off, hand the briefing over, archive it."""
    briefing = _led(request, slug)
    form = BriefingForm(user=request.user, item=briefing, initial=initial_of(briefing))
    if request.method != "POST":
        return redirect("briefings:settings", briefing.slug)
    account = request.POST.get("account", "")
    if notice := stale(request):
        return _show_settings(request, form, briefing, notice=notice, account=account, status=403)
    try:
        _change_editors(request, briefing, account)
    except (ValidationError, NotNow) as problem:
        text = problem.messages[0] if isinstance(problem, ValidationError) else str(problem)
        return _show_settings(request, form, briefing, account=account, account_error=text, status=422)
    messages.success(request, _("Saved."))
    again = Briefing.objects.select_related("owner").get(pk=briefing.pk)
    if may_lead(request.user, again):
        return redirect("briefings:settings", briefing.slug)
    return (
        redirect("briefings:compose", briefing.slug)
        if may_edit(request.user, again)
        else redirect("/briefings/")
    )


def _change_editors(request: HttpRequest, briefing: Briefing, account: str) -> None:
    given: dict[str, Any] = {"briefing": briefing, "user": request.user}
    if text := request.POST.get("remove"):
        remove_editor(**given, person_id=_number(text))
    elif text := request.POST.get("hand_over"):
        hand_over(**given, person_id=_number(text))
    elif text := request.POST.get("archived"):
        set_archived(**given, archived=text == "yes")
    else:
        person = person_with(LineField(max_length=254).clean(account))
        name_editor(**given, person=person)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@never_cache
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Who changed what, for the editors, as far as each may read it."""
    briefing = edited_briefing(request.user, slug)
    context = {"briefing": briefing, **changes_of(request.user, briefing, request.GET.get("page", "1"))}
    return render(request, "briefings/history.html", context)
