"""Issues on their briefing's page and in the list of briefings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.briefings.hooks import (
    EditorLink,
    Note,
    Panel,
    register_annotator,
    register_editor_link,
    register_header,
)
from events.briefings.models import Briefing
from events.issues.access import may_read_now
from events.issues.models import Issue
from portal.language import day_in_words

SHOWN = 5


def issues_panel(user: Any, briefing: Briefing) -> dict[str, Any]:
    """The newest issues the reader may read. Shown also where there is none, and says so."""
    readable = Issue.objects.visible_to(user).filter(briefing=briefing).defer("content")
    found = list(readable.order_by("-number")[: SHOWN + 1])
    for one in found:
        one.briefing = briefing
    return {
        "issues": found[:SHOWN],
        "more": len(found) > SHOWN,
        "comparable": sum(not one.is_withdrawn for one in found) > 1,
        "may_freeze": may_read_now(user, briefing) and not briefing.archived,
    }


def newest_of(user: Any, briefings: Sequence[Briefing]) -> dict[int, Issue]:
    """Of each briefing the newest valid issue that a user may read, without its content. One query."""
    found: dict[int, Issue] = {}
    rows = Issue.objects.visible_to(user).valid().filter(briefing__in=[one.pk for one in briefings])
    for issue in rows.defer("content").order_by("briefing", "-number"):
        found.setdefault(issue.briefing_id, issue)
    return found


def notes(user: Any, briefings: Sequence[Briefing]) -> dict[int, list[Note]]:
    """What the list of briefings says: the newest issue."""
    newest = newest_of(user, briefings)
    words = _("Issue %(number)s, as of %(day)s")
    return {
        pk: [Note(words % {"number": issue.number, "day": day_in_words(issue.as_of)})]
        for pk, issue in newest.items()
    }


def _freeze_url(user: Any, briefing: Briefing) -> str | None:
    if briefing.archived or not may_read_now(user, briefing):
        return None
    return reverse("briefing_issues:freeze", args=[briefing.slug])


def _compare_url(user: Any, briefing: Briefing) -> str | None:
    readable = Issue.objects.visible_to(user).filter(briefing=briefing).valid()
    if not (readable.exists() and may_read_now(user, briefing)):
        return None
    return f"{reverse('briefing_issues:compare', args=[briefing.slug])}?to=now"


def register() -> None:
    """Put issues on the pages of briefings. Called when the app is ready."""
    title = gettext_lazy("Issues")
    register_header(Panel("issues", title, "briefing_issues/panel.html", 10, issues_panel))
    register_editor_link(EditorLink("freeze", gettext_lazy("Freeze an issue"), 80, _freeze_url))
    register_editor_link(
        EditorLink("compare", gettext_lazy("What changed since the last issue"), 70, _compare_url)
    )
    register_annotator(notes)
