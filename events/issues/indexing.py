"""How issues are found: type ``briefing``, by what the frozen text says.

Of a briefing the newest valid issue is found, and an earlier one only by readers who may not read the newer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.briefings.models import Briefing
from events.issues.comparing import said
from events.issues.models import Issue
from events.issues.schema import IssueContent
from portal.indexing import Entry, EntryBuilder, mark_changed, register
from portal.reference.cldr import territory_name
from portal.visibility import covers

SUMMARY = 300


class IssueBuilder(EntryBuilder[Issue]):
    """Type ``briefing``. Nobody finds an issue for being its briefing's owner: no owner is indexed."""

    type = "briefing"
    model = Issue
    label = gettext_lazy("Briefings")
    kinds: dict[str, Any] = {}
    """The facet "kind" is about practices."""

    def objects(self) -> QuerySet[Issue]:
        return Issue.objects.select_related("briefing")

    def prepare(self, objects: Sequence[Issue]) -> None:
        """The valid issues of the same briefings, in one query."""
        wanted = {one.briefing_id for one in objects}
        valid: dict[int, list[tuple[int, str]]] = {pk: [] for pk in wanted}
        rows = Issue.objects.valid().filter(briefing__in=wanted)
        for briefing, number, key in rows.values_list("briefing", "number", "audience_key"):
            valid[briefing].append((number, key))
        for one in objects:
            one.siblings = valid[one.briefing_id]  # type: ignore[attr-defined]

    def entry(self, obj: Issue) -> Entry | None:
        if obj.is_withdrawn or obj.briefing.archived or self._superseded(obj):
            return None
        content: IssueContent = obj.content
        return Entry(
            language=content["language"],
            title=obj.title,
            summary=_summary(content),
            text="\n".join(_words(content)),
            audience_key=obj.audience_key,
            countries=(content["country"],),
            date=obj.as_of,
        )

    def _superseded(self, obj: Issue) -> bool:
        """Whether everybody who may read it may read a later valid one."""
        if not hasattr(obj, "siblings"):
            self.prepare([obj])
        later: list[tuple[int, str]] = obj.siblings  # type: ignore[attr-defined]
        return any(number > obj.number and covers(key, obj.audience_key) for number, key in later)

    def visible_to(self, viewer: Any) -> QuerySet[Issue]:
        """Valid issues inside the viewer's audience."""
        found = Issue.objects.visible_to(viewer).valid().filter(briefing__archived=False)
        return found.select_related("briefing")

    def card(self, obj: Issue, language: str) -> dict[str, Any]:
        content: IssueContent = obj.content
        return {
            "url": obj.get_absolute_url(),
            "title": obj.title,
            "language": "",
            "countries": [territory_name(content["country"], language)],
            "kind": _("Briefing, issue %(number)s") % {"number": obj.number},
            "date": obj.as_of,
            "summary": _summary(content),
            "tlp": obj.tlp,
            "is_example": content["is_example"],
        }


def _summary(content: IssueContent) -> str:
    text = content["purpose"].strip() or content["issue"]["note"].strip()
    return text[:SUMMARY] or ", ".join(section["title"] for section in content["sections"])[:SUMMARY]


def _words(content: IssueContent) -> list[str]:
    words = [content["purpose"], content["issue"]["note"]]
    for section in content["sections"]:
        words.append(section["title"])
        for entry in section["entries"]:
            words += [entry["heading"], said(entry)]
    return [word for word in words if word]


def follow_briefing(sender: Any, instance: Briefing, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A briefing was archived or reopened: its issues are found, or not."""
    if not raw and not created:
        mark_changed("briefing", list(Issue.objects.filter(briefing=instance).values_list("pk", flat=True)))


def connect() -> None:
    """Register the type. Called when the app is ready."""
    register(IssueBuilder())
    post_save.connect(follow_briefing, sender=Briefing, dispatch_uid="briefing-issues-found")
