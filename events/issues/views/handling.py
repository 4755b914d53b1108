"""Issues for whoever writes the briefing: freezing, sharing, withdrawing, and who opened them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.briefings.access import edited_briefing
from events.briefings.models import Briefing
from events.issues.access import handled_issue, may_read, may_read_now
from events.issues.comparing import compare
from events.issues.document import issue_document
from events.issues.forms import FreezeForm, ShareForm, WithdrawForm
from events.issues.freezing import (
    BriefingChanged,
    FreezeRefused,
    draft_content,
    freeze,
    newest_valid,
    next_number,
    verified_content,
    why_not,
    withdraw,
)
from events.issues.models import Issue
from events.issues.page import blocks_of
from events.issues.readlog import reads_of
from events.issues.schema import said_hash
from events.issues.sharing import share
from portal.stale_forms import keeps_words

A_PAGE = 50


@keeps_words("note")
@require_http_methods(["GET", "HEAD", "POST"])
def freeze_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What the next issue would say, and the button that freezes exactly that."""
    briefing = edited_briefing(request.user, slug)
    if not may_read_now(request.user, briefing):
        context = {"briefing": briefing, "number": next_number(briefing)}
        return render(request, "briefing_issues/not_inside.html", context, status=403)
    form = FreezeForm(request.POST or None)
    if request.method != "POST":
        return _show_draft(request, briefing, form)
    if not form.is_valid():
        return _show_draft(request, briefing, form, status=422)
    try:
        made = freeze(
            briefing=briefing, by=request.user, seen=form.cleaned_data["seen"], note=form.cleaned_data["note"]
        )
    except BriefingChanged as changed:
        return _show_draft(request, briefing, form, status=409, problem=str(changed))
    except FreezeRefused as refused:
        return _show_draft(request, briefing, form, status=422, problem=str(refused))
    messages.success(request, _("Issue %(number)s is frozen.") % {"number": made.number})
    return redirect("briefing_issues:issue", briefing.slug, made.number)


def _show_draft(
    request: HttpRequest, briefing: Briefing, form: FreezeForm, status: int = 200, problem: str = ""
) -> HttpResponse:
    content = draft_content(briefing, request.user)
    before = newest_valid(briefing)
    readable = before is not None and may_read(request.user, before)
    document = issue_document(content)
    context = {
        "briefing": briefing,
        "form": form,
        "seen": said_hash(content),
        "problem": problem,
        "why_not": why_not(briefing, content),
        "document": document,
        "blocks": blocks_of(document),
        "number": content["issue"]["number"],
        "before": before if readable else None,
        "counts": compare(verified_content(before), content).counts if before and readable else None,
        "held_back": held_back(briefing),
    }
    return render(request, "briefing_issues/freeze.html", context, status=status)


def held_back(briefing: Briefing) -> dict[str, int]:
    """What an editor may want to look at before freezing: texts that wait for a decision. Of what is still for all the
    briefing's readers only; whoever freezes is one of them."""
    from events.briefings.models import Entry

    entries = Entry.objects.filter(section__briefing=briefing, gone=False, left_out=False)
    return {"pending": entries.filter(pending__isnull=False).count()}


@keeps_words("title", "people")
@require_http_methods(["GET", "HEAD", "POST"])
def share_page(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Share an issue for a visit or a meeting with people inside its audience."""
    found = handled_issue(request.user, slug, number)
    if found.is_withdrawn:
        return redirect("briefing_issues:index", slug)
    form = ShareForm(request.POST or None, issue=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = share(
            issue=found,
            by=request.user,
            values=form.values,
            communities=form.cleaned_data["communities"],
            people=form.receivers,
        )
        told = made.notices.count()
        text = ngettext("Shared. %(number)s person is told.", "Shared. %(number)s people are told.", told)
        messages.success(request, text % {"number": told})
        return redirect("briefing_issues:opened", slug, number)
    context = {"briefing": found.briefing, "issue": found, "form": form}
    return render(request, "briefing_issues/share.html", context, status=422 if form.is_bound else 200)


@keeps_words("reason")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_page(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Take an issue back, with a reason its readers see."""
    found = handled_issue(request.user, slug, number)
    if found.is_withdrawn:
        return redirect("briefing_issues:index", slug)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if withdraw(issue=found, by=request.user, reason=form.cleaned_data["reason"]):
            messages.success(request, _("Issue %(number)s is withdrawn.") % {"number": number})
        return redirect("briefing_issues:index", slug)
    context: dict[str, Any] = {"briefing": found.briefing, "issue": found, "form": form}
    return render(request, "briefing_issues/withdraw.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_safe
def opened(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Who opened an issue, in which form, when; and what it was shared for."""
    found = handled_issue(request.user, slug, number)
    reads = Paginator(reads_of(found), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "briefing": found.briefing,
        "issue": found,
        "page": reads,
        "readers": found.reads.values("by").distinct().count(),
        "shares": _shares(found),
    }
    return render(request, "briefing_issues/opened.html", context)


def _shares(issue: Issue) -> list[dict[str, Any]]:
    """The sharings of an issue, and of each how many were told. Three queries."""
    shares = issue.shares.select_related("by").prefetch_related("notices")
    return [
        {"share": one, "told": sum(notice.state == "sent" for notice in one.notices.all()),
         "all": len(one.notices.all())}
        for one in shares
    ]  # fmt: skip
