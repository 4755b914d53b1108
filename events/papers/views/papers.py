"""The papers of an event: the list, adding, changing, removing, and giving out the files."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from events.exchanges.access import may_organise, visible_event
from events.exchanges.models import Event
from events.exchanges.sharing import Shared, SharedKind, tell_people, told_words
from events.papers.access import circles_of, circles_to_add, may_change, may_open, papers_for
from events.papers.files import MOST_AT_ONCE, PaperConflict, add_papers, change_paper, remove_paper
from events.papers.forms import AddPapersForm, ChangePaperForm
from events.papers.models import Paper
from portal.language import CONTENT_LANGUAGES
from portal.media.serving import file_response
from portal.stale_forms import csrf_problem
from practices.views.gate import too_large


@never_cache
@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """All papers of an event that the viewer may open. 404 for those who are of no circle of the event."""
    event = visible_event(request.user, slug)
    papers = papers_for(request.user, event)
    if not papers and not circles_of(request.user, event):
        raise Http404
    groups = [
        (session, [(paper, may_change(request.user, paper)) for paper in found])
        for session, found in groupby(papers, key=lambda paper: paper.session)
    ]
    organises = may_organise(request.user, event)
    context = {
        "event": event,
        "groups": groups,
        "may_add": bool(circles_to_add(request.user, event)),
        "changes": event.paper_changes.select_related("by")[:50] if organises else [],
    }
    return render(request, "papers/index.html", context)


@never_cache
@require_safe
def download(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A file, asked of the rule every time."""
    paper = _paper(request, visible_event(request.user, slug), pk)
    return file_response(paper.file, paper.file_name)


def _paper(request: HttpRequest, event: Event, pk: int) -> Paper:
    """A paper of the event that the viewer may open. Raises 404."""
    paper = event.papers.select_related("session").filter(pk=pk).first()
    if paper is None:
        raise Http404
    paper.event = event
    if not may_open(request.user, paper):
        raise Http404
    return paper


@csrf_exempt  # checked by hand: an upload that is too large must be answered before it is read
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Add papers: all of what is sent, or nothing."""
    event = visible_event(request.user, slug)
    circles = circles_to_add(request.user, event)
    if not circles:
        raise Http404
    if request.method != "POST":
        language = event.languages[0] if event.languages else "en"
        form = AddPapersForm(event=event, circles=circles, initial={"language": _known(language)})
        return _show_form(request, event, form)
    if _refused(request, MOST_AT_ONCE):
        return _too_large(request, event)
    form = AddPapersForm(request.POST, request.FILES, event=event, circles=circles)
    if _is_stale(request, form) or not form.is_valid():
        return _show_form(request, event, form, status=422)
    values = form.cleaned_data
    try:
        added = add_papers(
            event=event,
            uploads=values["uploads"],
            title=values["title"],
            circle=values["circle"],
            session=values["session"],
            language=values["language"],
            by=request.user,
        )
    except ValidationError as refused:
        form.add_error(None, refused)
        return _show_form(request, event, form, status=422)
    done = ngettext("%(count)d paper is added.", "%(count)d papers are added.", len(added))
    _answer(request, event, form, added, done % {"count": len(added)})
    return redirect("papers:index", event.slug)


def _answer(request: HttpRequest, event: Event, form: Any, papers: list[Paper], done: str) -> None:
    """Say what was done; tell those who may open the papers, where that is wanted."""
    if form.cleaned_data["tell"]:
        what = " ".join(f"{paper.pk}.{paper.version}" for paper in papers)
        circle = papers[0].circle
        told = tell_people(Shared(event, SharedKind.PAPERS, circle, request.user, what))
        done = f"{done} {told_words(told)}"
    messages.success(request, done)


def _known(language: str) -> str:
    return language if language in CONTENT_LANGUAGES else "en"


@csrf_exempt  # checked by hand, see ``add``
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Change what is said of a paper, or replace its file."""
    event, paper = _changeable(request, slug, pk)
    circles = circles_to_add(request.user, event)
    if request.method != "POST":
        return _show_form(request, event, ChangePaperForm(event=event, circles=circles, paper=paper), paper)
    if _refused(request, 1):
        return _too_large(request, event)
    form = ChangePaperForm(request.POST, request.FILES, event=event, circles=circles, paper=paper)
    if _is_stale(request, form) or not form.is_valid():
        return _show_form(request, event, form, paper, status=422)
    try:
        changed = change_paper(
            paper=paper,
            values=form.values(),
            upload=form.cleaned_data["file"],
            version=form.cleaned_data["version"],
            by=request.user,
        )
    except PaperConflict as conflict:
        sent = request.POST.copy()
        sent["version"] = str(conflict.paper.version)
        form.data = sent
        return _show_form(request, event, form, paper, status=409, theirs=_rows(form, conflict.paper))
    except Paper.DoesNotExist as gone:
        raise Http404 from gone
    _answer(request, event, form, [changed], _("The paper is changed."))
    return redirect("papers:index", event.slug)


def _rows(form: ChangePaperForm, stored: Paper) -> list[tuple[str, str, str]]:
    """What was typed beside what somebody else has saved meanwhile."""
    language = form.fields["language"].choices  # type: ignore[attr-defined]
    circle = dict(form.fields["circle"].choices)  # type: ignore[attr-defined]
    mine, typed = form.cleaned_data, form["circle"].value()
    rows = [
        (form["title"].label, mine["title"], stored.title),
        (form["session"].label, str(mine["session"] or _("The whole event")), _about(stored)),
        (form["circle"].label, str(circle.get(typed, typed)), stored.get_circle_display()),
        (form["language"].label, dict(language).get(mine["language"], ""), stored.get_language_display()),
    ]
    return [(str(label), str(one), str(other)) for label, one, other in rows if str(one) != str(other)]


def _about(paper: Paper) -> str:
    return str(paper.session or _("The whole event"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Ask, then remove a paper with its file."""
    event, paper = _changeable(request, slug, pk)
    if request.method != "POST":
        return render(request, "papers/remove.html", {"event": event, "paper": paper})
    remove_paper(paper=paper, by=request.user)
    messages.success(request, _("The paper is removed."))
    return redirect("papers:index", event.slug)


def _changeable(request: HttpRequest, slug: str, pk: int) -> tuple[Event, Paper]:
    """The event and a paper of it that the viewer may change. Raises 404."""
    event = visible_event(request.user, slug)
    paper = _paper(request, event, pk)
    if not may_change(request.user, paper):
        raise Http404
    return event, paper


# --- what is in the way -----------------------------------------------------------------------------------


def _refused(request: HttpRequest, files: int) -> bool:
    """Whether the request is larger than what can be kept; nothing of it has been read before."""
    if too_large(request, files):
        return True
    try:
        request.POST  # noqa: B018 - read here, where a form that is too large can be answered
    except RequestDataTooBig:
        return True
    return False


def _is_stale(request: HttpRequest, form: Any) -> bool:
    """Whether the page had been open for too long to be believed; told at the top of the form."""
    if csrf_problem(request) is None:
        return False
    form.add_error(None, _("This page had been open for long. Choose the file again and press the button."))
    return True


def _too_large(request: HttpRequest, event: Event) -> HttpResponse:
    return render(request, "papers/too_large.html", {"event": event}, status=413)


def _show_form(
    request: HttpRequest, event: Event, form: Any, paper: Paper | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"event": event, "form": form, "paper": paper, "most": MOST_AT_ONCE, **more}
    return render(request, "papers/form.html", context, status=status)
