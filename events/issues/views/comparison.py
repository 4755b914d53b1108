"""What changed between two issues, or since an issue."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.briefings.access import visible_briefing
from events.briefings.models import Briefing
from events.issues.access import may_read_now
from events.issues.comparing import Content, compare
from events.issues.enums import Reading
from events.issues.freezing import IssueTampered, draft_content, verified_content
from events.issues.models import Issue
from events.issues.readlog import record_read

NOW = "now"


@never_cache
@require_safe
def compare_page(request: HttpRequest, slug: str) -> HttpResponse:
    """``?from=1&to=2``, ``to=now`` for the briefing's editors. Offered are the valid issues the reader may read; an
    issue that is not among them is answered like one that does not exist. Without a choice: the newest two."""
    briefing = visible_briefing(request.user, slug)
    issues = {
        str(one.number): one
        for one in Issue.objects.visible_to(request.user).filter(briefing=briefing).valid().defer("content")
    }
    edits = may_read_now(request.user, briefing)
    context: dict[str, Any] = {"briefing": briefing, "issues": list(issues.values()), "now": edits}
    sides = _sides(request, list(issues), edits)
    if sides is None:
        return render(request, "briefing_issues/compare.html", context)
    contents, read = [], []
    try:
        for side in sides:
            if side == NOW and edits:
                contents.append(_now(request.user, briefing))
            elif side in issues:
                read.append(issues[side])
                contents.append(verified_content(issues[side]))
            else:
                raise Http404
    except IssueTampered:
        return render(request, "briefing_issues/broken.html", context, status=500)
    if request.method != "HEAD":
        for issue in read:
            record_read(request.user, issue, Reading.COMPARED)
    context |= {"before": sides[0], "after": sides[1], "comparison": compare(contents[0], contents[1])}
    context |= {"before_name": _name(sides[0], issues), "after_name": _name(sides[1], issues)}
    return render(request, "briefing_issues/compare.html", context)


def _now(user: Any, briefing: Briefing) -> Content:
    return draft_content(briefing, user)


def _sides(request: HttpRequest, numbers: list[str], edits: bool) -> tuple[str, str] | None:
    """The two sides that are asked for, the older first; ``None`` where there are no two."""
    usual = sorted(numbers, key=int)
    offered = [*usual, NOW] if edits and usual else usual
    given = [request.GET.get(name, "") for name in ("from", "to")]
    if not any(given):
        pair = offered[-2:]
        return (pair[0], pair[1]) if len(pair) == 2 else None
    before = given[0] or next((one for one in reversed(usual) if one != given[1]), "")
    after = given[1] or offered[-1]
    if before.isdecimal() and after.isdecimal() and int(before) > int(after):
        before, after = after, before
    return before, after


def _name(side: str, issues: dict[str, Issue]) -> str:
    if side == NOW:
        return _("the briefing now")
    return _("issue %(number)s") % {"number": issues[side].number}
