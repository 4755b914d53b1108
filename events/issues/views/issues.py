"""Issues for their readers: the list, the page, the files. Each reading is recorded."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.briefings.access import may_edit, visible_briefing
from events.issues.access import may_read_now, visible_issue
from events.issues.document import issue_document
from events.issues.enums import Reading
from events.issues.files import KINDS, file_name, issue_file
from events.issues.freezing import IssueTampered, verified_content
from events.issues.models import Issue, Share
from events.issues.page import blocks_of
from events.issues.readlog import record_read
from events.issues.sharing import shared_with
from portal.documents import PdfUnavailable
from portal.pages.audience_words import audience_words


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The issues of a briefing that the reader may read, withdrawn ones too; for its editors also those they may not
    read, by number and date alone. 404 where the briefing is not there for them."""
    briefing = visible_briefing(request.user, slug)
    edits = may_edit(request.user, briefing)
    readable = {one.pk for one in Issue.objects.visible_to(request.user).filter(briefing=briefing).only("pk")}
    found = briefing.issues.defer("content", "note")
    rows = [(one, one.pk in readable) for one in found if edits or one.pk in readable]
    for one, _readable in rows:
        one.briefing = briefing
    context = {
        "briefing": briefing,
        "rows": rows,
        "may_edit": edits,
        "may_freeze": may_read_now(request.user, briefing) and not briefing.archived,
        "comparable": sum(readable and not one.is_withdrawn for one, readable in rows) > 1,
    }
    return render(request, "briefing_issues/index.html", context)


@never_cache
@require_safe
def issue(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An issue. Its reading is recorded; one that is withdrawn says so and shows nothing of its content."""
    found = visible_issue(request.user, slug, number)
    context = _about(request, found)
    if found.is_withdrawn:
        return render(request, "briefing_issues/withdrawn.html", context, status=410)
    try:
        content = verified_content(found)
    except IssueTampered:
        return render(request, "briefing_issues/broken.html", context, status=500)
    if request.method != "HEAD":
        record_read(request.user, found, Reading.PAGE)
    document = issue_document(content)
    context |= {
        "document": document,
        "blocks": blocks_of(document),
        "audience": audience_words([found.audience_key])[found.audience_key],
        "shares": _shares(request.user, found, context["may_edit"]),
    }
    return render(request, "briefing_issues/issue.html", context)


def _about(request: HttpRequest, found: Issue) -> dict[str, Any]:
    """What every page of an issue says beside it: the newest valid one and the one before that the reader may read."""
    others = Issue.objects.visible_to(request.user).filter(briefing=found.briefing_id).valid()
    numbers = sorted(others.values_list("number", flat=True))
    newest = numbers[-1] if numbers else None
    earlier = [number for number in numbers if number < found.number]
    return {
        "briefing": found.briefing,
        "issue": found,
        "newest": newest if newest and newest > found.number else None,
        "earlier": earlier[-1] if earlier else None,
        "may_edit": may_edit(request.user, found.briefing),
        "kinds": [(ending, kind.label) for ending, kind in KINDS.items()],
    }


def _shares(user: Any, found: Issue, edits: bool) -> list[Share]:
    """What the issue was shared for: everything for its editors, what concerns them for its readers."""
    shares = found.shares.all() if edits else shared_with(user).filter(issue=found)
    return list(shares)


@never_cache
@require_safe
def issue_file_view(request: HttpRequest, slug: str, number: int, ending: str) -> HttpResponse:
    """An issue as ``ending`` (pdf, docx), recorded. 404 for whoever may not read it and for another ending; 410 with
    the reason where it is withdrawn; 500 where it is not what was frozen."""
    found = visible_issue(request.user, slug, number)
    kind = KINDS.get(ending)
    if kind is None:
        raise Http404
    if found.is_withdrawn:
        return render(request, "briefing_issues/withdrawn.html", _about(request, found), status=410)
    try:
        content = verified_content(found)
        data = issue_file(content, ending)
    except IssueTampered:
        return render(request, "briefing_issues/broken.html", _about(request, found), status=500)
    except PdfUnavailable as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=503)
    if request.method != "HEAD":
        record_read(request.user, found, kind.reading)
    return HttpResponse(
        data,
        content_type=kind.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{file_name(content, ending)}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@never_cache
@require_safe
def go(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the mails lead: to an issue, by a number that says nothing of it."""
    found = Issue.objects.visible_to(request.user).filter(pk=pk).select_related("briefing").first()
    if found is None:
        raise Http404
    return redirect(found)
